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
/// A soft label's floor is its entropy, not 0. A constant p = ȳ scores the entropy of ȳ, whatever the model knows.
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
