internal import PointsmanSupport

/// The name of one decision: a UUID of version 7 (RFC 9562), so that names sort by time. Outside it is written
/// `dec_` and 32 hexadecimal digits.
package struct DecisionID: Sendable, Hashable, CustomStringConvertible {
  /// 16 bytes.
  package let bytes: [UInt8]

  /// A new name.
  ///
  /// - Parameters:
  ///   - milliseconds: Since 1970, at most 2⁴⁸ − 1; more is cut to the lower 48 bits.
  ///   - random: 74 of its bits are used.
  package init(milliseconds: UInt64, random: (UInt64, UInt64)) {
    let high = milliseconds << 16 | 0x7000 | random.0 & 0x0fff
    let low = 0x8000_0000_0000_0000 | random.1 & 0x3fff_ffff_ffff_ffff
    bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }

  /// nil unless there are 16 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads `dec_` and 32 hexadecimal digits; nil for anything else.
  package init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 36, digits.starts(with: Self.prefix.utf8) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 4, to: 36, by: 2) {
      guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  private static let prefix = "dec_"
  private static let digits = Array("0123456789abcdef".utf8)

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  package var description: String {
    Self.prefix
      + String(decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// 64 bits that are fixed by the name and look random: the draws of exploration come from them, so that they can be
  /// repeated from a log.
  package var draw: UInt64 { bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
