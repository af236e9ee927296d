import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("OutcomeRecord: attributes of rows as tags")
struct OutcomeRecordTests {
  private func tags(_ attributes: [String], _ lines: [String]) throws -> [[String: String]] {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines.map { $0 + "\n" }.joined(), to: "rows.jsonl")
    var reader = OutcomeReader()
    reader.tagAttributes = attributes
    return try reader.read([path]).table.rows.map(\.prompt.tags)
  }

  private func line(_ members: String) -> String { #"{\#(members),"prompt":"p","outcomes":{"a":{"score":1}}}"# }

  @Test("Those named are taken, known to the reader or not; others are not; null is none")
  func taken() throws {
    let lines = [
      line(#""category":"x","task":"y","other":1"#), line(#""task":null,"tags":{"own":"z"}"#),
      line(#""tags":{"task":"y"},"task":"y""#),
    ]
    #expect(
      try tags(["category", "task"], lines) == [["category": "x", "task": "y"], ["own": "z"], ["task": "y"]])
    #expect(try tags([], lines) == [[:], ["own": "z"], ["task": "y"]])
  }

  @Test("One that no row has, that is no string, or that contradicts the row's tags is refused")
  func refused() {
    #expect(throws: OutcomesError.unknownAttribute(name: "task")) { try tags(["task"], [line(#""category":"x""#)]) }
    #expect(throws: OutcomesError.self) { try tags(["task"], [line(#""task":3"#)]) }
    #expect {
      try tags(["task"], [line(#""task":"x","tags":{"task":"y"}"#)])
    } throws: {
      "\($0)".contains(#"found "x" and "y", expected "task" to be the same in the row and in its tags"#)
    }
  }
}
