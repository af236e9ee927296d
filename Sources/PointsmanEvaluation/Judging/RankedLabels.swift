internal import PointsmanOutcomes
internal import PointsmanTraining

/// One head's ranking of rows on which its model was observed, for the AUC of many resamples.
struct RankedLabels: Sendable {
  private let ties: TieBlocks
  private let labels: [Double]
  /// For each ranked entry its row.
  private let rows: [Int]

  /// Rows of the table other than those in `rows` are left out, too. O(n log n).
  init(_ judged: RoutingResults, model: Int, rows: [Int]) {
    self.rows = rows.filter { judged.table.score(row: $0, model: model) != nil }
    labels = self.rows.map { judged.table.score(row: $0, model: model) ?? 0 }
    ties = TieBlocks(ascending: self.rows.map { judged.predictions[$0][$0 * judged.models + model] })
  }

  /// How many rows are ranked.
  var count: Int { rows.count }

  /// The area where each row of the table is there as often as `counts` says; nil when one class is missing. O(n).
  func area(counts: [UInt32]) -> Double? { areaUnderROC(ties, labels: labels) { Double(counts[rows[$0]]) } }
}
