internal import PointsmanSupport

// Numbers and lines of text as every report prints them.

/// `value` with `digits` decimals, a half rounded away from zero; "–" for a figure that is undefined. From 10¹⁵ on in
/// exponent form: no number traps.
package func fixed(_ value: Double?, _ digits: Int = 3) -> String {
  guard let value, value.isFinite else { return "–" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  guard abs(value) < 1e15, let units = Int(exactly: (abs(value) * scale).rounded()) else { return scientific(value) }
  let sign = value < 0 && units > 0 ? "−" : ""
  guard digits > 0 else { return sign + String(units) }
  let fraction = String(units % Int(scale))
  return sign + String(units / Int(scale)) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// `value`, finite and not 0, to three significant digits in exponent form: "1.25e+19", "1e-16".
private func scientific(_ value: Double) -> String {
  let size = abs(value)
  var exponent = Int(log10(size).rounded(.down))
  // A power below the smallest double would be 0.
  var mantissa = exponent < -300 ? size * 1e300 / pow(10, Double(exponent + 300)) : size / pow(10, Double(exponent))
  mantissa = (mantissa * 100).rounded() / 100
  if mantissa >= 10 { (mantissa, exponent) = (1, exponent + 1) }
  let digits = mantissa == mantissa.rounded() ? "\(Int(mantissa))" : "\(mantissa)"
  return (value < 0 ? "−" : "") + digits + (exponent < 0 ? "e-" : "e+") + String(abs(exponent))
}

/// `value` with its sign, "+0.012" or "−0.003"; "–" for a figure that is undefined.
func signed(_ value: Double?, _ digits: Int = 3) -> String {
  guard let value, value.isFinite else { return "–" }
  let text = fixed(value, digits)
  return text.hasPrefix("−") ? text : "+" + text
}

/// `value` to three significant digits, for costs that may be of any size.
package func significant(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "–" }
  guard value != 0 else { return "0" }
  // Twelve decimals do not show three digits of a smaller number.
  guard abs(value) >= 1e-10 else { return scientific(value) }
  var digits = 2
  var bound = abs(value)
  while bound < 1, digits < 12 {
    bound *= 10
    digits += 1
  }
  while bound >= 10, digits > 0 {
    bound /= 10
    digits -= 1
  }
  return fixed(value, digits)
}

/// `value` with as few decimals as show it to three digits: "0.002", "1.5".
func shortest(_ value: Double) -> String {
  var text = significant(value)
  guard text.contains("."), !text.contains("e") else { return text }
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text
}

/// "14,042".
package func grouped(_ value: Int) -> String {
  let digits = Array(String(abs(value)))
  let parts = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
  return (value < 0 ? "−" : "") + parts.reversed().joined(separator: ",")
}

/// "0.812 [0.790, 0.834]".
func withInterval(_ value: Double?, _ interval: Interval?, _ digits: Int = 3) -> String {
  let bounds = interval.map { " [\(fixed($0.low, digits)), \(fixed($0.high, digits))]" } ?? ""
  return fixed(value, digits) + bounds
}

/// "p = 0.03", "p < 0.0001".
func formatted(pValue: Double) -> String {
  guard pValue.isFinite else { return "p –" }
  return pValue < 0.0001 ? "p < 0.0001" : "p = \(fixed(pValue, pValue < 0.01 ? 4 : 2))"
}

/// `text` on lines of at most 80 columns, a longer word on a line of its own.
func wrapped(_ text: String) -> [String] {
  var (lines, width): ([String], Int) = ([], 0)
  for word in text.visible.split(separator: " ") {
    let count = word.count
    if !lines.isEmpty, width + 1 + count <= 80 {
      lines[lines.count - 1] += " " + word
      width += 1 + count
    } else {
      lines.append(String(word))
      width = count
    }
  }
  return lines
}

/// Columns padded to their widest entry, control characters shown by their numbers: the first and columns of text to the left,
/// numbers to the right. Of an entry of more than 64 characters, a long name, the middle is left out.
package func aligned(_ cells: [[String]]) -> [String] {
  let rows = cells.map { $0.map { shortened($0.visible, 64) } }
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
  let isText = (0..<columns).map { column in
    rows.dropFirst().contains { $0[column].first.map { $0.isLetter || $0 == "[" } ?? false }
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 || isText[column] ? cell + padding : padding + cell
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// `text`, or its beginning and end around an ellipsis where it is longer than `limit` characters: long names differ at
/// their end as often as at their beginning.
func shortened(_ text: String, _ limit: Int) -> String {
  guard text.count > limit else { return text }
  let head = (limit - 1) * 2 / 3
  return text.prefix(head) + "…" + text.suffix(limit - 1 - head)
}
