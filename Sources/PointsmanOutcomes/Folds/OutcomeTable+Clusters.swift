extension OutcomeTable {
  /// For each row a label that near-duplicates share, and rows of one `group`: what must not part between folds.
  ///
  /// O(text), with a comparison for each candidate pair.
  public func clusters() -> [Int] {
    var sets = DisjointSets(count: rows.count)
    for (row, cluster) in NearDuplicates(rows.map(\.prompt)).clusters.enumerated() { sets.join(row, cluster) }
    var firstOfGroup: [String: Int] = [:]
    for (row, entry) in rows.enumerated() {
      guard let group = entry.group else { continue }
      if let first = firstOfGroup[group] { sets.join(first, row) } else { firstOfGroup[group] = row }
    }
    return rows.indices.map { sets.root(of: $0) }
  }
}
