internal import Pointsman

/// Counts of prompts that copy an earlier one: to the letter, except for case, spaces and punctuation, or nearly.
///
/// ```swift
/// let leaks = DuplicateCounts(leakingFrom: train, to: test)
/// print(leaks.exact, leaks.near)
/// ```
///
/// Each count includes the one before it: a verbatim copy is a normalised one and a near one, too.
public struct DuplicateCounts: Sendable, Equatable {
  /// To the letter.
  public let exact: Int
  /// But for case, spaces and punctuation.
  public let normalized: Int
  /// Nearly: most runs of five words are the same.
  public let near: Int
  /// The rows that have a copy before them, of any kind; of `test` where leaks are counted.
  public let rows: [Int]
  /// For the first twenty rows that have a copy before them: the row, and the first row it copies.
  public let examples: [Example]
  /// For each of `rows` the closest kind of copy that it is.
  private let likenesses: [Likeness]

  /// How much alike a copy is, the closest first.
  public enum Likeness: String, Sendable, CaseIterable {
    /// To the letter; except for case, spaces and punctuation; nearly.
    case exact, normalized, near
  }

  /// A prompt and the earlier one that it copies, by their ids.
  public struct Example: Sendable, Equatable {
    /// The later one.
    public let row: String
    /// The one before it.
    public let earlier: String
  }

  /// The rows that have a copy before them at least as much alike as `likeness`.
  public func rows(atLeast likeness: Likeness) -> [Int] {
    let kinds = Likeness.allCases
    return zip(rows, likenesses).filter { kinds.firstIndex(of: $1)! <= kinds.firstIndex(of: likeness)! }.map(\.0)
  }

  /// Copies among the rows of `table`: every row but the first of its kind counts.
  public init(within table: OutcomeTable) {
    self.init(table.rows, from: nil)
  }

  /// Rows of `test` that copy a row of `train`: leaks.
  public init(leakingFrom train: OutcomeTable, to test: OutcomeTable) {
    self.init(train.rows + test.rows, from: train.rows.count)
  }

  /// Counts rows from `boundary` on that copy a row before it or, where `boundary` is nil, any earlier row.
  private init(_ rows: [OutcomeRow], from boundary: Int?) {
    func isEarlier(_ other: Int, than row: Int) -> Bool { other < (boundary ?? row) }
    var firstByText: [String: Int] = [:]
    var firstByWords: [[UInt64]: Int] = [:]
    var firstByCluster: [Int: Int] = [:]
    let clusters = NearDuplicates(rows.map(\.prompt)).clusters
    var (exact, normalized, near) = (0, 0, 0)
    var (copied, likenesses, examples) = ([Int](), [Likeness](), [Example]())
    for (index, row) in rows.enumerated() {
      let text = row.prompt.userText
      let words = NormalizedPrompt.wordHashes(of: text)
      if index >= boundary ?? 0 {
        let copies = [firstByText[text], firstByWords[words], firstByCluster[clusters[index]]]
        if let first = copies.compactMap({ $0 }).first(where: { isEarlier($0, than: index) }), examples.count < 20 {
          examples.append(Example(row: row.id, earlier: rows[first].id))
        }
        let isCopy = copies.map { first in first.map { isEarlier($0, than: index) } ?? false }
        exact += isCopy[0] ? 1 : 0
        normalized += isCopy[0] || isCopy[1] ? 1 : 0
        near += isCopy.contains(true) ? 1 : 0
        if let closest = isCopy.firstIndex(of: true) {
          copied.append(index - (boundary ?? 0))
          likenesses.append(Likeness.allCases[closest])
        }
      }
      if firstByText[text] == nil { firstByText[text] = index }
      if firstByWords[words] == nil { firstByWords[words] = index }
      if firstByCluster[clusters[index]] == nil { firstByCluster[clusters[index]] = index }
    }
    (self.exact, self.normalized, self.near) = (exact, normalized, near)
    (self.rows, self.likenesses, self.examples) = (copied, likenesses, examples)
  }
}
