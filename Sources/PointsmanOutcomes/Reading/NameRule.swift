internal import PointsmanSupport

/// The rule that names, ids, tags and categories keep in every format: text on one line. Other programs' logs, tables and
/// C strings would cut or divide other names.
enum NameRule {
  /// Bytes of a model's name in UTF-8; some names are whole paths.
  static let longestModel = 256

  /// The fault of a name, or of text that says which prompt or kind it is; nil where there is none.
  ///
  /// - Parameter kind: the canonical name of its member: "model", "id", "category"….
  static func fault(in text: String, of kind: String) -> (found: String, expected: String)? {
    let isModel = kind == "model" || kind == "model_a" || kind == "model_b"
    if isBlank(text) {
      return (
        "an empty \(kind)", isModel ? "the model's name" : "text in \"\(kind)\"; leave it out where there is none"
      )
    }
    if let control = control(in: text) {
      let digits = String(control.value, radix: 16, uppercase: true)
      let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return ("the control character \(code) in \"\(kind)\"", "text on one line, without control characters")
    }
    if isModel, text.utf8.count > longestModel {
      return ("a model's name of \(text.utf8.count) bytes", "a name of at most \(longestModel) bytes")
    }
    return nil
  }

  private static func isBlank(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return true }
    return (first <= 0x20 || first >= 0x7f) && text.allSatisfy(\.isWhitespace)
  }

  /// The first control character of ASCII or Latin-1, or separator of lines or paragraphs.
  private static func control(in text: String) -> Unicode.Scalar? {
    // Of other bytes no such character is made.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == 0xc2 || $0 == 0xe2 }) else { return nil }
    return text.unicodeScalars.first { scalar in
      switch scalar.value {
      case 0...0x1f, 0x7f...0x9f, 0x2028...0x2029: true
      default: false
      }
    }
  }
}

/// The words that pandas, R and databases write for a missing value.
enum MissingWord {
  private static let words: Set<String> = [
    "nan", "-nan", "none", "null", "<na>", "n/a", "na", "#n/a", "#na", "nat",
  ]

  /// True if all of `text` is such a word; case and spaces around it do not matter.
  static func isOne(_ text: String) -> Bool {
    guard text.utf8.count <= 16 else { return false }
    let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    return words.contains(String(trimmed).lowercased())
  }
}
