/// The chance that a random positive scores above a random negative, a tie counting one half.
///
///     AUROC = Σ_{i,j} w_i y_i · w_j (1 − y_j) · ([x_i > x_j] + ½[x_i = x_j]) / (Σ w y · Σ w (1 − y))
///
/// A soft label y counts as a positive of weight y and a negative of weight 1 − y, as if the row were there twice.
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

/// The rows of a column in sorted order, cut into blocks of equal keys.
///
/// A metric treats the rows of a block alike, so no result depends on the order of the rows.
struct TieBlocks: Sendable {
  /// Row numbers, sorted by key; rows of equal keys in their own order.
  let order: [Int]
  /// Ranges of positions in `order`, one a distinct key.
  let blocks: [Range<Int>]

  /// Smallest key first. O(n log n).
  init(ascending keys: [Double]) {
    precondition(!keys.contains { $0.isNaN }, "a key to sort by is a number")
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var blocks: [Range<Int>] = []
    var start = 0
    for position in order.indices {
      let next = position + 1
      if next == order.count || keys[order[next]] != keys[order[start]] {
        blocks.append(start..<next)
        start = next
      }
    }
    self.order = order
    self.blocks = blocks
  }

  /// Largest key first. O(n log n).
  init(descending keys: [Double]) {
    self.init(ascending: keys.map { -$0 })
  }

  private init(order: [Int], blocks: [Range<Int>]) {
    (self.order, self.blocks) = (order, blocks)
  }

  /// The same blocks over rows that are in sorted order already. O(n).
  var inOrder: TieBlocks { TieBlocks(order: Array(order.indices), blocks: blocks) }
}
