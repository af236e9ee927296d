import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Text for a terminal")
struct TerminalTextTests {
  @Test(
    "By hand: control characters, line separators and marks of direction are numbers; all other text stays",
    arguments: [
      ("\u{1b}[31mred\u{7}", #"\u001b[31mred\u0007"#), ("a\r\nb\tc", #"a\u000d\u000ab\u0009c"#),
      ("\u{9b}2J\u{7f}", #"\u009b2J\u007f"#), ("\u{202e}txt\u{2066}\u{200f}\u{61c}", #"\u202etxt\u2066\u200f\u061c"#),
      ("a\u{2028}b\u{85}", #"a\u2028b\u0085"#), ("modèle 模型 👩‍🔬 ~", "modèle 模型 👩‍🔬 ~"), ("", ""),
    ])
  func visible(text: String, shown: String) { #expect(text.visible == shown) }

  @Test("Lines keep their ends and tabs, and JSON means the same")
  func lines() throws {
    #expect("a\tb\nc\r\u{1b}".visibleLines == "a\tb\nc\\u000d\\u001b")
    let value = JSONValue.object([("a\u{9b}\u{202e}", .string("b\n\u{1b}\u{85}"))])
    #expect(try JSONValue(parsing: Array(value.text.visibleLines.utf8)) == value)
  }
}
