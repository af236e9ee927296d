package import PointsmanSupport

/// Reads a prompt from the members `prompt`, `messages` and `tags` of a JSON object, in any order.
///
/// Where `messages` is given it is what is routed; `prompt` is then its last user turn again.
package struct PromptReader {
  private var text: String?
  private var messages: [Message]?
  private var tags: [String: String] = [:]
  /// Parts of turns without text, images as a rule, which there is nothing in to route on.
  package private(set) var partsPassedOver = 0

  package init() {}

  /// Reads the value of `key` if it belongs to the prompt; false leaves the value unread.
  package mutating func read(_ key: String, _ json: inout JSONReader) throws(JSONError) -> Bool {
    switch key {
    case "prompt":
      text = try json.readString(expected: "the prompt, a string")
      return true
    case "messages":
      messages = try readMessages(&json)
      return true
    case "tags":
      tags = try Self.readTags(&json)
      return true
    default: return false
    }
  }

  /// The prompt, once every member was read; one that is missing or blank is a fault at the end of the object.
  package func prompt(_ json: JSONReader) throws(JSONError) -> Prompt {
    if let messages {
      guard let prompt = Prompt(messages: messages, tags: tags), !prompt.isBlank else {
        throw JSONError(offset: json.offset, expected: "at least one turn with text in \"messages\"", found: "none")
      }
      return prompt
    }
    guard let text else {
      throw JSONError(offset: json.offset, expected: "\"prompt\" or \"messages\"", found: "neither")
    }
    let prompt = Prompt(text, tags: tags)
    guard !prompt.isBlank else {
      throw JSONError(offset: json.offset, expected: "a prompt with text in it", found: "an empty prompt")
    }
    return prompt
  }

  private static func readTags(_ json: inout JSONReader) throws(JSONError) -> [String: String] {
    var tags: [String: String] = [:]
    guard json.nextKind() == .object else { throw json.fault(expected: "tags, an object of strings") }
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      tags[key] = try json.readString(expected: "the value of tag \"\(key)\", a string")
    }
    return tags
  }

  private mutating func readMessages(_ json: inout JSONReader) throws(JSONError) -> [Message] {
    var messages: [Message] = []
    try json.beginArray()
    while try json.nextElement(after: messages.count) {
      var (role, content): (Message.Role?, String?)
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        switch key {
        case "role":
          let name = try json.readString(expected: "a role, a string")
          role = try Self.role(name, offset: json.offset)
        case "content": content = try readContent(&json)
        default: try json.skipValue()
        }
      }
      messages.append(try Self.message(role, content, offset: json.offset))
    }
    return messages
  }

  private static func role(_ name: String, offset: Int) throws(JSONError) -> Message.Role {
    guard let role = Message.Role(rawValue: name) else {
      let roles = Message.Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONError(offset: offset, expected: "a role among \(roles)", found: "\"\(name)\"")
    }
    return role
  }

  private static func message(_ role: Message.Role?, _ content: String?, offset: Int) throws(JSONError) -> Message {
    guard let role, let content else {
      throw JSONError(
        offset: offset, expected: "\"role\" and \"content\" in every message", found: "a message without")
    }
    return Message(role: role, content: content)
  }

  private static let contentExpected = "the turn's content, a string or a list of parts"

  /// A turn's text: a string, null (a turn that only calls tools), or a list of parts, whose texts are joined by line
  /// breaks. A part without text, such as an image, has nothing to route on; it is passed over, and counted.
  private mutating func readContent(_ json: inout JSONReader) throws(JSONError) -> String {
    if try json.readNull() { return "" }
    guard json.nextKind() == .array else { return try json.readString(expected: Self.contentExpected) }
    var texts: [String] = []
    var count = 0
    try json.beginArray()
    while try json.nextElement(after: count) {
      count += 1
      partsPassedOver += 1
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        if key == "text", json.nextKind() == .string {
          texts.append(try json.readString())
          partsPassedOver -= 1
        } else {
          try json.skipValue()
        }
      }
    }
    return texts.joined(separator: "\n")
  }
}

