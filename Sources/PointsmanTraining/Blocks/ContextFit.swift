internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanRegression
internal import PointsmanSupport

/// The context block: key by key, corrections by tags of the held-out, calibrated log odds of the other blocks.
///
/// It is fitted to the other blocks' probabilities on rows that they have not seen, and leaves these untouched where no
/// tag is known: a prompt without tags loses nothing.
struct ContextFit {
  private let columns: [TagColumns]
  /// One a model and key.
  private let corrections: [[TagCorrection]]

  /// Learns from the held-out probabilities of `selection`, with the rows of `fold` out of sight if one is given.
  init(_ columns: [TagColumns], selection: ModelSelection, targets: Targets, excluding fold: Int? = nil) {
    self.columns = columns
    corrections = (0..<targets.tasks).map { task in
      let rows = 0..<targets.rows
      let labels = rows.map { Double(targets.labels[$0, task]) }
      let weights = rows.map { Double(targets.weights[$0, task]) }
      var z = rows.map { ContextHead.logOdds(selection.probability(row: $0, model: task)) }
      return columns.map { column in
        let regression = TagRegression(rows: column.rows, labels: labels, weights: weights)
        let correction = TagCorrection(regression, z: z, folds: targets.folds, excluding: fold)
        z = correction.heldOut
        return correction
      }
    }
  }

  /// Of the corrections' weights, one a model and tag.
  var certificates: [Certificate] { corrections.joined().flatMap(\.certificates) }

  /// The block of a router.
  var head: ContextHead {
    var (slopes, intercepts, weights) = ([Float](), [Float](), [Float]())
    for (key, column) in columns.enumerated() {
      slopes += corrections.map { Float($0[key].slope) }
      intercepts += corrections.map { Float($0[key].intercept) }
      for tag in column.values.indices { weights += corrections.map { Float($0[key].weights[tag]) } }
    }
    let tags = columns.flatMap { column in column.values.map { PromptTag(column.key, $0) } }
    return ContextHead(
      tags: tags, models: corrections.count, slopes: slopes, intercepts: intercepts, weights: weights)!
  }
}

/// One key's tags in a table: the rows of each value.
struct TagColumns: Sendable {
  let key: String
  /// In order.
  let values: [String]
  /// For each value its rows, ascending.
  let rows: [[Int]]

  /// A tag on fewer rows says more about these rows than about itself. It counts as unseen.
  static let leastRows = 5

  /// The keys of `table` in order, less those without a tag that is seen often enough.
  static func all(of table: OutcomeTable) -> [TagColumns] {
    var rows: [String: [String: [Int]]] = [:]
    for (index, row) in table.rows.enumerated() {
      for (key, value) in row.prompt.tags { rows[key, default: [:]][value, default: []].append(index) }
    }
    return rows.sorted { $0.key < $1.key }.compactMap { key, values in
      let kept = values.filter { $0.value.count >= leastRows }.sorted { $0.key < $1.key }
      return kept.isEmpty ? nil : TagColumns(key: key, values: kept.map(\.key), rows: kept.map(\.value))
    }
  }
}

/// The correction of one model's log odds by one key's tags: z ← slope z + intercept + β_t where the tag t is known.
///
/// A tag states in full what the text only hints at, so that text and tag count double when they are added up: the slope
/// takes the text's hint back. Slope and penalty are chosen together by held-out loss; the
/// intercept is what the slope takes from the mean, so that the weights shrink toward the model's mean and not toward
/// even odds. Where no choice beats leaving the key out, it is left out.
private struct TagCorrection {
  private(set) var slope = 1.0
  private(set) var intercept = 0.0
  /// One a tag.
  private(set) var weights: [Double]
  /// For each row z corrected by weights that did not see its fold: the next key starts from it.
  private(set) var heldOut: [Double]
  /// Of the weights, one a tag; none where the key is left out.
  private(set) var certificates: [Certificate] = []

  /// λ in rows, strongest first: a tag on fewer rows than about 4 λ keeps less than half of its effect.
  private static let penalties = [300.0, 100, 30, 10, 3, 1, 0.3]
  private static let slopes = [1.0, 0.75, 0.5, 0.25, 0]

