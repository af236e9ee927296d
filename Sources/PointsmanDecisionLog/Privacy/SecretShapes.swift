/// The shapes of secrets, each tried where a word begins. A try reads on to the end of the word, or a bounded number of
/// bytes, so that all tries together are linear in the text.
enum SecretShapes {
  typealias Find = (range: Range<Int>, kind: String)

  /// Letters, digits, "_" and "-".
  static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x5f || byte == 0x2d }

  /// The secret that begins at `place`, where a word begins; nil where there is none.
  static func find(in bytes: [UInt8], _ place: Int) -> Find? {
    switch bytes[place] {
    case 0x30...0x39: card(bytes, place)
    case UInt8(ascii: "B"), UInt8(ascii: "b"): bearer(bytes, place) ?? account(bytes, place)
    case UInt8(ascii: "e"): webToken(bytes, place)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): cloudKey(bytes, place) ?? key(bytes, place) ?? account(bytes, place)
    case UInt8(ascii: "a")...UInt8(ascii: "z"): key(bytes, place)
    default: nil
    }
  }

  /// How keys of well-known providers begin, and how many characters of a word follow at least: OpenAI, Anthropic and those
  /// who do as they do; Stripe; GitHub; GitLab; Slack; Hugging Face; Google; Groq; xAI; NVIDIA.
  private static let prefixes: [(text: [UInt8], least: Int)] = [
    ("sk-", 16), ("sk_live_", 10), ("sk_test_", 10), ("rk_live_", 10), ("ghp_", 20), ("gho_", 20), ("ghs_", 20),
    ("ghu_", 20), ("github_pat_", 20), ("glpat-", 16), ("xoxb-", 16), ("xoxp-", 16), ("xoxa-", 16), ("hf_", 20),
    ("AIza", 30), ("gsk_", 20), ("xai-", 20), ("nvapi-", 20),
  ].map { (Array($0.0.utf8), $0.1) }

  private static func key(_ bytes: [UInt8], _ place: Int) -> Find? {
    for (text, least) in prefixes where bytes[place...].starts(with: text) {
      let end = wordEnd(bytes, place)
      if end - place - text.count >= least { return (place..<end, "[key]") }
    }
    return nil
  }

  /// AWS: four letters and sixteen more of A–Z and 0–9.
  private static func cloudKey(_ bytes: [UInt8], _ place: Int) -> Find? {
    guard ["AKIA", "ASIA", "AROA", "AIDA"].contains(where: { bytes[place...].starts(with: $0.utf8) }) else {
      return nil
    }
    let end = place + 20
    guard end <= bytes.count, end == bytes.count || !isWord(bytes[end]) else { return nil }
    guard bytes[place..<end].allSatisfy({ isDigit($0) || isCapital($0) }) else { return nil }
    return (place..<end, "[key]")
  }

  /// Three parts of base64url with a full stop between two; the first begins as `{"` does. Source: RFC 7515, section 3.1.
  private static func webToken(_ bytes: [UInt8], _ place: Int) -> Find? {
    guard bytes[place...].starts(with: "eyJ".utf8) else { return nil }
    var end = wordEnd(bytes, place)
    guard end - place >= 8 else { return nil }
    for _ in 0..<2 {
      guard end < bytes.count, bytes[end] == UInt8(ascii: ".") else { return nil }
      let start = end + 1
      end = wordEnd(bytes, start)
      // The signature may be empty ("alg": "none").
      if end == start { return nil }
    }
    return (place..<end, "[token]")
  }

  /// The word "bearer" and what follows it: at least eight characters of a token (RFC 6750, section 2.1).
  private static func bearer(_ bytes: [UInt8], _ place: Int) -> Find? {
    guard bytes.count - place > 7, bytes[place..<place + 6].map({ $0 | 0x20 }) == Array("bearer".utf8) else {
      return nil
    }
    var start = place + 6
    while start < bytes.count, start < place + 10, [0x20, 0x3a, 0x3d].contains(bytes[start]) { start += 1 }
    var end = start
    while end < bytes.count, isWord(bytes[end]) || [0x2e, 0x7e, 0x2b, 0x2f, 0x3d].contains(bytes[end]) { end += 1 }
    return start > place + 6 && end - start >= 8 && bytes[start..<end].contains(where: isDigit)
      ? (start..<end, "[token]") : nil
  }

  /// 13 to 19 digits, in groups with one space or hyphen between two or none, whose check digit is right (ISO/IEC 7812-1).
  private static func card(_ bytes: [UInt8], _ place: Int) -> Find? {
    var (digits, end): ([UInt8], Int) = ([], place)
    var best: Int?
    while end < bytes.count, digits.count <= 19 {
      if isDigit(bytes[end]) {
        digits.append(bytes[end] - 0x30)
        end += 1
        let isGroupEnd = end == bytes.count || !isAlphanumeric(bytes[end])
        if isGroupEnd, 13...19 ~= digits.count, hasCheckDigit(digits) { best = end }
      } else if [0x20, 0x2d].contains(bytes[end]), end + 1 < bytes.count, isDigit(bytes[end + 1]) {
        end += 1
      } else {
        break
      }
    }
    return best.map { (place..<$0, "[card]") }
  }

  /// Source: Luhn, US patent 2,950,048, 1960.
  private static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      let value = index % 2 == 0 ? Int(digit) : 2 * Int(digit)
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0 && digits.contains { $0 != 0 }
  }

  /// An IBAN (ISO 13616): two letters, two digits and 11 to 30 more of letters and digits, in groups of four or not, whose
  /// remainder by 97 is 1.
  private static func account(_ bytes: [UInt8], _ place: Int) -> Find? {
    guard bytes.count - place >= 15, isCapital(bytes[place]), isCapital(bytes[place + 1]), isDigit(bytes[place + 2]),
      isDigit(bytes[place + 3])
    else { return nil }
    var (characters, end): ([UInt8], Int) = ([], place)
    var best: Int?
    while end < bytes.count, characters.count < 34 {
      if isDigit(bytes[end]) || isCapital(bytes[end]) {
        characters.append(bytes[end])
        end += 1
        let isGroupEnd = end == bytes.count || !isWord(bytes[end])
        if isGroupEnd, characters.count >= 15, remainder(characters) == 1 { best = end }
      } else if bytes[end] == 0x20, end + 1 < bytes.count, isDigit(bytes[end + 1]) || isCapital(bytes[end + 1]) {
        end += 1
      } else {
        break
      }
    }
    return best.map { (place..<$0, "[account]") }
  }

  private static func remainder(_ characters: [UInt8]) -> Int {
    (characters[4...] + characters[..<4]).reduce(0) { rest, byte in
      isDigit(byte) ? (rest * 10 + Int(byte - 0x30)) % 97 : (rest * 100 + Int(byte - 0x41) + 10) % 97
    }
  }

  private static func wordEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var end = start
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    return end
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
  private static func isCapital(_ byte: UInt8) -> Bool { 0x41...0x5a ~= byte }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || isCapital(byte) || 0x61...0x7a ~= byte
  }
}
