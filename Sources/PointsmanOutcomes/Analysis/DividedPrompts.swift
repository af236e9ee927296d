internal import Pointsman

/// Prompts that a table has in several rows with other models in each: outcomes of one prompt under different ids.
public struct DividedPrompts: Sendable, Equatable {
  /// Different prompts of that kind.
  public let prompts: Int
  /// The rows that have them.
  public let rows: Int
  /// The ids of the first of them, at most five; empty where there is none.
  public let example: [String]

  /// Finds those whose text, in all turns, is the same to the letter, where each model was observed in one row at most. Battles
  /// are left out. O(text + rows · models).
  public init(in table: OutcomeTable) {
    let copies = Dictionary(grouping: table.rows.indices.filter { !table.rows[$0].isBattle }) {
      table.rows[$0].prompt.messages
    }
    .values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    let divided = copies.filter { rows in
      let observed = table.models.indices.map { model in rows.count { table.outcome(row: $0, model: model) != nil } }
      return observed.allSatisfy { $0 < 2 } && observed.contains(1)
    }
    prompts = divided.count
    rows = divided.reduce(0) { $0 + $1.count }
    example = divided.first.map { $0.prefix(5).map { table.rows[$0].id } } ?? []
  }
}
