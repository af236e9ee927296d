import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("plan")
struct PlanTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test("plan says what more labels are worth, and names prompts that it does not know yet")
  func plan() async throws {
    let folder = try await SplitData.folder()
    let known = outcomeLines(rows: 120, seed: 1)[0]
    let fresh = (0..<30).map {
      #"{"id":"new-\#($0)","prompt":"a \#($0) quite different question, number \#($0 * 7)"}"#
    }
    try folder.write(([known] + fresh).joined(separator: "\n"), to: "c.jsonl")
    let arguments = ["plan", "data.jsonl", "--split", "train", "--candidates", "c.jsonl", "--top", "5"]
    let run = try await Program.run(arguments + SplitData.recipe + ["--json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let plan = try json(run.output)
    #expect(plan["learning_curve"]?.array?.last?["prompts"]?.integer == 120)
    #expect(plan["worth"]?.array?.map { $0["more"]?.integer } == [300, 120])
    let next = plan["label_next"]?.array ?? []
    #expect(next.count == 5 && next.allSatisfy { $0["id"]?.string?.hasPrefix("new-") ?? false })
    #expect(next.map { $0["picked"]?.string } == ["random", "random", "random", "uncertain", "uncertain"])
    let margins = next.dropFirst(3).compactMap { $0["margin"]?.double }
    #expect(margins.count == 2 && margins == margins.sorted())
    let probabilities = next.compactMap { $0["probability"]?.double }
    #expect(probabilities.count == 5 && probabilities.allSatisfy { $0 >= 0.1 && $0 <= 1 })
    #expect(plan["candidates"]?.integer == 30 && plan["gain_of_interest"]?.double == 0.02)
    #expect(plan["learning_curve"]?.array?.map { $0["parts"]?.integer } == [4, 4, 2, 1])
  }
}
