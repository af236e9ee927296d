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
  mutating func next() throws -> (id: String?, prompt: Prompt)? { try lines.next(Self.read) }

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
