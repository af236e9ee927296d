internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The block of neighbours, from held-out logits: every row asks the rows of the other folds, and the answers are mixed
/// into the fused logits.
///
/// A row's point is what each block adds to the fused logits of all models, as heads have it that did not see the row:
/// what a new prompt's point is made of, too.
struct NeighbourFit {
  /// k = √n, which lets both the neighbours' distance and the noise of their mean go to 0 as rows are added (Devroye,
  /// Györfi, Lugosi, "A Probabilistic Theory of Pattern Recognition", 1996). On 6,108 prompts, 40 to 130 neighbours
  /// differ by less than 0.001 in mean AUC.
  private static func count(_ rows: Int) -> Int { max(1, Int(Double(rows).squareRoot())) }

  /// n × M: the logits z′ of rows that neither heads nor neighbours have seen.
  let logits: Matrix
  /// One a model.
  let mixes: [StackingWeights]
  /// n × (blocks · M), intercepts included.
  private let points: Matrix
  private let labels: Matrix
  private let weights: Matrix

  /// nil where the mean held-out loss gains no more than its standard error over the folds: such neighbours would cost
  /// time and bytes for nothing.
  ///
  /// - Parameters:
  ///   - shares: for each block n × M, held-out, fused; they add up to the fused logits.
  ///   - excluded: a fold to keep out of sight: it asks, and is not asked.
  init?(shares: [Matrix], targets: Targets, excluding excluded: Int?) {
    points = Self.points(shares)
    (labels, weights) = (targets.labels, targets.weights)
    let answers = Self.answers(points, targets, excluding: excluded)
    let mixing = NeighbourStacking(fused: Self.sum(shares), answers: answers, targets: targets)
    let seen = Set(targets.folds).subtracting([excluded].compactMap { $0 })
    guard mixing.gains(folds: seen.sorted()).meanExceedsStandardError else { return nil }
    mixes = mixing.mixes(folds: seen)
    logits = mixing.logits(mixes, rows: Array(0..<targets.rows))
  }

  /// The block as a router holds it, with every row in it; `origins` are the blocks' fused intercepts, blocks × M, which a
  /// prompt's point lacks.
  func head(origins: [Float]) -> NeighbourHead {
    let models = mixes.count
    let coordinates = points.values.enumerated().map { $1 - origins[$0 % origins.count] }
    let index = Self.index(coordinates, labels, weights, rows: Array(0..<points.rows))
    let mix = [
      mixes.map(\.own[0]), mixes.map(\.own[1]), mixes.map(\.shared[0]), mixes.map(\.shared[1]),
    ]
    precondition(index.models == models)
    return NeighbourHead(index: index, mix: mix.flatMap { $0.map(Float.init) })!
  }

  /// The shares of a row side by side, n × (blocks · M).
  private static func points(_ shares: [Matrix]) -> Matrix {
    let (n, models) = (shares[0].rows, shares[0].columns)
    var points = Matrix(rows: n, columns: shares.count * models)
    for row in 0..<n {
      for (block, share) in shares.enumerated() {
        for model in 0..<models { points[row, block * models + model] = share[row, model] }
      }
    }
    return points
  }

  private static func sum(_ shares: [Matrix]) -> Matrix {
    var sum = shares[0]
    for share in shares.dropFirst() { for k in sum.values.indices { sum.values[k] += share.values[k] } }
    return sum
  }

  /// n × M: what the other folds' rows answer to each row.
  private static func answers(_ points: Matrix, _ targets: Targets, excluding excluded: Int?) -> Matrix {
    var answers = Matrix(rows: targets.rows, columns: targets.tasks)
    for fold in Set(targets.folds) {
      let asked = (0..<targets.rows).filter { targets.folds[$0] != fold && targets.folds[$0] != excluded }
      let index = index(points.values, targets.labels, targets.weights, rows: asked)
      for row in 0..<targets.rows where targets.folds[row] == fold {
        let point = Array(points.values[row * points.columns..<(row + 1) * points.columns])
        for (model, logit) in index.logits(at: point).enumerated() { answers[row, model] = logit }
      }
    }
    return answers
  }

  private static func index(_ points: [Float], _ labels: Matrix, _ weights: Matrix, rows: [Int]) -> NeighbourIndex {
    let (dimensions, models) = (points.count / labels.rows, labels.columns)
    return NeighbourIndex(
      count: count(rows.count), coordinates: rows.flatMap { points[$0 * dimensions..<($0 + 1) * dimensions] },
      scores: rows.flatMap { row in (0..<models).map { weights[row, $0] > 0 ? labels[row, $0] : .nan } },
      // A row's weight is the same for every model that was observed on it.
      weights: rows.map { row in (0..<models).reduce(0) { max($0, weights[row, $1]) } })
  }
}
