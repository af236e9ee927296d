internal import Pointsman
internal import PointsmanOutcomes

/// One key's tags in a table: the rows of each value.
struct TagColumns: Sendable {
  let key: String
  /// In order.
  let values: [String]
  /// For each value its rows, ascending.
  let rows: [[Int]]

  /// A tag on fewer rows tells more of them than of itself, and is as good as unseen.
  static let leastRows = 5

  /// The keys of `table` in order, less those without a tag that is seen often enough.
  static func all(of table: OutcomeTable) -> [TagColumns] {
    var rows: [String: [String: [Int]]] = [:]
    for (index, row) in table.rows.enumerated() {
      for (key, value) in row.prompt.tags { rows[key, default: [:]][value, default: []].append(index) }
    }
    return rows.sorted { $0.key < $1.key }.compactMap { key, values in
      let kept = values.filter { $0.value.count >= leastRows }.sorted { $0.key < $1.key }
      return kept.isEmpty ? nil : TagColumns(key: key, values: kept.map(\.key), rows: kept.map(\.value))
    }
  }
}
