internal import PointsmanOutcomes

/// Prompts of so few clusters that their intervals are rough, or that there are none.
///
/// A cluster is a group of prompts, near-duplicates, or a prompt by itself. See `ClusteredMean` for the limits, and
/// `IntervalSimulation` for how often intervals of few clusters hold.
struct FewClusters: Sendable, Equatable {
  /// The number of clusters.
  let count: Int
  /// The number of clusters of one size that would say as much; see `ClusterSpread`.
  let effective: Double
  private let isGroups: Bool

  /// nil where there are enough.
  ///
  /// - Parameters:
  ///   - clusters: the cluster of each prompt; each prompt is its own when nil.
  ///   - weights: one a prompt, above 0; all 1 when nil.
  ///   - prompts: the number of prompts.
  init?(_ clusters: [Int]?, weights: [Double]? = nil, prompts: Int) {
    var shares: [Int: Double] = [:]
    for row in 0..<prompts { shares[clusters?[row] ?? row, default: 0] += weights?[row] ?? 1 }
    let total = shares.values.sorted().reduce(0, +)
    count = shares.count
    effective =
      shares.isEmpty ? 0 : ClusterSpread.effectiveClusters(shares.values.sorted().map { $0 / total })
    isGroups = count != prompts
    guard effective + roundingError < Double(ClusteredMean.fewClusters) else { return nil }
  }

  /// The warning, once an output.
  var sentence: String {
    count < ClusteredMean.fewestClusters
      ? "There are no intervals: \(reason)"
      : "Intervals are rough: "
        + (count < ClusteredMean.fewClusters
          ? "there are only \(counted)." : "the \(counted) say as much as \(fixed(effective, 0)) of one size.")
  }

  /// Why so few say nothing, and how many it takes.
  var reason: String {
    "\(counted) \(count == 1 ? "says" : "say") nothing of others. It takes \(ClusteredMean.fewestClusters) at least, and "
      + "\(ClusteredMean.fewClusters) for intervals that can be trusted."
  }

  private var counted: String {
    "\(count) "
      + (isGroups ? (count == 1 ? "group of prompts" : "groups of prompts") : (count == 1 ? "prompt" : "prompts"))
  }
}

extension RoutingResults {
  /// Of the prompts that figures are of: the complete ones, or all with weight where those are too few; nil where there are enough.
  var fewClusters: FewClusters? {
    let judged = complete.isEmpty ? table.countedRows : complete
    // A prompt has a row in each division.
    let rows = judged.filter { allDivisions?.division[$0] ?? 0 == 0 }
    return FewClusters(
      allClusters.map { clusters in rows.map { clusters[$0] } },
      weights: table.weights.map { weights in rows.map { weights[$0] } }, prompts: rows.count)
  }
}
