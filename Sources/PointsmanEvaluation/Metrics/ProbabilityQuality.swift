internal import PointsmanRegression
internal import PointsmanSupport

/// The surprise, in nats, of one outcome y under probability p: −y ln p − (1 − y) ln(1 − p).
///
/// Exactly 0 when p is 0 or 1 and the label agrees, and infinite when it does not; nothing is clipped. O(1).
package func logLoss(probability: Double, label: Double) -> Double {
  precondition(0 <= probability && probability <= 1, "a probability lies in [0, 1]")
  let positive = label == 0 ? 0 : -label * log(probability)
  let negative = label == 1 ? 0 : -(1 - label) * log1p(-probability)
  return positive + negative
}

/// The weighted mean log loss of n probabilities, in nats.
///
/// A soft label's floor is its entropy, not 0. A constant p = ȳ scores the entropy of ȳ, with any model.
///
/// - Parameters:
///   - probabilities: n numbers in [0, 1].
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, ∞], or nil when there is no weight.
/// - Complexity: O(n).
package func logLoss(probabilities: [Double], labels: [Double], weights: [Double]? = nil) -> Double? {
  checkLabels(labels, weights: weights, rows: probabilities.count)
  let losses = zip(probabilities, labels).map { logLoss(probability: $0, label: $1) }
  return weightedMean(of: losses, weights: weights)
}

/// The weighted mean squared error of n probabilities: Brier = Σ w (p − y)² / Σ w.
///
/// A soft label is met exactly by p = y. Source: Brier, "Verification of forecasts", 1950.
///
/// - Parameters:
///   - probabilities: n numbers in [0, 1].
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when there is no weight.
/// - Complexity: O(n).
package func brierScore(probabilities: [Double], labels: [Double], weights: [Double]? = nil) -> Double? {
  checkLabels(labels, weights: weights, rows: probabilities.count)
  let errors = zip(probabilities, labels).map { ($0 - $1) * ($0 - $1) }
  return weightedMean(of: errors, weights: weights)
}

/// The parts of a Brier score: Brier = reliability − resolution + uncertainty, exactly.
///
/// With p̃ the isotonic regression of the labels on the probabilities, ȳ the mean label and B(q) = mean (q − y)²:
///
///     reliability = B(p) − B(p̃)      what recalibration would win; 0 is best
///     resolution  = B(ȳ) − B(p̃)      what the order of the probabilities knows; more is better
///     uncertainty = B(ȳ)             how hard the outcomes are; no model changes it
///
/// No bins are chosen: those of isotonic regression are the ones that the data ask for. Bins of single probabilities would
/// make reliability the whole score. The regression follows chance, too, so that calibrated heads show a reliability above 0,
/// which `ChanceOfCalibration` measures.
/// Source: Dimitriadis, Gneiting and Jordan, "Stable reliability diagrams for probabilistic classifiers" (CORP), 2021.
package struct BrierDecomposition: Sendable, Equatable {
  package let reliability: Double
  package let resolution: Double
  package let uncertainty: Double

  /// The Brier score, put together again.
  package var score: Double { reliability - resolution + uncertainty }

  /// Takes a Brier score apart; nil when there is no weight. O(n log n), or O(n) where probabilities rise.
  ///
  /// - Parameters:
  ///   - probabilities: n numbers in [0, 1].
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init?(probabilities: [Double], labels: [Double], weights: [Double]? = nil) {
    guard let score = brierScore(probabilities: probabilities, labels: labels, weights: weights),
      let mean = weightedMean(of: labels, weights: weights),
      let uncertainty = brierScore(
        probabilities: labels.map { _ in min(1, max(0, mean)) }, labels: labels, weights: weights)
    else { return nil }
    let pools = IsotonicRegression(probabilities, labels: labels, weights: weights).pools
    let mass = pools.reduce(0) { $0 + $1.weight }
    // A pool's label is its mean: B(ȳ) − B(p̃) is the spread of the pools' labels.
    resolution = pools.reduce(0) { $0 + $1.weight * ($1.label - mean) * ($1.label - mean) } / mass
    self.uncertainty = uncertainty
    reliability = max(0, score - uncertainty + resolution)
  }
}
