/// What one key's tags make of one model's log odds: z ← slope z + intercept + β_t where the tag t is known.
///
/// A tag tells in full what the text could only guess at, so that text and tag count double when they are added up: the
/// slope takes back what the text said of the tag. Slope and penalty are chosen together by held-out loss; the
/// intercept is what the slope takes from the mean, so that the weights shrink toward the model's mean and not toward
/// even odds. Where no choice beats leaving the key out, it is left out.
struct TagCorrection {
  private(set) var slope = 1.0
  private(set) var intercept = 0.0
  /// One a tag.
  private(set) var weights: [Double]
  /// For each row z corrected by weights that did not see its fold: what the next key starts from.
  private(set) var heldOut: [Double]

  /// λ in rows, strongest first: a tag on fewer rows than about 4 λ keeps less than half of its effect.
  private static let penalties = [300.0, 100, 30, 10, 3, 1, 0.3]
  private static let slopes = [1.0, 0.75, 0.5, 0.25, 0]

  /// Fits to held-out log odds `z`, one a row, on all folds but `excluded`.
  init(_ regression: TagRegression, z: [Double], folds: [Int], excluding excluded: Int?) {
    weights = regression.rows.map { _ in 0 }
    heldOut = z
    let judges = Set(folds).subtracting([excluded].compactMap { $0 }).sorted()
    let seen = regression.rows.joined().filter { folds[$0] != excluded && regression.weights[$0] > 0 }
    guard !seen.isEmpty else { return }
    let total = seen.reduce(0) { $0 + regression.weights[$1] }
    let mean = seen.reduce(0) { $0 + regression.weights[$1] * z[$1] } / total
    let zero = weights
    var least = judges.reduce(0) { sum, fold in sum + regression.loss(zero, offsets: z) { folds[$0] == fold } }
    var chosen: (penalty: Double, offsets: [Double])?
    for slope in Self.slopes {
      let offsets = z.map { mean + slope * ($0 - mean) }
      var losses = Self.penalties.map { _ in 0.0 }
      for fold in judges {
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
    weights = regression.coefficients(penalty: penalty, offsets: offsets, from: zero) { folds[$0] == excluded }
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
