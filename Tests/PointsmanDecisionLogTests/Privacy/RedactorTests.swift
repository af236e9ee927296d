import Testing

@testable import PointsmanDecisionLog

@Suite("Redaction")
struct RedactorTests {
  static let secrets: [(String, String)] = [
    ("ask ada.l+x@mail.example.com.", "ask [mail]."),
    ("<müller@example.de>", "<[mail]>"),
    ("key=sk-proj-0123456789abcdefABCDEF_-x end", "key=[key] end"),
    ("sk-ant-api03-0123456789abcdef", "[key]"),
    ("ghp_0123456789abcdefghij0123456789abcdef", "[key]"),
    ("id AKIAIOSFODNN7EXAMPLE,", "id [key],"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U!", "[token]!"),
    ("Authorization: Bearer abc.def-012345678 x", "Authorization: Bearer [token] x"),
    ("card 4111 1111 1111 1111 exp 12", "card [card] exp 12"),
    ("4111-1111-1111-1111", "[card]"),
    ("378282246310005", "[card]"),
    ("to DE89 3704 0044 0532 0130 00 now", "to [account] now"),
    ("GB82WEST12345698765432", "[account]"),
  ]

  @Test("Secrets are replaced by their kind", arguments: secrets)
  func finds(text: String, expected: String) { #expect(Redactor.redacted(text) == expected) }

  @Test(
    "Other text stays as it is",
    arguments: [
      "", "a @ b", "@name and name@", "x@y", "risk-free sk-short", "4111 1111 1111 1112", "1234567890", "AKIAshort",
      "eyJ.eyJ.eyJ", "the bearer of news", "0000000000000000", "DE00 3704 0044 0532 0130 00", "日本 😀 – naïve",
      "let x = array[0] // 1.0.2 2026-12-01T01:20:00Z", "3.141592653589793",
    ])
  func others(text: String) { #expect(Redactor.redacted(text) == text) }

  @Test(
    "A hostile text takes time in proportion to its length",
    arguments: [
      "@", "a@", "a@b.", "1 ", "11111111111111 ", "eyJaaaaaaaa.", "sk-", "A1", "AA11 ", "bearer ", "4111-", "a", "a.",
      "é",
    ])
  func linear(part: String) {
    func duration(_ count: Int) -> Duration {
      let text = String(repeating: part, count: count / part.utf8.count)
      return ContinuousClock().measure { _ = Redactor.redacted(text) }
    }
    let short = (0..<3).map { _ in duration(8_000) }.min() ?? .zero
    let long = (0..<2).map { _ in duration(128_000) }.min() ?? .zero
    // 16 times as much text: linear time is 16 times as long, quadratic 256.
    #expect(long < short * 100 + .milliseconds(50))
  }

  @Test("An excerpt is short, whole in its characters, and redacted across its end")
  func excerpt() {
    #expect(Redactor.excerpt("fine") == "fine")
    let long = Redactor.excerpt(String(repeating: "é", count: 500), limit: 101)
    #expect(long == String(repeating: "é", count: 50) + "…")
    let text = Redactor.excerpt(String(repeating: "x ", count: 145) + "sk-0123456789abcdef0123456789abcdef")
    #expect(text.hasSuffix("[key]"))
  }
}
