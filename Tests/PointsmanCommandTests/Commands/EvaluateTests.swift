import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("evaluate")
struct EvaluateTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(
    "Leaks between the splits stop the judging; they can be dropped, or judged with the report saying so", .tags(.slow))
  func leaks() async throws {
    let folder = try await SplitData.folder()
    let judge = ["evaluate", "my.router", "data.jsonl", "--split", "test"]
    let refused = try await Program.run(judge, in: folder)
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(refused.lastError.contains("3 of 43 test prompts are in the training data (3 to the letter; leak-0"))
    let dropped = try await Program.run(judge + ["--drop-leaks", "--json", "--report", "r.html"], in: folder)
    #expect(
      dropped.status == 0 && dropped.errors.contains("3 of 43 test prompts copy a training prompt and are left out"))
    #expect(try json(dropped.output)["prompts"]?.integer == 40)
    #expect(try json(dropped.output)["leaks"]?["dropped"]?.string == "near")
    #expect(try json(dropped.output)["leaks"]?["whole_training_data"] == .bool(true))
    #expect(try json(dropped.output)["baselines_learned_on"]?.string == "training rows")
    #expect(try json(dropped.output)["details"]?["costs"]?["arena"]?.double != nil)
    let exact = try await Program.run(judge + ["--drop-leaks", "--leak-match", "exact"], in: folder)
    #expect(exact.status == 0 && exact.flowingOutput.contains("3 were left out"))
    let allowed = try await Program.run(judge + ["--allow-leaks", "--report", "a.html"], in: folder)
    #expect(allowed.status == 0 && allowed.flowingOutput.contains("The figures are flattered"))
    let reports = try ["r.html", "a.html"].map {
      try String(contentsOf: folder.url.appending(path: $0), encoding: .utf8)
    }
    #expect(!reports[0].contains("class=\"alarm\"") && reports[0].contains("were left out"))
    #expect(reports[1].contains("<p class=\"alarm\">The figures are flattered"))
    #expect(reports[0].contains("pointsman evaluate my.router data.jsonl --split test --drop-leaks --json"))
  }

  @Test("Where leaks cannot be looked for, or in other outcomes only, the report says so")
  func blind() async throws {
    let folder = try await SplitData.folder()
    try folder.write(outcomeLines(rows: 40, seed: 2).joined(separator: "\n"), to: "t.jsonl")
    let blind = try await Program.run(["evaluate", "my.router", "t.jsonl", "--report", "r.html"], in: folder)
    #expect(blind.status == 0 && blind.flowingOutput.contains("Leaks were not looked for"))
    let report = try String(contentsOf: folder.url.appending(path: "r.html"), encoding: .utf8)
    #expect(report.contains("Leaks were not looked for"))
    let other = try await Program.run(
      ["evaluate", "my.router", "t.jsonl", "--training-data", "data.jsonl", "--allow-leaks"], in: folder)
    #expect(other.status == 0 && other.flowingOutput.contains("row for row, what the router was"))
    #expect(other.errors.contains("data.jsonl is not, row for row"))
  }

  @Test("A router knows its own training outcomes by their digest")
  func trainingData() async throws {
    let folder = try await SplitData.folder()
    let own = try await Program.run(["evaluate", "my.router", "data.jsonl", "--split", "train"], in: folder)
    #expect(own.status == 1 && own.lastError.contains("these outcomes are what the router was trained on"))
    let blind = try await Program.run(["evaluate", "my.router", "data.jsonl", "--drop-leaks"], in: folder)
    #expect(blind.status == 1 && blind.lastError.contains("--drop-leaks needs the training outcomes"))
    let unknown = try await Program.run(["evaluate", "my.router", "data.jsonl", "--split", "dev"], in: folder)
    #expect(unknown.status == 1 && unknown.lastError.contains("no row is of split \"dev\"; the data has test, train"))
  }

  @Test("Decisions of another router are judged by the same ruler; a decision missing, strange or twice is an error")
  func decisions() async throws {
    let folder = try await SplitData.folder()
    let lines = outcomeLines(rows: 40, seed: 2)
    try folder.write(lines.joined(separator: "\n"), to: "test.jsonl")
    func judge(_ decisions: [String]) async throws -> Program.Run {
      try folder.write(decisions.joined(separator: "\n"), to: "d.jsonl")
      return try await Program.run(["score", "test.jsonl", "--decisions", "d.jsonl", "--json"], in: folder)
    }
    let decided = (0..<40).map { #"{"id":"s2-\#($0)","model":"\#($0 % 2 == 0 ? "small" : "large")"}"# }
    let run = try await judge(decided)
    #expect(run.status == 0)
    let object = try json(run.output)
    #expect(object["regime"]?.string == "decisions" && object["models"]?["small"]?["auc"] == .null)
    #expect(object["verdict"]?["route"] == .bool(true))
    let faults = [
      (Array(decided.dropLast()), "no decision for \"s2-39\""),
      (decided + [decided[0]], "a second decision for \"s2-0\""),
      (decided + [#"{"id":"x","model":"small"}"#], "decides on \"x\""),
      ([#"{"id":"s2-0","model":"huge"}"#], "d.jsonl:1: no outcomes for model \"huge\""),
      (["[]"], "d.jsonl:1:1: found an array, expected an object"),
      (["{"], "d.jsonl:1:"),
    ]
    for (lines, message) in faults {
      let run = try await judge(lines)
      #expect(run.status == 1 && run.lastError.contains(message), "\(run.lastError)")
    }
  }

  @Test("Regret is reported at the price asked for, where the outcomes record costs")
  func price() async throws {
    let folder = try await SplitData.folder()
    let lines = outcomeLines(rows: 40, seed: 2)
    try folder.write(lines.joined(separator: "\n"), to: "t.jsonl")
    let judge = ["evaluate", "my.router", "t.jsonl", "--json", "--willingness-to-pay"]
    let run = try await Program.run(judge + ["0.02"], in: folder)
    let price = try json(run.output)["details"]?["price"]
    #expect(price?["willingness_to_pay"]?.double == 0.02 && price?["regret"]?.double ?? -1 >= 0)
    #expect(try await Program.run(judge + ["0"], in: folder).status == 1)
    let free = lines.map { $0.replacing(",\"cost\":0.001", with: "").replacing(",\"cost\":0.01", with: "") }
    try folder.write(free.joined(separator: "\n"), to: "t.jsonl")
    let unpriced = try await Program.run(judge + ["0.02"], in: folder)
    #expect(try unpriced.status == 0 && json(unpriced.output)["details"]?["price"]?.double == nil)
  }
}
