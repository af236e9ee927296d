/// A scale with its name and the words at its ticks.
struct Axis: Sendable {
  let scale: Scale
  /// What is measured, and in what unit.
  let label: String
  let words: @Sendable (Double) -> String

  init(_ label: String, _ scale: Scale, words: @escaping @Sendable (Double) -> String) {
    (self.scale, self.label, self.words) = (scale, label, words)
  }

  /// Scores, to as many digits as tell the ticks apart.
  static func scores(_ label: String, _ scale: Scale) -> Axis {
    let step = scale.ticks.count > 1 ? scale.ticks[1] - scale.ticks[0] : 1
    let digits = step >= 0.0999 ? 1 : step >= 0.00999 ? 2 : 3
    return Axis(label, scale) { fixed($0, digits) }
  }

  /// Shares, in per cent.
  static func shares(_ label: String, _ scale: Scale) -> Axis {
    Axis(label, scale) { fixed(100 * $0, 0) + " %" }
  }

  /// USD.
  static func costs(_ label: String, _ scale: Scale) -> Axis {
    Axis(label, scale) { "$" + shortest($0) }
  }

  /// Whole numbers.
  static func counts(_ label: String, _ scale: Scale) -> Axis {
    Axis(label, scale) { grouped(Int($0.rounded())) }
  }
}

/// `value` with as few decimals as show it to three digits: "0.002", "1.5".
func shortest(_ value: Double) -> String {
  var text = significant(value)
  guard text.contains(".") else { return text }
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text
}

/// "14,042".
func grouped(_ value: Int) -> String {
  let digits = Array(String(abs(value)))
  let parts = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
  return (value < 0 ? "−" : "") + parts.reversed().joined(separator: ",")
}
