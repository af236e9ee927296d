import Testing

@testable import PointsmanSupport

@Suite("CSVLine")
struct CSVLineTests {
  @Test("Cells with a comma, a quote or a line break are quoted, others are as they are")
  func quoting() {
    #expect(CSVLine.text([]) == "" && CSVLine.text(["a"]) == "a" && CSVLine.text(["", ""]) == ",")
    #expect(
      CSVLine.text(["a b", "1,5", "say \"no\"", "x\ny", "x\ry"]) == "a b,\"1,5\",\"say \"\"no\"\"\",\"x\ny\",\"x\ry\"")
  }
}
