internal import PointsmanSupport

/// How a CSV file is written, as far as its first line tells for certain.
struct CSVDialect: Equatable {
  /// Between the fields: a comma, unless only another one makes known columns of the header.
  var separator = UInt8(ascii: ",")
  /// True if the first line only says what the separator is, as Excel writes it: `sep=;`.
  var hasSeparatorLine = false
  /// True if a comma in a number is its decimal point: where semicolons separate the fields, it is.
  var hasDecimalComma: Bool { separator == UInt8(ascii: ";") }

  init() {}

  /// The dialect of a file that begins with `opening`; nil where no known column is in its header.
  init?(_ opening: ArraySlice<UInt8>) {
    let line = opening.prefix { $0 != 0x0a && $0 != 0x0d }
    if let separator = Self.stated(in: line) {
      self.separator = separator
      hasSeparatorLine = true
      let rest = opening.dropFirst(line.count).drop { $0 == 0x0a || $0 == 0x0d }
      guard Self.isKnown(CSVHeader.names(rest, separator: separator)) else { return nil }
      return
    }
    let separators = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
    guard let separator = separators.first(where: { Self.isKnown(CSVHeader.names(line, separator: $0)) }) else {
      return nil
    }
    self.separator = separator
  }

  /// The separator that `sep=;` names.
  private static func stated(in line: ArraySlice<UInt8>) -> UInt8? {
    let text = Array(line.filter { $0 != UInt8(ascii: "\"") })
    guard text.count == 5, String(decoding: text[..<4], as: UTF8.self).lowercased() == "sep=" else { return nil }
    return text[4]
  }

  private static func isKnown(_ names: [String]) -> Bool {
    names.contains(where: ColumnAliases.prompt.contains) || names.contains("model_a") && names.contains("model_b")
  }

  /// How the separator is named.
  var separatorName: String {
    switch separator {
    case UInt8(ascii: ";"): "semicolons"
    case UInt8(ascii: "\t"): "tabs"
    case UInt8(ascii: ","): "commas"
    default: "'\(Character(Unicode.Scalar(separator)))'"
    }
  }

  /// A remark on a file that is not as RFC 4180 has it; nil where it is.
  var note: String? {
    guard separator != UInt8(ascii: ",") else { return nil }
    return "its columns are separated by \(separatorName)"
      + (hasDecimalComma ? ", and a comma in a number is its decimal point" : "")
  }
}

/// The header of a CSV file: names as the formats have them.
struct CSVHeader {
  /// The columns, by their canonical names.
  let fields: [CSVField]
  let names: [String]
  /// The first place of each name.
  let places: [String: Int]
  let hasDecimalComma: Bool

  /// A name that comes twice is a fault.
  init(_ fields: [CSVField], _ dialect: CSVDialect) throws(RowFault) {
    names = fields.map { Self.canonical($0.text) }
    self.fields = zip(names, fields).map { CSVField(text: $0, line: $1.line, column: $1.column) }
    hasDecimalComma = dialect.hasDecimalComma
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      guard let first = places[name] else {
        places[name] = place
        continue
      }
      guard name.isEmpty else {
        let other = fields[first].text
        throw RowFault(
          line: fields[place].line, column: fields[place].column,
          found: "the column "
            + (other == fields[place].text
              ? fields[place].text.again(after: other) : "\"\(fields[place].text)\" again, first \"\(other)\""),
          expected: "each column once")
      }
    }
    self.places = places
  }

  /// The names in the first line of `bytes`.
  static func names(_ bytes: ArraySlice<UInt8>, separator: UInt8) -> [String] {
    var (names, name, isQuoted): ([String], [UInt8], Bool) = ([], [], false)
    for byte in bytes {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte == 0x0a || byte == 0x0d {
        break
      } else if !isQuoted, byte == separator {
        names.append(canonical(String(decoding: name, as: UTF8.self)))
        name = []
      } else {
        name.append(byte)
      }
    }
    return names + [canonical(String(decoding: name, as: UTF8.self))]
  }

  /// A name without white space at its ends, and a known one in the spelling of the formats: "Model Name" is model_name.
  /// "Model A" and "model-a" stay, as models may be called so.
  private static func canonical(_ name: String) -> String {
    guard !known.contains(name) else { return name }
    let trimmed = name.trimming { $0.isWhitespace || $0 == "\u{feff}" }
    guard !trimmed.isEmpty else { return name }
    let lower = trimmed.lowercased()
    let folded = lower.replacing(" ", with: "_").replacing("-", with: "_")
    if ["model_a", "model_b"].contains(folded) { return folded == lower ? folded : trimmed }
    return known.contains(folded) ? folded : trimmed
  }

  private static let known: Set<String> = Set(
    ColumnAliases.all + Outcome.Measure.all.map(\.name)
      + ["model_a", "model_b", "winner", "conversation_a", "winner_model_a", "winner_model_b", "winner_tie"])
}

extension String {
  /// The text of a number with a point in place of a decimal comma.
  var withDecimalPoint: String { replacing(",", with: ".", maxReplacements: 1) }
}

extension CSVField {
  var withDecimalPoint: CSVField { CSVField(text: text.withDecimalPoint, line: line, column: column) }
}

extension StringProtocol {
  /// Without the characters at either end that `isTrimmed`.
  fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isTrimmed(last) { text = text.dropLast() }
    return String(text.drop(while: isTrimmed))
  }
}
