import Foundation
import Pointsman
import PointsmanOutcomes
import Testing

@Suite("Attributes of rows as tags")
struct TagAttributesTests {
  private func tags(_ attributes: [String], _ lines: [String]) throws -> [[String: String]] {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl")
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    var reader = OutcomeReader()
    reader.tagAttributes = attributes
    return try reader.read([url.path]).table.rows.map(\.prompt.tags)
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
