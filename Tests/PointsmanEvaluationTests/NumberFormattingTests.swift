import Testing

@testable import PointsmanEvaluation

@Suite("Number formatting")
struct NumberFormattingTests {
  @Test(
    "By hand: so many decimals, a half rounded away from zero, no minus before nothing",
    arguments: [(0.0005, 3, "0.001"), (-0.0004, 3, "0.000"), (-1.5, 0, "−2"), (12.3, 1, "12.3"), (0.9996, 3, "1.000")])
  func decimals(value: Double, digits: Int, text: String) {
    #expect(fixed(value, digits) == text)
  }

  @Test("Undefined figures are a dash, and a number of any size has a text")
  func extremes() {
    #expect(fixed(nil) == "–" && fixed(.nan) == "–" && fixed(.infinity) == "–")
    #expect(significant(.nan) == "–" && significant(-.infinity) == "–" && signed(.nan) == "–")
    #expect(formatted(pValue: .nan) == "p –")
  }

  @Test("A text of very many words is wrapped in linear time", .timeLimit(.minutes(5)))
  func longText() {
    let lines = wrapped(String(repeating: "ab ", count: 300_000))
    #expect(lines.count == (300_000 + 26) / 27 && lines.allSatisfy { $0.count <= 80 })
  }

  @Test(
    "By hand: exponent form from 10¹⁵ on, and where twelve decimals show less than three digits",
    arguments: [
      (1e15, "1e+15"), (-1e300, "−1e+300"), (1e19, "1e+19"), (1.2345e19, "1.23e+19"), (9.999e20, "1e+21"),
      (.greatestFiniteMagnitude, "1.8e+308"), (1e-16, "1e-16"), (2.5e-300, "2.5e-300"),
      (.leastNonzeroMagnitude, "4.94e-324"),
    ])
  func exponents(value: Double, text: String) {
    #expect(significant(value) == text && shortest(value) == text)
    if abs(value) > 1 { #expect(fixed(value, 4) == text && fixed(value, 0) == text) }
  }

  @Test(
    "By hand: three significant digits",
    arguments: [(0, "0"), (0.000123456, "0.000123"), (12.345, "12.3"), (1234.5, "1235")] as [(Double, String)])
  func digits(value: Double, text: String) {
    #expect(significant(value) == text)
  }

  @Test("By hand: signs, thousands, p-values, trimmed zeros, shortened names")
  func others() {
    #expect(signed(0.25) == "+0.250" && signed(-0.25) == "−0.250")
    #expect(grouped(1_234_567) == "1,234,567" && grouped(-999) == "−999" && grouped(0) == "0")
    #expect(formatted(pValue: 0.00001) == "p < 0.0001")
    #expect(formatted(pValue: 0.0034) == "p = 0.0034" && formatted(pValue: 0.5) == "p = 0.50")
    #expect(shortest(1.5) == "1.5" && shortest(0.002) == "0.002")
    #expect(shortened("a-long-name-of-a-model", 10) == "a-long…del" && shortened("short", 10) == "short")
  }

  @Test("Columns of numbers are set to the right, of text to the left; no line is longer than 80 columns")
  func lines() {
    #expect(
      aligned([["model", "score", "note"], ["a", "1", "x"], ["bcd", "10", ""]]) == [
        "model  score  note", "a          1  x", "bcd       10",
      ])
    let lines = wrapped(Array(repeating: "word", count: 40).joined(separator: " "))
    #expect(lines.count == 3 && lines.allSatisfy { $0.count <= 80 })
  }
}
