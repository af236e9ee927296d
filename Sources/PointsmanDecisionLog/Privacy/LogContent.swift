/// The part of a prompt that the log keeps. Its length in bytes is always kept.
package enum LogContent: String, Sendable, CaseIterable {
  /// No trace of it.
  case nothing
  /// Its HMAC-SHA-256: equal prompts are seen to be equal.
  case hash
  /// The HMAC, and the text as `Redactor` leaves it.
  case redacted
  /// The HMAC, and the text.
  case full
}
