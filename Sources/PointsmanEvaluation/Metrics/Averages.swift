// Means, and the checks that metrics share.

/// Two mean scores nearer than this are the same number: it is above the rounding error of a mean of a million
/// values in [0, 1] (about √n · 2⁻⁵³ ≈ 1e-13) and far below any difference a benchmark can show. Sums and slopes are
/// held to it in proportion to their size.
let roundingError = 1e-12

/// The mean of `values`; not a number of none, which reports print as "–" and JSON as null.
func mean(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

/// Σ w_i·x_i / Σ w_i, or the plain mean when `weights` is nil; not a number where nothing has weight. O(n).
func mean(_ values: [Double], by weights: [Double]?) -> Double {
  weights == nil ? mean(values) : weightedMean(of: values, weights: weights) ?? .nan
}

/// Σ w_i·x_i / Σ w_i, every weight 1 when none are given; nil when the weights sum to 0. O(n).
package func weightedMean(of values: [Double], weights: [Double]?) -> Double? {
  var sum = 0.0
  var total = 0.0
  for (row, value) in values.enumerated() {
    let weight = weights?[row] ?? 1
    guard weight > 0 else { continue }
    sum += weight * value
    total += weight
  }
  return total > 0 ? sum / total : nil
}

/// Traps unless there is one finite, non-negative weight a row.
func checkWeights(_ weights: [Double]?, rows: Int) {
  guard let weights else { return }
  precondition(weights.count == rows, "one weight a row")
  precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite }, "a weight is finite and not negative")
}

/// Traps unless there is one label in [0, 1] a row, and a weight where weights are given.
func checkLabels(_ labels: [Double], weights: [Double]?, rows: Int) {
  precondition(labels.count == rows, "one label a row")
  precondition(labels.allSatisfy { 0 <= $0 && $0 <= 1 }, "a label lies in [0, 1]")
  checkWeights(weights, rows: rows)
}
