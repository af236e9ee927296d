import Testing

@testable import PointsmanExport

@Suite("C tables")
struct CTableTests {
  @Test("A string's quotes, backslashes, trigraphs and non-ASCII bytes go in octal")
  func strings() {
    #expect(CTable.literal("a\"b\\c??=é\n1") == #""a\042b\134c\077\077=\303\251\0121""#)
  }

  @Test("A float's literal is one in C, and reads back", arguments: [0, 1, -0.5, 1e-20, 3.4e38, 0.1] as [Float])
  func floats(value: Float) {
    let literal = CTable.literal(value)
    #expect(literal.hasSuffix("f") && literal.contains { $0 == "." || $0 == "e" })
    #expect(Float(literal.dropLast()) == value)
  }

  @Test("Lines of a table are short, and all values are there")
  func lines() {
    let table = CTable.text("int16_t", "t", (0..<500).map(String.init))
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(table.filter { $0 == "," }.count == 500)
  }
}
