import PointsmanOutcomes
import Testing

@testable import PointsmanLabelling

@Suite("Verdicts of judges")
struct VerdictLineTests {
  @Test(
    "The last line is the verdict",
    arguments: [
      (#"A is right. {"x":"A"} no"# + "\n" + #"{"x": "B"}"#, Preference.b),
      ("reasons\n\n" + #"  {"x":"tie"}  "# + "\n\n", .tie),
      ("```json\n" + #"{"x":"a"}"# + "\n```\n", .a),
      (#"{"x":"A"}"# + "\r\n", .a),
    ])
  func read(reply: String, expected: Preference) {
    #expect(VerdictLine.preferences(in: reply, criteria: ["x"]) == ["x": expected])
  }

  @Test(
    "Anything else is no verdict",
    arguments: [
      "", "A", #"{"x":"A"} is my verdict"#, #"{"x":"C"}"#, #"{"x":"A|B|tie"}"#, #"{"x":null}"#, #"{"x":"A","y":"B"}"#,
      #"{"y":"A"}"#, #"{"x":"A""#, #"["A"]"#, #"{"x":"A"}"# + "\nThank you.", #"{"x":"A","x":"B"}"#, #"{"x":1}"#,
    ])
  func refused(reply: String) {
    #expect(VerdictLine.preferences(in: reply, criteria: ["x"]) == nil)
  }

  @Test("Each criterion has one")
  func several() {
    let reply = #"{"clarity":"tie","correctness":"B"}"#
    let read = VerdictLine.preferences(in: reply, criteria: ["correctness", "clarity"])
    #expect(read == ["correctness": .b, "clarity": .tie])
    #expect(VerdictLine.preferences(in: reply, criteria: ["correctness"]) == nil)
  }

  @Test("Scores are whole numbers from 1 to 5")
  func scores() {
    #expect(VerdictLine.scores(in: #"{"x":4,"y":"2"}"#, criteria: ["x", "y"]) == ["x": 4, "y": 2])
    for value in ["0", "6", "3.5", "\"good\"", "\"1|2|3|4|5\"", "1e400", "99999999999999999999", "true"] {
      #expect(VerdictLine.scores(in: "{\"x\":\(value)}", criteria: ["x"]) == nil, "\(value)")
    }
  }
}
