/// Moments in UTC, as text (RFC 3339) and as milliseconds since 1970.
package enum UTCTime {
  /// `2026-12-01T01:20:00Z`: whole seconds, the rest cut off; or `2026-12-01T01:20:00.123Z`.
  package static func text(milliseconds: Int64, showsMilliseconds: Bool = false) -> String {
    let seconds = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
    let second = modulo(seconds, secondsOfDay)
    let (year, month, day) = date(days: (seconds - second) / secondsOfDay)
    return
      "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(second / 3600, 2)):"
      + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
      + (showsMilliseconds ? ".\(padded(modulo(milliseconds, 1000), 3))Z" : "Z")
  }

  /// Reads `2026-12-01`, its midnight, or `2026-12-01T01:20:00Z`, of the years 1970 to 9999; nil for anything else.
  package static func milliseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 10 || bytes.count == 20 else { return nil }
    let shape = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    for (byte, expected) in zip(bytes, shape) {
      guard expected == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == expected else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let days = days(year: year, month: month, day: day)
    guard year >= 1970, date(days: days) == (year, month, day) else { return nil }
    guard bytes.count == 20 else { return days * secondsOfDay * 1000 }
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return (days * secondsOfDay + hour * 3600 + minute * 60 + second) * 1000
  }

  private static let secondsOfDay: Int64 = 86_400

  private static func modulo(_ a: Int64, _ b: Int64) -> Int64 { (a % b + b) % b }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The date so many days after 1 January 1970. Source: Hinnant, "chrono-compatible low-level date algorithms", 2013:
  /// years begin in March, and eras have 400 years, which are 146,097 days; 719,468 lie between 0000-03-01 and 1970.
  private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let dayOfEra = modulo(shifted, 146_097)
    let era = (shifted - dayOfEra) / 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year - modulo(year, 400)) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
