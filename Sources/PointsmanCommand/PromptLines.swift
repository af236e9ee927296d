import Outcomes
import Pointsman

/// Prompts to route, one JSON object a line.
struct PromptLines: ~Copyable {
  private let path: String
  private var lines: LineReader
  /// The file and line of the prompt returned last.
  var place: String { "\(path):\(lines.number)" }

  init(path: String) throws {
    self.path = path
    lines = try LineReader(path: path)
  }

  /// The next prompt with its id; nil at the end. Blank lines are passed over.
  mutating func next() throws -> (id: String?, prompt: Prompt)? {
    while let line = try lines.next() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      do throws(JSONError) {
        return try Self.read(line)
      } catch {
        throw OutcomesError.invalid(
          path: path, line: lines.number, column: error.offset + 1, found: error.found, expected: error.expected)
      }
    }
    return nil
  }

  private static func read(_ line: [UInt8]) throws(JSONError) -> (id: String?, prompt: Prompt) {
    var json = JSONReader(line)
    var reader = PromptReader()
    var id: String?
    var vector: PromptVector?
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      if key == "id" {
        id = try json.readIdentifier()
      } else if key == "vector" {
        vector = try PromptVector(reading: &json)
      } else if try !reader.read(key, &json) {
        _ = try json.readValue()
      }
    }
    try json.end()
    var prompt = try reader.prompt(json)
    prompt.vectors[.external] = vector
    return (id, prompt)
  }
}
