/// `value` with `digits` decimals, a half rounded away from zero; "–" for a figure that is undefined.
func fixed(_ value: Double?, _ digits: Int = 3) -> String {
  guard let value, value.isFinite else { return "–" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let units = Int((abs(value) * scale).rounded())
  let sign = value < 0 && units > 0 ? "−" : ""
  guard digits > 0 else { return sign + String(units) }
  let fraction = String(units % Int(scale))
  return sign + String(units / Int(scale)) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
}

/// `value` with its sign, "+0.012" or "−0.003".
func signed(_ value: Double, _ digits: Int = 3) -> String {
  let text = fixed(value, digits)
  return text.hasPrefix("−") ? text : "+" + text
}

/// `value` to three significant digits, for costs that may be of any size.
func significant(_ value: Double?) -> String {
  guard let value else { return "–" }
  guard value != 0 else { return "0" }
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

/// The words of `text` on lines of at most 80 columns, a longer word on a line of its own.
func wrapped(_ text: String) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + 1 + word.count <= 80 {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
