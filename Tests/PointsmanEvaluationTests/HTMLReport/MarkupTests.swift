import Testing

@testable import PointsmanEvaluation

@Suite("Markup")
struct MarkupTests {
  @Test("Text and attribute values are escaped, elements close themselves")
  func escaping() {
    let markup = Markup.element("p", ["title": "\"a\" & 'b'"], [.text("<script>alert(1)</script>")])
    #expect(
      markup.source
        == "<p title=\"&quot;a&quot; &amp; &#39;b&#39;\">&lt;script&gt;alert(1)&lt;/script&gt;</p>")
    #expect(Markup.element("br").source == "<br/>" && Markup.element("i").source == "<i></i>")
  }

  @Test("What XML allows nowhere is replaced, what it allows is kept")
  func controls() {
    #expect(Markup.text("a\u{0}\u{1b}[2J\u{7f}\u{fffe}\tb\n").source == "a\u{fffd}\u{fffd}[2J\u{fffd}\u{fffd}\tb\n")
    #expect(Markup.text("ä — 日本 🙂").source == "ä — 日本 🙂")
  }

  @Test("A section without content is none")
  func emptySection() {
    #expect(Markup.section("x", [nil, nil]) == nil)
    #expect(Markup.section("x", [nil, .text("y")])?.source == "<section><h2>x</h2>y</section>")
  }

  @Test("No line ends before % or within an interval; nothing else changes")
  func unbrokenSpaces() {
    let text = "95 % of 0.8 [0.7, 0.9] and [a"
    #expect(unbroken(text) == "95\u{a0}% of 0.8 [0.7,\u{a0}0.9] and [a")
    #expect(unbroken("1, p < 0.01, p = 1") == "1, p\u{a0}<\u{a0}0.01, p\u{a0}=\u{a0}1")
    #expect(unbroken("") == "" && unbroken("a b") == "a b" && unbroken("end ") == "end ")
  }
}
