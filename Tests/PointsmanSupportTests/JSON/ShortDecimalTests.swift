import Testing

@testable import PointsmanSupport

@Suite("ShortDecimal")
struct ShortDecimalTests {
  private func value(_ text: String) -> Double? { ShortDecimal.value(Array(text.utf8)[...]) }

  @Test("The value is the nearest Float64, as the standard library reads it, to the bit")
  func nearest() throws {
    var generator = SplitMix64(seed: 4)
    for _ in 0..<20_000 {
      let digits = 1 + Int(generator.next() % 15)
      var text = String(generator.next() % 1_000_000_000_000_000).prefix(digits).description
      let point = Int(generator.next() % UInt64(text.count + 1))
      if point > 0, point < text.count { text.insert(".", at: text.index(text.startIndex, offsetBy: point)) }
      if generator.next() % 2 == 0 { text = "-" + text }
      #expect(try #require(value(text)).bitPattern == Double(text)?.bitPattern, "\(text)")
    }
    #expect(value("-0")?.sign == .minus && value("0.00000000000001") == 1e-14)
  }

  @Test(
    "More than fifteen digits, or an exponent, are left to a reader that rounds with care",
    arguments: ["1234567890123456", "0.1234567890123456", "1e5", "1E-5", "-12345678.901234567"])
  func long(text: String) {
    #expect(value(text) == nil)
  }
}
