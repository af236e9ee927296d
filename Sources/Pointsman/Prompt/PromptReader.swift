package import PointsmanSupport

/// Reads a prompt from the members `prompt`, `messages` and `tags` of a JSON object, in whatever order they come.
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
          role = Message.Role(rawValue: name)
          if role == nil {
            let roles = Message.Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw JSONError(offset: json.offset, expected: "a role among \(roles)", found: "\"\(name)\"")
          }
        case "content": content = try readContent(&json)
        default: try json.skipValue()
        }
      }
      guard let role, let content else {
        throw JSONError(
          offset: json.offset, expected: "\"role\" and \"content\" in every message", found: "a message without")
      }
      messages.append(Message(role: role, content: content))
    }
    return messages
  }

  /// A turn's text: a string, null (a turn that only calls tools), or a list of parts, whose texts are joined by line
  /// breaks. A part without text, such as an image, has nothing to route on; it is passed over, and counted.
  private mutating func readContent(_ json: inout JSONReader) throws(JSONError) -> String {
    let expected = "the turn's content, a string or a list of parts"
    if try json.readNull() { return "" }
    guard json.nextKind() == .array else { return try json.readString(expected: expected) }
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
  /// A prompt as it stands on a line or comes in a request: an object with what `read` takes, and with the optional
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
