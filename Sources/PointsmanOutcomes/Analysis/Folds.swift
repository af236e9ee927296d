internal import PointsmanSupport

/// A partition of a table's rows into folds, for cross-validation.
///
/// ```swift
/// let folds = Folds(keepingTogether: outcomes.clusters(), count: 5, seed: 0)
/// for fold in 0..<folds.count { print(folds.training(fold).count, folds.heldOut(fold).count) }
/// ```
public struct Folds: Sendable {
  /// For each row its fold, 0 ..< count.
  public let assignment: [Int]
  /// How many folds there are.
  public let count: Int

  /// The rows of `fold`.
  public func heldOut(_ fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] == fold } }

  /// The rows of every other fold.
  public func training(_ fold: Int) -> [Int] { assignment.indices.filter { assignment[$0] != fold } }

  /// About equal folds in which near-duplicates, and rows of one `group`, stay together.
  ///
  /// With keys the folds are stratified: of rows whose keys are neighbours in their order each fold gets about as many.
  /// Without it a fold with many successes is judged by a fit to few, which turns held-out predictions of few rows against
  /// their labels (Kohavi, "A study of cross-validation and bootstrap for accuracy estimation and model selection", 1995).
  ///
  /// - Parameters:
  ///   - clusters: for each row a label; rows that share one share a fold.
  ///   - keys: for each row numbers by which rows are ordered, the first number first; or empty.
  ///   - count: how many folds, at least 2; fewer where there are fewer clusters.
  ///   - seed: fixes the shuffle.
  public init(keepingTogether clusters: [Int], stratifiedBy keys: [[Double]] = [], count: Int, seed: UInt64) {
    precondition(keys.isEmpty || keys.count == clusters.count, "one key a row")
    var generator = SplitMix64(seed: seed)
    let parts = Dictionary(grouping: clusters.indices, by: { clusters[$0] }).sorted { $0.key < $1.key }.map(\.value)
    var shuffled = generator.shuffled(parts)
    if !keys.isEmpty {
      let means = shuffled.map { part in
        keys[part[0]].indices.map { k in part.reduce(0) { $0 + keys[$1][k] } / Double(part.count) }
      }
      let order = means.indices.sorted { a, b in
        means[a] == means[b] ? a < b : means[a].lexicographicallyPrecedes(means[b])
      }
      // Neighbours in the order go to different folds, in random turn: none has always the lowest.
      shuffled = stride(from: 0, to: order.count, by: count).flatMap { start in
        generator.shuffled(Array(order[start..<min(start + count, order.count)])).map { shuffled[$0] }
      }
    }
    self.init(parts: shuffled, rows: clusters.count, count: count)
  }

  /// One fold a category or, where there are more than `limit`, that many folds of whole categories, of about equal
  /// size.
  ///
  /// Rows without a category form one of their own. nil when there are not two categories.
  public init?(leavingOutWhole categories: [String?], atMost limit: Int) {
    let parts = Dictionary(grouping: categories.indices, by: { categories[$0] ?? "" }).sorted { $0.key < $1.key }
    guard parts.count > 1 else { return nil }
    self.init(parts: parts.map(\.value), rows: categories.count, count: limit)
  }

  /// Assigns whole parts, the largest first, each to the fold that is smallest so far.
  private init(parts: [[Int]], rows: Int, count: Int) {
    let folds = max(1, min(count, parts.count))
    var sizes = [Int](repeating: 0, count: folds)
    var assignment = [Int](repeating: 0, count: rows)
    let largestFirst = parts.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
    for (_, part) in largestFirst {
      let fold = sizes.indices.min { sizes[$0] < sizes[$1] }!
      sizes[fold] += part.count
      for row in part { assignment[row] = fold }
    }
    (self.assignment, self.count) = (assignment, folds)
  }
}

extension OutcomeTable {
  /// For each row its outcomes as a key for stratified folds: the mean score, then each model's score in the models' order,
  /// −1 where it was not observed.
  public func outcomeKeys() -> [[Double]] {
    rows.indices.map { row in
      let scores = models.indices.map { score(row: row, model: $0) }
      let observed = scores.compactMap(\.self)
      return [observed.isEmpty ? -1 : observed.reduce(0, +) / Double(observed.count)] + scores.map { $0 ?? -1 }
    }
  }

  /// For each row a label. Near-duplicates share one, and so do rows of one `group`: a fold keeps them together.
  ///
  /// O(text), with a comparison for each candidate pair.
  public func clusters() -> [Int] { clusters(joiningDuplicates: true) }

  /// The same; near-duplicates share a label only where they are to be joined.
  func clusters(joiningDuplicates: Bool) -> [Int] {
    var sets = DisjointSets(count: rows.count)
    if joiningDuplicates {
      for (row, cluster) in NearDuplicates(rows.map(\.prompt)).clusters.enumerated() { sets.join(row, cluster) }
    }
    var firstOfGroup: [String: Int] = [:]
    for (row, entry) in rows.enumerated() {
      guard let group = entry.group else { continue }
      if let first = firstOfGroup[group] { sets.join(first, row) } else { firstOfGroup[group] = row }
    }
    return rows.indices.map { sets.root(of: $0) }
  }
}
