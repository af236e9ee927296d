import Foundation
import Testing

@testable import PointsmanDecisionLog

@Suite("Moments in UTC")
struct UTCTimeTests {
  @Test("Text is Foundation's, from the year 1602 to 9999")
  func text() {
    for seconds in stride(from: Int64(-11_600_000_000), to: 253_402_300_799, by: 86_399 * 37_017) {
      let date = Date(timeIntervalSince1970: Double(seconds))
      #expect(UTCTime.text(milliseconds: seconds * 1000 + 999) == date.formatted(.iso8601))
      #expect(seconds < 0 || UTCTime.milliseconds(date.formatted(.iso8601)) == seconds * 1000)
    }
    #expect(UTCTime.text(milliseconds: .min).hasSuffix("Z"))
  }

  @Test(
    "Anything but a date is refused",
    arguments: [
      "", "2026-13-01", "2026-02-30", "1969-12-31", "2026-12-01T24:00:00Z", "2026-12-01T01:20:00+", "2026-1-01",
    ])
  func faults(text: String) { #expect(UTCTime.milliseconds(text) == nil) }
}
