/// Σ w_i·x_i / Σ w_i, every weight 1 when none are given; nil when the weights sum to 0. O(n).
func weightedMean(of values: [Double], weights: [Double]?) -> Double? {
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
