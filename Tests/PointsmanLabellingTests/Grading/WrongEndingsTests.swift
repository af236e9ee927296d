import PointsmanLabelling
import Testing

@Suite("Endings that mean a wrong answer")
struct WrongEndingsTests {
  @Test(
    "--wrong takes statuses, ranges, signal and time-limit",
    arguments: [
      ("1", true), ("2,3", true), ("1-5", true), ("125", true), ("signal", true), ("time-limit,7", true), ("", false),
      ("0", false), ("126", false), ("5-1", false), ("1-2-3", false), ("1,", false), ("-1", false), ("crash", false),
      ("99999999999999999999", false),
    ])
  func option(text: String, isValid: Bool) {
    #expect((WrongEndings(text) != nil) == isValid)
  }
}
