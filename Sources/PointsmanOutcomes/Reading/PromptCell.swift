internal import PointsmanSupport

/// Text in the cell of a prompt or an id that another program made of something else.
enum PromptCell {
  /// The turns of a conversation that `text` is in JSON: a list of objects with "role" and "content", or an object with
  /// such "messages". nil for any other text.
  static func conversation(in text: String) -> [JSONValue]? {
    guard opening(of: text).first.map({ $0 == "[" || $0 == "{" }) ?? false,
      let value = try? JSONValue(parsing: Array(text.utf8)), let turns = value.array ?? value["messages"]?.array,
      !turns.isEmpty, turns.allSatisfy({ $0["role"]?.string != nil && $0["content"] != nil })
    else { return nil }
    return turns
  }

  /// True if `text` is a list or a dictionary of Python or JSON, and no conversation: other programs print them so.
  static func isList(_ text: String) -> Bool {
    let opening = opening(of: text)
    let openings = [
      "['", "[\"", "[{", "{'role'", "{\"role\"", "{'content'", "{\"content\"", "{'messages'", "{\"messages\"",
    ]
    guard openings.contains(where: opening.starts(with:)), let last = text.last(where: { !$0.isWhitespace }) else {
      return false
    }
    return last == (opening.first == "[" ? "]" : "}")
  }

  /// The first characters that are not blank.
  private static func opening(of text: String) -> String {
    guard let first = text.utf8.first, first <= 0x20 || first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
      return ""
    }
    var opening = ""
    for character in text where !character.isWhitespace {
      opening.append(character)
      if opening.utf8.count > 12 { break }
    }
    return opening
  }

  /// The digits of a whole number with a fraction of zeros, "17" for "17.0"; nil for any other text.
  ///
  /// pandas writes so the numbers of a column in which some are missing.
  static func wholeNumber(_ id: String) -> String? {
    let parts = id.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    guard parts[0].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), parts[1].allSatisfy({ $0 == 0x30 }) else { return nil }
    return String(decoding: parts[0], as: UTF8.self)
  }
}
