import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@Suite("Judging: splits, leaks, decisions, reports, comparison, plan", .serialized)
struct JudgingTests {
  private static let structural = ["--blocks", "structural", "--folds", "2"]

  /// A data set with a train and a test split; the first three test prompts stand in both.
  private static func write(in folder: URL) throws {
    func named(_ lines: [String], _ split: String) -> [String] {
      lines.map {
        $0.replacing(
          "{\"id\"", with: "{\"\(split == "test" ? "meta\":{\"split\":\"test\"}" : "split\":\"train\""),\"id\"",
          maxReplacements: 1)
      }
    }
    let train = outcomeLines(rows: 120, seed: 1)
    let test = train.prefix(3).map { $0.replacing("s1-", with: "leak-") } + outcomeLines(rows: 40, seed: 2)
    try Data(((named(train, "train") + named(test, "test")).joined(separator: "\n") + "\n").utf8)
      .write(to: folder.appending(path: "data.jsonl"))
  }

  private static let router = Task<Data, any Error> {
    try await Program.inFolder { folder in
      try write(in: folder)
      let run = try await Program.run(
        ["train", "data.jsonl", "--split", "train", "-o", "my.router"] + structural, in: folder)
      try #require(run.status == 0, "\(run.errors)")
      return try Data(contentsOf: folder.appending(path: "my.router"))
    }
  }

  private func inFolder(_ body: (URL) async throws -> Void) async throws {
    let bytes = try await Self.router.value
    try await Program.inFolder { folder in
      try Self.write(in: folder)
      try bytes.write(to: folder.appending(path: "my.router"))
      try await body(folder)
    }
  }

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test(
    "Leaks between the splits stop the judging; they can be dropped, or judged with the report saying so", .tags(.slow))
  func leaks() async throws {
    try await inFolder { folder in
      let judge = ["evaluate", "my.router", "data.jsonl", "--split", "test"]
      let refused = try await Program.run(judge, in: folder)
      #expect(refused.status == 1 && refused.output.isEmpty)
      #expect(refused.lastError.contains("3 of 43 test prompts stand in the training data (3 to the letter; leak-0"))
      let dropped = try await Program.run(judge + ["--drop-leaks", "--json", "--report", "r.html"], in: folder)
      #expect(
        dropped.status == 0 && dropped.errors.contains("3 of 43 test prompts copy a training prompt and are left out"))
      #expect(try json(dropped.output)["prompts"]?.integer == 40)
      #expect(try json(dropped.output)["leaks"]?["dropped"]?.string == "near")
      #expect(try json(dropped.output)["leaks"]?["whole_training_data"] == .bool(true))
      #expect(try json(dropped.output)["baselines_learned_on"]?.string == "training rows")
      #expect(try json(dropped.output)["details"]?["costs"]?["arena"]?.double != nil)
      let exact = try await Program.run(judge + ["--drop-leaks", "--copies", "exact"], in: folder)
      #expect(exact.status == 0 && exact.flowingOutput.contains("3 were left out"))
      let allowed = try await Program.run(judge + ["--allow-leaks", "--report", "a.html"], in: folder)
      #expect(allowed.status == 0 && allowed.flowingOutput.contains("The figures are flattered"))
      let reports = try ["r.html", "a.html"].map {
        try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
      }
      #expect(!reports[0].contains("class=\"alarm\"") && reports[0].contains("were left out"))
      #expect(reports[1].contains("<p class=\"alarm\">The figures are flattered"))
      #expect(reports[0].contains("pointsman evaluate my.router data.jsonl --split test --drop-leaks --json"))
    }
  }

  @Test("Where leaks cannot be looked for, or in other outcomes only, the report says so")
  func blind() async throws {
    try await inFolder { folder in
      try Data(outcomeLines(rows: 40, seed: 2).joined(separator: "\n").utf8).write(
        to: folder.appending(path: "t.jsonl"))
      let blind = try await Program.run(["evaluate", "my.router", "t.jsonl", "--report", "r.html"], in: folder)
      #expect(blind.status == 0 && blind.flowingOutput.contains("Leaks were not looked for"))
      let report = try String(contentsOf: folder.appending(path: "r.html"), encoding: .utf8)
      #expect(report.contains("Leaks were not looked for"))
      let other = try await Program.run(
        ["evaluate", "my.router", "t.jsonl", "--train", "data.jsonl", "--allow-leaks"], in: folder)
      #expect(other.status == 0 && other.flowingOutput.contains("row for row, what the router was"))
      #expect(other.errors.contains("data.jsonl is not, row for row"))
    }
  }

  @Test("A router knows its own training outcomes by their digest")
  func trainingData() async throws {
    try await inFolder { folder in
      let own = try await Program.run(["evaluate", "my.router", "data.jsonl", "--split", "train"], in: folder)
      #expect(own.status == 1 && own.lastError.contains("these outcomes are what the router was trained on"))
      let blind = try await Program.run(["evaluate", "my.router", "data.jsonl", "--drop-leaks"], in: folder)
      #expect(blind.status == 1 && blind.lastError.contains("--drop-leaks needs the training outcomes"))
      let unknown = try await Program.run(["evaluate", "my.router", "data.jsonl", "--split", "dev"], in: folder)
      #expect(unknown.status == 1 && unknown.lastError.contains("no row is of split \"dev\"; the data has test, train"))
    }
  }

  @Test("Decisions of another router are judged by the same ruler; a decision missing, strange or twice is an error")
  func decisions() async throws {
    try await inFolder { folder in
      let lines = outcomeLines(rows: 40, seed: 2)
      try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "test.jsonl"))
      func judge(_ decisions: [String]) async throws -> Program.Run {
        try Data(decisions.joined(separator: "\n").utf8).write(to: folder.appending(path: "d.jsonl"))
        return try await Program.run(["evaluate", "test.jsonl", "--decisions", "d.jsonl", "--json"], in: folder)
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
        (["[]"], "d.jsonl:1: expected"),
        (["{"], "d.jsonl:1:"),
      ]
      for (lines, message) in faults {
        let run = try await judge(lines)
        #expect(run.status == 1 && run.lastError.contains(message), "\(run.lastError)")
      }
    }
  }

  @Test("Regret is told at the price asked for; a price needs costs")
  func price() async throws {
    try await inFolder { folder in
      let lines = outcomeLines(rows: 40, seed: 2)
      try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "t.jsonl"))
      let judge = ["evaluate", "my.router", "t.jsonl", "--json", "--willingness-to-pay"]
      let run = try await Program.run(judge + ["0.02"], in: folder)
      let price = try json(run.output)["details"]?["price"]
      #expect(price?["willingness_to_pay"]?.double == 0.02 && price?["regret"]?.double ?? -1 >= 0)
      #expect(try await Program.run(judge + ["0"], in: folder).status == 64)
      let free = lines.map { $0.replacing(",\"cost\":0.001", with: "").replacing(",\"cost\":0.01", with: "") }
      try Data(free.joined(separator: "\n").utf8).write(to: folder.appending(path: "t.jsonl"))
      let refused = try await Program.run(judge + ["0.02"], in: folder)
      #expect(refused.status == 1 && refused.lastError.contains("the outcomes record no costs"))
    }
  }

  @Test("compare holds a router against itself: no difference")
  func compare() async throws {
    try await inFolder { folder in
      let run = try await Program.run(
        ["compare", "my.router", "my.router", "data.jsonl", "--split", "test", "--drop-leaks", "--json"], in: folder)
      #expect(run.status == 0)
      let figures = try json(run.output)["figures"]
      #expect(figures?["score"]?["difference"]?.double == 0 && figures?["mean AUC"]?["interval"]?.doubles == [0, 0])
      #expect(try json(run.output)["prompts"]?.integer == 40)
    }
  }

  @Test("plan says what more labels are worth, and names prompts that it does not know yet")
  func plan() async throws {
    try await inFolder { folder in
      let known = outcomeLines(rows: 120, seed: 1)[0]
      let fresh = (0..<30).map {
        #"{"id":"new-\#($0)","prompt":"a \#($0) quite different question, number \#($0 * 7)"}"#
      }
      try Data(([known] + fresh).joined(separator: "\n").utf8).write(to: folder.appending(path: "c.jsonl"))
      let arguments = ["plan", "data.jsonl", "--split", "train", "--candidates", "c.jsonl", "--next", "5"]
      let run = try await Program.run(arguments + Self.structural + ["--json"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let plan = try json(run.output)
      #expect(plan["learning_curve"]?.array?.last?["prompts"]?.integer == 120)
      #expect(plan["worth"]?.array?.map { $0["more"]?.integer } == [300, 120])
      let next = plan["label_next"]?.array ?? []
      #expect(next.count == 5 && next.allSatisfy { $0["id"]?.string?.hasPrefix("new-") ?? false })
      let margins = next.compactMap { $0["margin"]?.double }
      #expect(margins == margins.sorted())
    }
  }

  @Test(
    "--report of train holds regimes, control and learning curve; a path that cannot be written fails at once",
    .tags(.slow))
  func report() async throws {
    try await inFolder { folder in
      let run = try await Program.run(
        ["train", "data.jsonl", "--split", "train", "-o", "b.router", "--report", "r.html"] + Self.structural,
        in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let text = try String(contentsOf: folder.appending(path: "r.html"), encoding: .utf8)
      #expect(text.contains("kinds it has not seen") && text.contains("What more labels would be worth"))
      #expect(text.contains("outcomes dealt to the wrong prompts, 5 times over"))
      let failed = try await Program.run(
        ["train", "data.jsonl", "-o", "c.router", "--report", "none/r.html"] + Self.structural, in: folder)
      #expect(failed.status == 1 && failed.lastError.contains("none/r.html: the report cannot be written"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "c.router").path))
    }
  }
}
