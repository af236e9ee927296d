/// Takes secrets and names of people out of text: mail addresses, keys of providers, JSON Web Tokens, ids of AWS keys, numbers
/// of cards and bank accounts, and bearer tokens.
///
/// ```
/// Redactor.redacted("ask ada@example.com, key sk-proj-0123456789abcdef")  // "ask [mail], key [key]"
/// ```
///
/// It knows shapes, not meanings: names, addresses and passwords in prose stay. Time is linear in the text, whatever it is.
package enum Redactor {
  /// The text with each find replaced by its kind in brackets.
  package static func redacted(_ text: String) -> String {
    var scan = RedactingScan(Array(text.utf8))
    return scan.result()
  }

  /// The redacted beginning of a text that someone else wrote, an upstream's error say: at most `limit` bytes, and "…" where
  /// more was there.
  package static func excerpt(_ text: String, limit: Int = 300) -> String {
    // What is cut in half is no longer recognised, so that more is read than is kept.
    let read = Array(text.utf8.prefix(limit + 4096))
    var scan = RedactingScan(read)
    let redacted = scan.result()
    guard redacted.utf8.count > limit || text.utf8.count > read.count else { return redacted }
    var end = redacted.utf8.index(redacted.startIndex, offsetBy: min(limit, redacted.utf8.count))
    while end > redacted.startIndex, end < redacted.endIndex, redacted.utf8[end] & 0xc0 == 0x80 {
      end = redacted.utf8.index(before: end)
    }
    return redacted[..<end] + "…"
  }
}

/// One pass over a text from left to right.
private struct RedactingScan {
  private let bytes: [UInt8]
  private var output: [UInt8] = []
  /// Bytes that are in the output already, or were replaced.
  private var copied = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func result() -> String {
    var place = 0
    // Where the run of bytes began that a mail address may have before its "@".
    var local = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "@"), let end = mailEnd(local: local, at: place) {
        replace(local..<end, by: "[mail]")
        (place, local) = (end, end)
        continue
      }
      if place == 0 || !Self.isWord(bytes[place - 1]), Self.isWord(byte), let find = SecretShapes.find(in: bytes, place)
      {
        replace(find.range, by: find.kind)
        place = find.range.upperBound
        local = place
        continue
      }
      place += 1
      if !Self.isLocal(byte) { local = place }
    }
    output += bytes[copied...]
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func replace(_ range: Range<Int>, by kind: String) {
    output += bytes[copied..<max(copied, range.lowerBound)]
    output += Array(kind.utf8)
    copied = range.upperBound
  }

  /// The end of the mail address whose "@" is at `place`; nil where there is none.
  private func mailEnd(local: Int, at place: Int) -> Int? {
    guard local < place else { return nil }
    var end = place + 1
    while end < bytes.count, Self.isDomain(bytes[end]) { end += 1 }
    while end > place + 1, [UInt8(ascii: "."), UInt8(ascii: "-")].contains(bytes[end - 1]) { end -= 1 }
    guard let dot = bytes[place + 1..<end].lastIndex(of: UInt8(ascii: ".")), dot > place + 1, end - dot > 2 else {
      return nil
    }
    return end
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    isWord(byte) || [0x2e, 0x25, 0x2b].contains(byte) || byte >= 0x80
  }
  private static func isDomain(_ byte: UInt8) -> Bool { isWord(byte) || byte == 0x2e || byte >= 0x80 }
  private static func isWord(_ byte: UInt8) -> Bool { SecretShapes.isWord(byte) }
}
