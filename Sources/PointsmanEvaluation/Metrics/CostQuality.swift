/// The cost and the score of one way of choosing models, both as means over prompts.
package struct CostQualityPoint: Sendable, Equatable {
  /// Mean cost of a prompt, USD.
  package let cost: Double
  /// Mean score, in [0, 1].
  package let score: Double

  package init(cost: Double, score: Double) {
    self.cost = cost
    self.score = score
  }

  /// The point of each model when it answers every prompt; empty when there are no prompts. O(n · models).
  ///
  /// - Parameters:
  ///   - scores: n × models, row-major.
  ///   - costs: n × models, row-major, USD.
  ///   - weights: n non-negative numbers; all 1 when nil.
  package static func singles(
    scores: [Double], costs: [Double], models: Int, weights: [Double]? = nil
  ) -> [CostQualityPoint] {
    precondition(models > 0 && scores.count % models == 0, "scores are prompts × models")
    precondition(costs.count == scores.count, "one cost a score")
    guard !scores.isEmpty else { return [] }
    if let weights {
      return (0..<models).map { model in
        let cells = stride(from: model, to: scores.count, by: models)
        return CostQualityPoint(
          cost: mean(cells.map { costs[$0] }, by: weights), score: mean(cells.map { scores[$0] }, by: weights))
      }
    }
    let prompts = Double(scores.count / models)
    return (0..<models).map { model in
      let cells = stride(from: model, to: scores.count, by: models)
      return CostQualityPoint(
        cost: cells.reduce(0) { $0 + costs[$1] } / prompts,
        score: cells.reduce(0) { $0 + scores[$1] } / prompts
      )
    }
  }
}

/// The upper concave envelope of points in the cost–quality plane: the best score any random mix of them buys.
///
/// Over the single models it is RouterBench's zero router. Beyond its costliest vertex it goes on level, since money
/// may be left unspent; short of its cheapest nothing can be bought.
/// Source: Andrew, "Another efficient algorithm for convex hulls in two dimensions", 1979.
package struct UpperHull: Sendable, Equatable {
  /// The corners, cost rising and slope strictly falling.
  package let vertices: [CostQualityPoint]

  /// Wraps n points. O(n log n).
  package init(of points: [CostQualityPoint]) {
    vertices = Self.corners(of: points).map { points[$0] }
  }

  private init(vertices: [CostQualityPoint]) {
    self.vertices = vertices
  }

  /// The hull up to its highest corner, and level from there: paying more never does worse. O(vertices).
  package var nonDecreasing: UpperHull {
    UpperHull(vertices: Array(vertices.prefix(Self.rising(vertices.map(\.score)))))
  }

  /// The score that a mean cost buys; nil below the cheapest vertex. O(vertices).
  package func score(at cost: Double) -> Double? {
    guard let first = vertices.first, let last = vertices.last, cost >= first.cost else { return nil }
    guard let right = vertices.firstIndex(where: { $0.cost > cost }) else { return last.score }
    return Self.score(at: cost, between: vertices[right - 1], and: vertices[right])
  }

  /// ∫ score d cost between two costs; what lies below the cheapest vertex adds nothing. O(vertices).
  package func area(from low: Double, to high: Double) -> Double {
    guard let last = vertices.last else { return 0 }
    var area = max(0, high - max(low, last.cost)) * last.score
    for (left, right) in zip(vertices, vertices.dropFirst()) {
      let start = max(low, left.cost)
      let end = min(high, right.cost)
      guard start < end else { continue }
      area += (end - start) * Self.score(at: (start + end) / 2, between: left, and: right)
    }
    return area
  }

  private static func score(at cost: Double, between left: CostQualityPoint, and right: CostQualityPoint) -> Double {
    left.score + (cost - left.cost) / (right.cost - left.cost) * (right.score - left.score)
  }

  /// Numbers of the points that are corners, cost rising; of equal points the first. O(n log n).
  static func corners(of points: [CostQualityPoint]) -> [Int] {
    precondition(points.allSatisfy { $0.cost.isFinite && $0.score.isFinite }, "costs and scores are finite")
    let order = points.indices.sorted {
      (points[$0].cost, -points[$0].score, $0) < (points[$1].cost, -points[$1].score, $1)
    }
    var corners: [Int] = []
    for index in order {
      if let last = corners.last, points[last].cost == points[index].cost { continue }
      while corners.count > 1 {
        let last = corners[corners.count - 1]
        let before = corners[corners.count - 2]
        guard slope(points[before], points[last]) <= slope(points[last], points[index]) else { break }
        corners.removeLast()
      }
      corners.append(index)
    }
    return corners
  }

  /// The number of corners up to the highest, included; of equals the first. O(corners).
  static func rising(_ scores: [Double]) -> Int {
    zip(scores, scores.dropFirst()).prefix { $0 < $1 }.count + (scores.isEmpty ? 0 : 1)
  }

  /// Score gained per USD from one point to a costlier one. O(1).
  static func slope(_ left: CostQualityPoint, _ right: CostQualityPoint) -> Double {
    (right.score - left.score) / (right.cost - left.cost)
  }
}

/// Average improvement in quality: the mean height of a router's cost–quality curve.
///
///     AIQ = 1/(c_max − c_min) ∫ R̃(c) dc,  c from c_min to c_max
///
/// R̃ is the non-decreasing upper concave hull of the router's points, level to the right; c_min and c_max are the mean
/// costs of the cheapest and the costliest single model, so the figure does not depend on which routers are compared.
/// A cost at which the router cannot run at all counts 0. Source: Hu et al., "RouterBench", 2024.
package struct AIQ: Sendable, Equatable {
  package let router: Double
  /// The zero router: a random mix of two single models.
  package let zero: Double
  /// A router that foresees every score and cost.
  package let oracle: Double

  /// The share of what an oracle would gain over the zero router that the router gains; negative when it does worse
  /// than mixing at random, nil when the oracle gains nothing.
  package var gapClosed: Double? {
    oracle - zero > roundingError ? (router - zero) / (oracle - zero) : nil
  }

  /// Measures three curves; nil when the single models all cost the same. O(k log k) for k points.
  ///
  /// - Parameters:
  ///   - router: the points of the router's sweep.
  ///   - oracle: the points of the oracle's sweep.
  ///   - singles: one point a model.
  package init?(router: [CostQualityPoint], oracle: [CostQualityPoint], singles: [CostQualityPoint]) {
    let costs = singles.map(\.cost)
    guard let low = costs.min(), let high = costs.max(), low < high else { return nil }
    func height(_ points: [CostQualityPoint]) -> Double {
      UpperHull(of: points).nonDecreasing.area(from: low, to: high) / (high - low)
    }
    self.router = height(router)
    self.zero = height(singles)
    self.oracle = height(oracle)
  }
}
