internal import PointsmanSupport

/// The area under the ROC curve with its 95 % interval: of one ranking, or the mean of several, each within its fold.
///
/// The standard error comes from each row's influence on the area, which for one fold is DeLong's; influences of a cluster are
/// summed before they are squared, as `ClusterSpread` has it. The interval is symmetric in the logit of the area, so that it stays within (0, 1).
/// Sources: DeLong, DeLong and Clarke-Pearson, 1988; Obuchowski, "Nonparametric analysis of clustered ROC curve data", 1997;
/// Pepe, "The statistical evaluation of medical tests", 2003, on the logit.
package struct AreaUnderROC: Sendable, Equatable {
  /// In [0, 1], the mean over folds by their weight; folds with one class are left out.
  package let value: Double
  /// 0 where there are no two clusters of rows.
  package let standardError: Double
  /// Clusters of rows that were ranked.
  private let clusterCount: Int
  private let freedom: Int

  /// At 95 %; nil of fewer clusters than say anything, and for an area of 0 or 1, whose spread is not known.
  package var interval: Interval? {
    guard clusterCount >= ClusteredMean.fewestClusters, standardError > 0, 0 < value, value < 1 else { return nil }
    let (centre, half) = (
      log(value / (1 - value)),
      StudentT.critical(twoSided: 0.05, freedom: freedom) * standardError / (value * (1 - value))
    )
    return Interval(low: sigmoid(centre - half), high: sigmoid(centre + half))
  }

  /// nil when no fold has both classes. O(n log n).
  ///
  /// - Parameters:
  ///   - scores: n numbers, higher for "more likely positive".
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n non-negative numbers; all 1 when nil.
  ///   - folds: n numbers; rows are compared within their fold only. One fold when nil.
  ///   - clusters: n numbers; rows of a cluster count as one observation. Each is its own when nil.
  package init?(
    scores: [Double], labels: [Double], weights: [Double]? = nil, folds: [Int]? = nil, clusters: [Int]? = nil
  ) {
    checkLabels(labels, weights: weights, rows: scores.count)
    let parts =
      folds.map { folds in
        Dictionary(grouping: folds.indices, by: { folds[$0] }).sorted { $0.key < $1.key }.map(\.value)
      } ?? [Array(scores.indices)]
    var influences = [Double](repeating: 0, count: scores.count)
    var (sum, total) = (0.0, 0.0)
    var areas: [(rows: [Int], area: Double)] = []
    for rows in parts {
      func weight(_ index: Int) -> Double { weights?[rows[index]] ?? 1 }
      let (ties, labels) = (TieBlocks(ascending: rows.map { scores[$0] }), rows.map { labels[$0] })
      guard let area = areaUnderROC(ties, labels: labels, weight: weight) else { continue }
      let mass = rows.indices.reduce(0) { $0 + weight($1) }
      for (index, influence) in Self.influences(ties, labels, area, weight).enumerated() {
        influences[rows[index]] = mass * influence
      }
      sum += mass * area
      total += mass
      areas.append((rows, area))
    }
    guard total > 0 else { return nil }
    value = sum / total
    var grouped: [Int: (deviation: Double, share: Double)] = [:]
    for (rows, area) in areas {
      for row in rows {
        let weight = weights?[row] ?? 1
        // The fold's own area, and its share of the mean.
        let deviation = (influences[row] + weight * (area - value)) / total
        grouped[clusters?[row] ?? row, default: (0, 0)].deviation += deviation
        grouped[clusters?[row] ?? row, default: (0, 0)].share += weight / total
      }
    }
    // Rows of weight 0 say nothing.
    let counted = grouped.filter { $0.value.share > 0 }.sorted { $0.key < $1.key }.map(\.value)
    clusterCount = counted.count
    let spread = ClusterSpread(deviations: counted.map(\.deviation), shares: counted.map(\.share))
    freedom = spread.freedom
    standardError = counted.count > 1 ? spread.variance.squareRoot() : 0
  }

  /// For each row its weight times the derivative of the area by it; they sum to 0. O(n).
  private static func influences(
    _ ties: TieBlocks, _ labels: [Double], _ area: Double, _ weight: (Int) -> Double
  ) -> [Double] {
    var (positives, negatives) = (0.0, 0.0)
    for row in labels.indices {
      positives += weight(row) * labels[row]
      negatives += weight(row) * (1 - labels[row])
    }
    var influences = [Double](repeating: 0, count: labels.count)
    var (above, below) = (positives, 0.0)
    for block in ties.blocks {
      var (positive, negative) = (0.0, 0.0)
      for row in ties.order[block] {
        positive += weight(row) * labels[row]
        negative += weight(row) * (1 - labels[row])
      }
      above -= positive
      for row in ties.order[block] {
        let y = labels[row]
        let won = y * (below + negative / 2) / positives / negatives
        let lost = (1 - y) * (above + positive / 2) / positives / negatives
        influences[row] = weight(row) * (won + lost - area * (y / positives + (1 - y) / negatives))
      }
      below += negative
    }
    return influences
  }
}

extension Evaluation.ModelFigures {
  /// The longer half of the AUC's interval; nil without one.
  var aucHalfWidth: Double? {
    guard let auc, let aucInterval else { return nil }
    return max(aucInterval.high - auc, auc - aucInterval.low)
  }
}
