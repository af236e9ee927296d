/// The chance that a random positive scores above a random negative, a tie counting one half.
///
///     AUROC = Σ_{i,j} w_i y_i · w_j (1 − y_j) · ([x_i > x_j] + ½[x_i = x_j]) / (Σ w y · Σ w (1 − y))
///
/// A soft label y counts as a positive of weight y and a negative of weight 1 − y, as if the row stood there twice.
/// Only the order of the scores matters. Source: Mann and Whitney, 1947.
///
/// - Parameters:
///   - scores: n numbers, higher for "more likely positive".
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when one of the two classes has no weight.
/// - Complexity: O(n log n).
package func areaUnderROC(scores: [Double], labels: [Double], weights: [Double]? = nil) -> Double? {
  checkLabels(labels, weights: weights, rows: scores.count)
  return areaUnderROC(TieBlocks(ascending: scores), labels: labels) { weights?[$0] ?? 1 }
}

/// The same of rows sorted once, for many weightings. O(n).
func areaUnderROC(_ ties: TieBlocks, labels: [Double], weight: (_ row: Int) -> Double) -> Double? {
  var positives = 0.0
  var negatives = 0.0
  var area = 0.0
  for block in ties.blocks {
    var positive = 0.0
    var negative = 0.0
    for row in ties.order[block] {
      let weight = weight(row)
      positive += weight * labels[row]
      negative += weight * (1 - labels[row])
    }
    area += positive * (negatives + negative / 2)
    positives += positive
    negatives += negative
  }
  guard positives > 0, negatives > 0 else { return nil }
  return area / positives / negatives
}
