import Foundation
internal import PointsmanSupport

/// The rules for asking again: which failures pass, and how long to wait.
package enum RetryRules {
  /// Statuses that pass: time-outs, too many requests, faults of the server, and Anthropic's "overloaded".
  package static let passing: Set<Int> = [408, 409, 425, 429, 500, 502, 503, 504, 529]

  /// Seconds to wait before try `attempt`, from 1: exponential, with full jitter (Brooker, "Exponential Backoff And Jitter",
  /// 2015). `random` lies in [0, 1).
  package static func backoff(attempt: Int, base: Double = 0.5, most: Double = 60, random: Double) -> Double {
    min(most, base * Double(1 << min(attempt, 20))) * random
  }

  /// Seconds that the server asks to wait, by `retry-after-ms`, or by `retry-after` in seconds or as a date; nil where it asks
  /// for none that can be read, or for more than a day.
  package static func wait(milliseconds: String?, retryAfter: String?) -> Double? {
    if let text = milliseconds, let value = Double(decimal: text), (0...3.6e6).contains(value) { return value / 1000 }
    guard let text = retryAfter else { return nil }
    if let value = Double(decimal: text) { return (0...86_400).contains(value) ? value : nil }
    guard let seconds = secondsUntil(text), seconds <= 86_400 else { return nil }
    return max(0, seconds)
  }

  /// Seconds until a date as HTTP writes it (RFC 9110, 5.6.7).
  private static func secondsUntil(_ text: String) -> Double? {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: text)?.timeIntervalSinceNow
  }
}