  /// Fits to held-out log odds `z`, one a row, on all folds but `excluded`.
  init(_ regression: TagRegression, z: [Double], folds: [Int], excluding excluded: Int?) {
    weights = regression.rows.map { _ in 0 }
    heldOut = z
    let scoringFolds = Set(folds).subtracting([excluded].compactMap { $0 }).sorted()
    let seen = regression.rows.joined().filter { folds[$0] != excluded && regression.weights[$0] > 0 }
    guard !seen.isEmpty else { return }
    let total = seen.reduce(0) { $0 + regression.weights[$1] }
    let mean = seen.reduce(0) { $0 + regression.weights[$1] * z[$1] } / total
    let zero = weights
    var least = scoringFolds.reduce(0) { sum, fold in sum + regression.loss(zero, offsets: z) { folds[$0] == fold } }
    var chosen: (penalty: Double, offsets: [Double])?
    for slope in Self.slopes {
      let offsets = z.map { mean + slope * ($0 - mean) }
      var losses = Self.penalties.map { _ in 0.0 }
      for fold in scoringFolds {
        var beta = zero
        for (index, penalty) in Self.penalties.enumerated() {
          beta = regression.coefficients(penalty: penalty, offsets: offsets, from: beta) {
            folds[$0] == fold || folds[$0] == excluded
          }
          losses[index] += regression.loss(beta, offsets: offsets) { folds[$0] == fold }
        }
      }
      for (loss, penalty) in zip(losses, Self.penalties) where loss < least {
        (least, chosen) = (loss, (penalty, offsets))
        (self.slope, intercept) = (slope, mean * (1 - slope))
      }
    }
    guard let (penalty, offsets) = chosen else { return }
    let fits = regression.fits(penalty: penalty, offsets: offsets, from: zero) { folds[$0] == excluded }
    (weights, certificates) = (fits.map(\.weight), fits.map(\.certificate))
    for fold in Set(folds) {
      let beta = regression.coefficients(penalty: penalty, offsets: offsets, from: weights) {
        folds[$0] == fold || folds[$0] == excluded
      }
      for (tag, rows) in regression.rows.enumerated() {
        for row in rows where folds[row] == fold { heldOut[row] = offsets[row] + beta[tag] }
      }
    }
  }
}

/// The weights of one key's tags in one model's log odds: one a tag, ridge-penalised, with an offset a row and no
/// intercept.
///
///     f(β) = Σ_i w_i ℓ(o_i + β_t(i), y_i) + (λ / 2) ‖β‖²
///
/// A row has one tag of a key, so that every tag is a problem of one unknown.
struct TagRegression {
  /// For each tag its rows.
  let rows: [[Int]]
  /// y and w, one a row; a row of weight 0 takes no part.
  let labels: [Double]
  let weights: [Double]

  /// One tag's weight, with what its certificate is computed from.
  struct TagFit {
    fileprivate let objective: Objective
    fileprivate let minimum: BoundedNewton.Minimum

    /// β of the tag.
    var weight: Double { minimum.point[0] }
    var certificate: Certificate { BoundedNewton().certificate(of: minimum, objective) }
  }

  /// β at λ = `penalty` > 0, given o; rows that `isLeftOut` has no weight. O(rows) a step.
  func fits(
    penalty: Double, offsets: [Double], from start: [Double], leavingOut isLeftOut: (Int) -> Bool = { _ in false }
  ) -> [TagFit] {
    zip(rows, start).map { tagged, start in
      let objective = Objective(
        regression: self, rows: tagged.filter { weights[$0] > 0 && !isLeftOut($0) }, offsets: offsets, penalty: penalty)
      return TagFit(objective: objective, minimum: BoundedNewton().minimize(objective, from: [start]))
    }
  }

  /// The same as plain numbers.
  func coefficients(
    penalty: Double, offsets: [Double], from start: [Double], leavingOut isLeftOut: (Int) -> Bool = { _ in false }
  ) -> [Double] {
    fits(penalty: penalty, offsets: offsets, from: start, leavingOut: isLeftOut).map(\.weight)
  }

  /// Σ w_i ℓ(o_i + β_t(i), y_i) over the tagged rows that `isIncluded`.
  func loss(_ beta: [Double], offsets: [Double], over isIncluded: (Int) -> Bool) -> Double {
    var sum = 0.0
    for (tagged, beta) in zip(rows, beta) {
      for row in tagged where weights[row] > 0 && isIncluded(row) {
        let z = offsets[row] + beta
        sum += weights[row] * (softplus(z) - labels[row] * z)
      }
    }
    return sum
  }

  /// f of one tag.
  fileprivate struct Objective: ConvexObjective {
    let regression: TagRegression
    let rows: [Int]
    let offsets: [Double]
    let penalty: Double

    var weight: Double { max(1, rows.reduce(0) { $0 + regression.weights[$1] }) }

    func value(at beta: [Double]) -> Double {
      rows.reduce(penalty / 2 * beta[0] * beta[0]) { sum, row in
        let z = offsets[row] + beta[0]
        return sum + regression.weights[row] * (softplus(z) - regression.labels[row] * z)
      }
    }

    func derivatives(at beta: [Double]) -> Derivatives {
      let beta = beta[0]
      var (gradient, curvature) = (penalty * beta, penalty)
      for row in rows {
        let p = sigmoid(offsets[row] + beta)
        gradient += regression.weights[row] * (p - regression.labels[row])
        curvature += regression.weights[row] * p * (1 - p)
      }
      return Derivatives(gradient: [gradient], hessian: [[curvature]])
    }
  }
}
