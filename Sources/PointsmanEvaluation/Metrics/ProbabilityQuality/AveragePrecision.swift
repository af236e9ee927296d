/// The area under the precision–recall curve, by steps: how pure the top of a ranking is, over all depths.
///
///     AUPRC = Σ_k (R_k − R_{k−1}) · P_k        k over distinct scores, from the highest
///
/// Steps, not trapezoids, which would promise precision that no threshold reaches. A soft label y counts as a positive
/// of weight y and a negative of weight 1 − y. A ranking that knows nothing reaches ȳ.
/// Source: scikit-learn's `average_precision_score`; Davis and Goadrich, 2006, on why not trapezoids.
///
/// - Parameters:
///   - scores: n numbers, higher for "more likely positive".
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in (0, 1], or nil when no row is positive.
/// - Complexity: O(n log n).
package func averagePrecision(scores: [Double], labels: [Double], weights: [Double]? = nil) -> Double? {
  checkLabels(labels, weights: weights, rows: scores.count)
  let ties = TieBlocks(descending: scores)
  var (positives, mass, area) = (0.0, 0.0, 0.0)
  for block in ties.blocks {
    var found = 0.0
    for row in ties.order[block] {
      let weight = weights?[row] ?? 1
      found += weight * labels[row]
      mass += weight
    }
    positives += found
    if found > 0 { area += found * positives / mass }
  }
  return positives > 0 ? area / positives : nil
}
