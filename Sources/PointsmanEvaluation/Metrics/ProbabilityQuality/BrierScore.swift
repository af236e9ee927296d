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
