/// Names of a table that could be one model's: they differ by case, by a provider in front (`openai/gpt-4o`), by a date or
/// "latest" behind.
public struct NameAliases: Sendable, Equatable {
  /// Names of one group, in the table's order.
  public let names: [String]
  /// Prompts on which more than one of them was observed.
  public let sharedPrompts: Int
  /// Of those, prompts on which their scores are the same.
  public let agreeingPrompts: Int
  /// Prompts on which any of them was observed.
  public let prompts: Int
  /// True if the names differ by case alone.
  public let differByCase: Bool

  /// The groups of `table`. Names that differ by more than case are a group only where they hardly share prompts, as those
  /// of one model that was renamed do; versions of a model that were compared are none. O(rows · models).
  public static func groups(in table: OutcomeTable) -> [NameAliases] {
    let stems = Dictionary(grouping: table.models.indices) { stem(of: table.models[$0]) }
    return stems.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.flatMap { group(of: $0, table) }
  }

  private static func group(of models: [Int], _ table: OutcomeTable) -> [NameAliases] {
    let aliases = NameAliases(models, table)
    // A tenth: of prompts that several people asked anyway.
    if aliases.sharedPrompts * 10 <= aliases.prompts { return [aliases] }
    return Dictionary(grouping: models) { table.models[$0].lowercased() }.values.filter { $0.count > 1 }
      .sorted { $0[0] < $1[0] }.map { NameAliases($0, table) }
  }

  private init(_ models: [Int], _ table: OutcomeTable) {
    names = models.map { table.models[$0] }
    let observed = table.rows.indices.map { row in models.compactMap { table.score(row: row, model: $0) } }
    sharedPrompts = observed.count { $0.count > 1 }
    agreeingPrompts = observed.count { $0.count > 1 && Set($0).count == 1 }
    prompts = observed.count { !$0.isEmpty }
    differByCase = Set(names.map { $0.lowercased() }).count == 1
  }

  /// The name in lower case without its provider, date, "latest", and with one kind of punctuation.
  static func stem(of name: String) -> String {
    let path = name.lowercased().split(separator: "/")
    var words = (path.last ?? "").split { !$0.isLetter && !$0.isNumber }.map(String.init)
    if words.count > 1, let last = words.last, ["latest", "stable", "current"].contains(last) { words.removeLast() }
    let ends = words.suffix(3).map { $0.allSatisfy(\.isNumber) ? $0.count : 0 }
    // 2024-08-06, 20240806, 240806 and 0806.
    if words.count > 3, ends == [4, 2, 2] {
      words.removeLast(3)
    } else if words.count > 1, let last = ends.last, [4, 6, 8].contains(last) {
      words.removeLast()
    }
    return words.joined(separator: "-")
  }
}
