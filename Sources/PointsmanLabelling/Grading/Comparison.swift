import Foundation
internal import PointsmanSupport

/// A comparison of an answer with the value that its task expects.
///
/// In both, line ends become LF and white space at both ends is removed. Case counts.
package enum Comparison: String, Sendable, CaseIterable {
  /// The answer is the value.
  case exact
  /// The value is somewhere in the answer.
  case contains
  /// The value, a regular expression of Perl, matches somewhere in the answer.
  case regex
  /// The last number of the answer is the value.
  case number
  /// The answer chooses the value, a letter.
  case choice
  /// The answer is JSON by the value, a JSON schema.
  case jsonSchema = "json-schema"

  /// The program that does the comparison; nil where this one does.
  var program: String? {
    switch self {
    case .regex: "perl"
    case .jsonSchema: "check-jsonschema"
    case .exact, .contains, .number, .choice: nil
    }
  }

  /// A value that a task expects; any of several will do.
  struct Value: Sendable, Equatable {
    let texts: [String]

    /// nil where `json` is no such value for `comparison`.
    init?(_ json: JSONValue, for comparison: Comparison) {
      if comparison == .jsonSchema {
        switch json {
        case .object, .bool: texts = [json.text]
        default: return nil
        }
        return
      }
      let values = json.array ?? [json]
      let texts = values.compactMap { value -> String? in
        switch value {
        case .string(let text): Comparison.normalized(text)
        case .integer, .digits, .number, .bool: value.text
        case .null, .array, .object: nil
        }
      }
      guard texts.count == values.count, !texts.isEmpty, texts.allSatisfy(comparison.accepts) else { return nil }
      self.texts = texts
    }
  }

  /// The kind of value that a task must have, for error messages.
  var valueDescription: String {
    switch self {
    case .exact, .contains: "a text, a number, or an array of them, and none empty"
    case .regex: "a regular expression, or an array of them, and none empty"
    case .number: "a number, or an array of numbers"
    case .choice: "a letter from A to Z, or an array of letters"
    case .jsonSchema: "a JSON schema, an object"
    }
  }

  private func accepts(_ text: String) -> Bool {
    switch self {
    case .exact, .contains, .regex, .jsonSchema: !text.isEmpty
    case .number: Self.number(text) != nil
    case .choice: text.count == 1 && ("A"..."Z").contains(text)
    }
  }

  /// Compares without another program; nil for the cases that need one.
  ///
  /// - Returns: true if `answer` is right, and what was found in it, for a message.
  func compare(_ answer: String, with value: Value) -> (isRight: Bool, found: String)? {
    let answer = Self.normalized(answer)
    switch self {
    case .exact: return (value.texts.contains(answer), Self.quoted(answer))
    case .contains: return (value.texts.contains { answer.contains($0) }, Self.quoted(answer))
    case .number:
      guard let last = Self.lastNumber(in: answer) else { return (false, "no number") }
      return (value.texts.compactMap(Self.number).contains { Self.isNear(last, $0) }, "\(last)")
    case .choice:
      guard let letter = Self.choice(in: answer) else { return (false, "no choice") }
      return (value.texts.contains(letter), Self.quoted(letter))
    case .regex, .jsonSchema: return nil
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.prefix(80).replacingOccurrences(of: "\n", with: " ") + "\""
  }

  /// The text with LF at the end of lines, without white space at its ends.
  static func normalized(_ text: String) -> String {
    text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// True if two numbers differ by a millionth at most, which is more than rounding to six digits does.
  private static func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-6 * max(abs(a), abs(b)) }

  private static func number(_ text: String) -> Double? {
    Double(decimal: text.filter { $0 != "," }).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The last number of a text, as in GSM8K; commas may separate thousands.
  private static func lastNumber(in text: String) -> Double? {
    // Each alternative begins with another character, so that the search is linear.
    let numbers = text.matches(of: /[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+/)
    guard let last = numbers.last, let value = number(String(last.output)) else { return nil }
    let before = text[..<last.range.lowerBound]
    // A sign, and not the hyphen of "1-2" or "x-2".
    let isNegative =
      (before.last == "-" || before.last == "−" || before.hasSuffix("-$"))
      && !(before.dropLast().last.map { $0.isLetter || $0.isNumber } ?? false)
    return isNegative ? -value : value
  }

  /// The letter that an answer chooses: after the last "answer is" or "answer:", as in MMLU-Pro, or in the last
  /// `\boxed{}`; else the last letter that is alone on its line, in parentheses or bold, or before a mark.
  private static func choice(in text: String) -> String? {
    let said = text.matches(
      of: /(?i:answer(?:\s+is)?\s*:?|\\boxed\{(?:\\text\{)?)\s*(?:\*\*|\$)?\s*\(?([A-Z])\b(?!['’])/)
    if let last = said.last { return String(last.1) }
    let alone = text.matches(of: /(?m)(?:^|[(\[*\s])([A-Z])(?:[)\].:*]|\s*$)/)
    return alone.last.map { String($0.1) }
  }
}
