internal import Pointsman
internal import PointsmanSupport

/// Prompts as harnesses write them.
enum HarnessPrompt {
  /// The prompt of a text, which may be the JSON of a conversation.
  static func prompt(_ text: String) throws(JSONError) -> (prompt: Prompt, partsPassedOver: Int) {
    guard PromptCell.conversation(in: text) != nil else { return (Prompt(text), 0) }
    var json = JSONReader(Array(text.utf8))
    return try prompt(&json)
  }

  /// The prompt of a text or of an array of messages; nil for anything else.
  static func promptIfAny(_ json: inout JSONReader) throws(JSONError) -> (prompt: Prompt, partsPassedOver: Int)? {
    switch json.nextKind() {
    case .string: return try prompt(try json.readString())
    case .array, .object: return try prompt(&json)
    default:
      try json.skipValue()
      return nil
    }
  }

  /// The prompt of an array of messages, or of an object that has one.
  private static func prompt(_ json: inout JSONReader) throws(JSONError) -> (prompt: Prompt, partsPassedOver: Int) {
    var reader = PromptReader()
    if json.nextKind() == .array {
      _ = try reader.read("messages", &json)
    } else {
      try json.readMembers { (name, json) throws(JSONError) in
        guard name == "messages" else { return false }
        return try reader.read(name, &json)
      }
    }
    let prompt = try reader.prompt(json)
    return (prompt, reader.partsPassedOver)
  }

  /// The question with its options below it, one a line, "A. …".
  static func question(_ text: String, options: [String]) -> String {
    guard !options.isEmpty else { return text }
    let lettered = options.enumerated().map { index, option in
      index < 26 ? "\(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index)))). \(option)" : option
    }
    return ([text] + lettered).joined(separator: "\n")
  }

  /// An id for a prompt that has none: 16 hexadecimal digits of its text.
  static func id(of text: String) -> String {
    let digits = String(XXH64.hash(Array(text.utf8), seed: 0), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
