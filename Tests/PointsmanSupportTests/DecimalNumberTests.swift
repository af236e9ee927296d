import PointsmanSupport
import Testing

@Suite("Numbers in decimal")
struct DecimalNumberTests {
  @Test(
    "A decimal number is read, spaces around it or not",
    arguments: [
      ("0", 0), ("1", 1), ("-0.5", -0.5), ("+1", 1), (".5", 0.5), ("5.", 5), ("1e-3", 0.001), ("1.5E+2", 150),
      (" 1\t", 1),
      ("007", 7), ("1e400", Double.infinity),
    ])
  func read(text: String, value: Double) {
    #expect(Double(decimal: text) == value)
  }

  @Test(
    "Anything else is not",
    arguments: [
      "", " ", ".", "-", "+-1", "0x1", "0x1p-1", "0X10", "nan", "NaN", "inf", "-Infinity", "1,5", "1 000", "1_000",
      "e5", "1e",
      "1e+", "1.2.3", "½", "１", "one", "1%", "$1", "1\n",
    ])
  func refused(text: String) {
    #expect(Double(decimal: text) == nil)
  }
}
