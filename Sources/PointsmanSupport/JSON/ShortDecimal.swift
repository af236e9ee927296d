/// The value of a decimal short enough that one division rounds it right: most numbers that people and programs write.
///
/// A whole number of up to 15 digits and a power of ten up to 10²² are exact in Float64, and so their quotient is the
/// nearest Float64 to the decimal (Clinger, "How to read floating point numbers accurately", 1990).
enum ShortDecimal {
  /// 10⁰ to 10¹⁵: more are not asked for, as digits behind the point count among the fifteen.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  /// nil where `text`, a well-formed number of JSON, has an exponent or more digits than that.
  static func value(_ text: ArraySlice<UInt8>) -> Double? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    guard digits.count <= 16 else { return nil }
    var (whole, count, point) = (0, 0, digits.endIndex)
    for (place, byte) in zip(digits.indices, digits) {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        whole = whole * 10 + Int(byte - UInt8(ascii: "0"))
        count += 1
      case UInt8(ascii: "."): point = place + 1
      default: return nil
      }
    }
    guard count <= 15 else { return nil }
    let value = Double(whole) / powers[digits.endIndex - point]
    return isNegative ? -value : value
  }
}
