import Pointsman

/// Prompts to route, one JSON object a line.
struct PromptLines: ~Copyable {
  private var lines: JSONLines
  /// The file and line of the prompt returned last.
  var place: String { lines.place }

  init(path: String) throws {
    lines = try JSONLines(path: path)
  }

  /// The next prompt with its id; nil at the end. Blank lines are passed over.
  mutating func next() throws -> (id: String?, prompt: Prompt)? { try lines.next(PromptReader.line) }
}