extension PromptReader {
  /// A prompt on a line or in a request: an object with the members that `read` takes, and with the optional
  /// members `id` and `vector`; others are passed over.
  package static func line(_ bytes: [UInt8]) throws(JSONError) -> (id: String?, prompt: Prompt) {
    var json = JSONReader(bytes)
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

extension PromptReader {
  /// Reads `prompt` or `messages` from a value that is already parsed, as `read` reads it from text.
  ///
  /// A fault has no place in a text: its offset is 0.
  package mutating func read(_ key: String, _ value: JSONValue) throws(JSONError) {
    switch key {
    case "prompt": text = try value.asString(expected: "the prompt, a string")
    case "messages": messages = try readMessages(value)
    default: preconditionFailure("a parsed prompt has the members prompt and messages")
    }
  }

  private mutating func readMessages(_ value: JSONValue) throws(JSONError) -> [Message] {
    var messages: [Message] = []
    for turn in try value.asArray() {
      var (role, content): (Message.Role?, String?)
      for (key, value) in try turn.asObject() {
        switch key {
        case "role": role = try Self.role(try value.asString(expected: "a role, a string"), offset: 0)
        case "content": content = try readContent(value)
        default: continue
        }
      }
      messages.append(try Self.message(role, content, offset: 0))
    }
    return messages
  }

  private mutating func readContent(_ value: JSONValue) throws(JSONError) -> String {
    if case .null = value { return "" }
    guard let parts = value.array else { return try value.asString(expected: Self.contentExpected) }
    var texts: [String] = []
    for part in parts {
      let text = try part.asObject().first { $0.key == "text" }?.value.string
      if let text { texts.append(text) } else { partsPassedOver += 1 }
    }
    return texts.joined(separator: "\n")
  }
}

extension JSONValue {
  fileprivate func asArray() throws(JSONError) -> [JSONValue] {
    guard let array else { throw fault(expected: "an array") }
    return array
  }

  fileprivate func asObject() throws(JSONError) -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = self else { throw fault(expected: "an object") }
    return members
  }

  fileprivate func asString(expected: String) throws(JSONError) -> String {
    guard let string else { throw fault(expected: expected) }
    return string
  }

  private func fault(expected: String) -> JSONError {
    let kind: JSONReader.Kind =
      switch self {
      case .null: .null
      case .bool: .boolean
      case .integer, .number: .number
      case .string: .string
      case .array: .array
      case .object: .object
      }
    return JSONError(offset: 0, expected: expected, found: kind.description)
  }
}

extension PromptVector {
  /// Reads an array of numbers, or an object with `values`, a `name` and a `digest` of what made them; without a digest
  /// it is the name's.
  package init(reading json: inout JSONReader) throws(JSONError) {
    if json.nextKind() == .array {
      self.init(try Self.values(&json))
      return
    }
    guard json.nextKind() == .object else {
      throw json.fault(expected: "a vector: an array of numbers, or an object with \"values\" and \"name\"")
    }
    var (values, name, digest): ([Float]?, String?, String?)
    var object = try json.beginObject()
    while let key = try json.nextKey(&object) {
      switch key {
      case "values": values = try Self.values(&json)
      case "name": name = try json.readString(expected: "the name of the vector's source, a string")
      case "digest": digest = try json.readString(expected: "the digest of the vector's source, a string")
      default: _ = try json.readValue()
      }
    }
    guard let values, let name, !name.isEmpty else {
      throw JSONError(offset: json.offset, expected: "\"values\" and \"name\" in a vector", found: "a vector without")
    }
    let source = digest.map { VectorSource(name: name, digest: $0) } ?? VectorSource(named: name)
    guard let source else {
      throw JSONError(
        offset: json.offset, expected: "a digest of 64 lower-case hexadecimal digits", found: "\"\(digest ?? "")\"")
    }
    self.init(values, source: source)
  }

  /// The numbers of an array that is not empty.
  package static func values(_ json: inout JSONReader) throws(JSONError) -> [Float] {
    let expected = "a vector, an array of numbers within the range of Float32"
    var values: [Float] = []
    guard json.nextKind() == .array else { throw json.fault(expected: expected) }
    try json.beginArray()
    while try json.nextElement(after: values.count) {
      var place = json
      let value = Float(try json.readDouble(expected: expected))
      guard value.isFinite else {
        _ = place.nextKind()
        throw JSONError(offset: place.offset, expected: expected, found: "a number beyond it")
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      throw JSONError(offset: json.offset, expected: "a vector of at least one number", found: "an empty array")
    }
    return values
  }
}
