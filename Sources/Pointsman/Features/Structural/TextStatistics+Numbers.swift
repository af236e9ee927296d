internal import PointsmanSupport

extension TextStatistics {
  /// Reads the number at `start` and returns the position after it; digits inside a name are passed over.
  mutating func readNumber(_ text: Span<UInt8>, at start: Int) -> Int {
    var end = start
    let mantissa = readDigits(text, at: &end)
    let before = text.byte(at: start - 1)
    guard !ASCII.isLetter(before), before != UInt8(ascii: "_") else { return end }
    numbers.total += 1
    if text.byte(at: end) == UInt8(ascii: "."), ASCII.isDigit(text.byte(at: end + 1)) {
      end += 1
      while end < text.count, ASCII.isDigit(text[end]) { end += 1 }
    }
    if text.byte(at: end) == UInt8(ascii: "/"), ASCII.isDigit(text.byte(at: end + 1)) { numbers.fractions += 1 }
    var digits = log10(1 + mantissa)
    if let exponent = readExponent(text, at: &end) {
      numbers.powers += 1
      digits = max(digits, exponent * log10(max(1, mantissa)))
    }
    if before == UInt8(ascii: "$") || text.byte(at: end) == UInt8(ascii: "%") { numbers.amounts += 1 }
    numbers.largest = max(numbers.largest, digits)
    numbers.digits += digits
    return end
  }

  /// Reads digits, in groups of three between commas or not, as a value; at most 1e300, so that it stays finite.
  private func readDigits(_ text: Span<UInt8>, at position: inout Int) -> Double {
    var value = 0.0
    while position < text.count {
      let byte = text[position]
      if ASCII.isDigit(byte) {
        value = min(1e300, value * 10 + Double(byte &- 0x30))
        position += 1
      } else if byte == UInt8(ascii: ","), ASCII.isDigit(text.byte(at: position + 1)),
        ASCII.isDigit(text.byte(at: position + 2)), ASCII.isDigit(text.byte(at: position + 3)),
        !ASCII.isDigit(text.byte(at: position + 4))
      {
        position += 1
      } else {
        break
      }
    }
    return value
  }

  /// Reads `^9`, `^{9}`, `**9` or `e9`; a power without digits (`2^n`) counts with exponent 1.
  private func readExponent(_ text: Span<UInt8>, at position: inout Int) -> Double? {
    var next = position
    switch text.byte(at: next) {
    case UInt8(ascii: "^"): next += text.byte(at: next + 1) == UInt8(ascii: "{") ? 2 : 1
    case UInt8(ascii: "*") where text.byte(at: next + 1) == UInt8(ascii: "*"): next += 2
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      guard ASCII.isDigit(text.byte(at: next + 1)) else { return nil }
      next += 1
    default: return nil
    }
    var exponent = 0.0
    var read = 0
    while read < 3, ASCII.isDigit(text.byte(at: next)) {
      exponent = exponent * 10 + Double(text.byte(at: next) &- 0x30)
      next += 1
      read += 1
    }
    position = next
    return max(1, exponent)
  }
}
