internal import Pointsman

/// Prompts that a table has several times, with different scores of one model.
public struct Contradictions: Sendable, Equatable {
  /// Different prompts of that kind.
  public let prompts: Int
  /// The rows that have them.
  public let rows: Int
  /// The first of them; nil where there is none.
  public let example: Example?

  /// Two rows with one prompt, and the model whose scores on them differ.
  public struct Example: Sendable, Equatable {
    /// The id of the earlier row.
    public let earlier: String
    /// The id of the later row.
    public let later: String
    /// The model.
    public let model: String
    /// Its scores on the two.
    public let scores: [Double]
  }

  /// Finds those whose text, in all turns, is the same to the letter. Battles are left out: a model wins some and loses some.
  /// O(text + rows · models).
  public init(in table: OutcomeTable) {
    let copies = Dictionary(grouping: table.rows.indices.filter { !table.rows[$0].isBattle }) {
      table.rows[$0].prompt.messages
    }
    .values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    var (prompts, rows, example) = (0, 0, Example?.none)
    for copies in copies {
      guard let found = Self.contradiction(copies, table) else { continue }
      prompts += 1
      rows += copies.count
      example = example ?? found
    }
    (self.prompts, self.rows, self.example) = (prompts, rows, example)
  }

  private static func contradiction(_ rows: [Int], _ table: OutcomeTable) -> Example? {
    for (model, name) in table.models.enumerated() {
      let scores = rows.compactMap { row in table.score(row: row, model: model).map { (row: row, score: $0) } }
      guard let first = scores.first, let other = scores.first(where: { $0.score != first.score }) else { continue }
      return Example(
        earlier: table.rows[first.row].id, later: table.rows[other.row].id, model: name,
        scores: [first.score, other.score])
    }
    return nil
  }
}
