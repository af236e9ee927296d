internal import PointsmanSupport

/// Training prompts as points, with how the models did on them: what became of the prompts nearest to a new one.
///
/// A point's coordinates are the blocks' shares of every model's logit, so that two prompts are near when the blocks say
/// the same of both for every model. No metric needs learning beyond what the heads have learnt, and a prompt's own
/// point costs nothing: routing computes it anyway.
package struct NeighbourIndex: Sendable {
  /// k, how many neighbours are asked.
  package let count: Int
  package let models: Int
  package let dimensions: Int
  /// n × D, row-major; coordinate = scale · Int16.
  let coordinates: [Int16]
  /// D scales.
  let scales: [Float]
  /// n × M, row-major: score = Int16 / 32,767; −1 where a model was not observed.
  let scores: [Int16]
  /// n row weights.
  let weights: [Float]
  /// ⌈n / 8⌉ × D: the coordinates of eight points side by side, infinite beyond the last.
  private let lanes: [SIMD8<Float>]
  /// M mean scores, drawn in from 0 and 1 by half an observation.
  private let means: [Float]

  /// The number of observations of the mean score that are added to the neighbours' own. They keep logits finite.
  private static let priorObservations: Float = 2

  /// n, how many training prompts they are chosen from.
  package var rows: Int { weights.count }

  /// Takes stored points over; nil when the shapes disagree or a number is out of bounds.
  init?(
    count: Int, models: Int, dimensions: Int, coordinates: [Int16], scales: [Float], scores: [Int16], weights: [Float]
  ) {
    guard count > 0, models > 0, dimensions > 0, scales.count == dimensions,
      coordinates.count == weights.count * dimensions, scores.count == weights.count * models,
      scales.allSatisfy({ $0.isFinite && $0 >= 0 }), weights.allSatisfy({ $0.isFinite && $0 >= 0 }),
      scores.allSatisfy({ $0 >= -1 })
    else { return nil }
    (self.count, self.models, self.dimensions) = (count, models, dimensions)
    (self.coordinates, self.scales, self.scores, self.weights) = (coordinates, scales, scores, weights)
    let outside = SIMD8<Float>(repeating: .infinity)
    var lanes = [SIMD8<Float>](repeating: outside, count: (weights.count + 7) / 8 * dimensions)
    for row in weights.indices {
      for j in 0..<dimensions {
        lanes[row / 8 * dimensions + j][row % 8] = scales[j] * Float(coordinates[row * dimensions + j])
      }
    }
    self.lanes = lanes
    means = (0..<models).map { model in
      let rows = weights.indices.filter { scores[$0 * models + model] >= 0 }
      let total = rows.reduce(0) { $0 + weights[$1] }
      let hits = rows.reduce(0) { $0 + weights[$1] * Self.score(scores[$1 * models + model]) }
      return (hits + 0.5) / (total + 1)
    }
  }

  /// Quantises points: `coordinates` is n × D, `scores` n × M, row-major, NaN where a model was not observed.
  package init(count: Int, coordinates: [Float], scores: [Float], weights: [Float]) {
    let dimensions = coordinates.count / weights.count
    let columns = QuantizedColumns(coordinates, columns: dimensions, limit: Int16.max)
    self.init(
      count: count, models: scores.count / weights.count, dimensions: dimensions, coordinates: columns.rows,
      scales: columns.scales,
      scores: scores.map { $0.isNaN ? -1 : Int16(($0 * Float(Int16.max)).rounded()) }, weights: weights)!
  }

  private static func score(_ stored: Int16) -> Float { Float(stored) / Float(Int16.max) }

  /// For each of the M models the logit of its mean score on the neighbours of `point`:
  ///
  ///     n_m = logit((Σ_j w_j s_jm + 2 s̄_m) / (Σ_j w_j + 2)),   j over those of the k nearest on which m was observed
  ///
  /// O(n · D).
  package func logits(at point: [Float]) -> [Float] {
    var (hits, totals) = (means.map { $0 * Self.priorObservations }, means.map { _ in Self.priorObservations })
    for row in nearest(to: point) {
      for model in 0..<models where scores[row * models + model] >= 0 {
        hits[model] += weights[row] * Self.score(scores[row * models + model])
        totals[model] += weights[row]
      }
    }
    // Beside weights of many millions the mean score's own are lost in rounding; what differs at all differs by that much.
    return zip(hits, totals).map { log($0 / max($1 - $0, $1 * .ulpOfOne / 2)) }
  }

  /// The rows of the `count` points nearest to `point`, in no order; of points at one distance the first by row.
  func nearest(to point: [Float]) -> [Int] {
    var nearest = NearestRows(capacity: count)
    for block in 0..<lanes.count / dimensions {
      var distances = SIMD8<Float>()
      for j in 0..<dimensions {
        let difference = lanes[block * dimensions + j] - point[j]
        distances += difference * difference
      }
      guard any(distances .< nearest.bound) else { continue }
      for lane in 0..<8 where distances[lane] < nearest.bound { nearest.insert(block * 8 + lane, distances[lane]) }
    }
    return nearest.rows
  }
}
