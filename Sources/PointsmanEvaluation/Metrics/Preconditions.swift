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
