import PointsmanSupport
import Testing

@testable import PointsmanLabelling

@Suite("Expected answers")
struct ComparisonTests {
  private static func value(_ json: String, _ kind: Comparison) throws -> Comparison.Value? {
    Comparison.Value(try JSONValue(parsing: Array(json.utf8)), for: kind)
  }

  @Test(
    "An answer is compared with the expected value",
    arguments: [
      (.exact, #""Paris""#, " Paris\r\n", true), (.exact, #""Paris""#, "paris", false), (.exact, "42", "42", true),
      (.exact, #""a\nb""#, "a\r\nb\n", true), (.exact, #"["a", "b"]"#, "b", true), (.exact, "true", "true", true),
      (.contains, #""Paris""#, "It is Paris.", true), (.contains, #""Paris""#, "It is Rome.", false),
      (.number, "42", "So 40 + 2 = 42.", true), (.number, "42", "First 42, then 7", false),
      (.number, "42", "none", false),
      (.number, #""1,234.5""#, "It is $1,234.50.", true), (.number, "-3", "x = -3", true), (.number, "3", "1-3", true),
      (.number, "-3", "about −3 °C", true), (.number, "1e3", "1000.0", true), (.number, "0.333333", "0.3333333", true),
      (.number, "0", "0.0", true), (.number, "0", "1e-9", false), (.number, "50", "50%", true),
      (.number, "[1, 2]", "2", true), (.number, "-5", "-$5", true), (.number, "5", "-5", false),
      (.choice, #""B""#, "The answer is (B).", true), (.choice, #""B""#, "Answer: B", true),
      (.choice, #""B""#, "B", true),
      (.choice, #""B""#, "**B**) because", true), (.choice, #""B""#, "A is wrong, so\nB.", true),
      (.choice, #""A""#, "A good question. I think so.", false), (.choice, #""B""#, "the answer is A", false),
      (.choice, #""C""#, #"\boxed{\text{C}}"#, true), (.choice, #""D""#, "Answer: A\nNo. Answer: **D**", true),
      (.choice, #""I""#, "The answer is I'm not sure", false),
    ] as [(Comparison, String, String, Bool)])
  func comparison(kind: Comparison, json: String, answer: String, isRight: Bool) throws {
    let value = try #require(try Self.value(json, kind))
    #expect(kind.compare(answer, with: value)?.isRight == isRight)
  }

  @Test(
    "A value of another kind is none",
    arguments: [
      (.exact, "null"), (.exact, #""  ""#), (.exact, "[]"), (.exact, "{}"), (.contains, #"["a", null]"#),
      (.number, #""many""#), (.number, #""nan""#), (.choice, #""b""#), (.choice, #""AB""#), (.regex, "[[1]]"),
      (.jsonSchema, #""schema.json""#), (.jsonSchema, "[]"),
    ] as [(Comparison, String)])
  func noValue(kind: Comparison, json: String) throws {
    #expect(try Self.value(json, kind) == nil)
  }

  @Test("Many digits or words take time in proportion", .timeLimit(.minutes(1)))
  func digits() throws {
    let value = try #require(try Self.value("1", .number))
    #expect(Comparison.number.compare(String(repeating: "9", count: 20_000), with: value)?.isRight == false)
    let choice = try #require(try Self.value(#""A""#, .choice))
    let spaces = String(repeating: "answer is ", count: 20_000)
    #expect(Comparison.choice.compare(spaces, with: choice)?.isRight == false)
  }
}
