import Foundation
import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@Suite("The program, from outcomes to decisions")
struct EndToEndTests {
  private static func write(_ lines: [String], to name: String, in folder: TemporaryFolder) throws {
    try folder.write(lines.joined(separator: "\n") + "\n", to: name)
  }

  private func keys(_ value: JSONValue?) -> [String] {
    if case .object(let members) = value { members.map(\.key) } else { [] }
  }

  private func json(_ text: some StringProtocol) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  private static func train(_ name: String, threads: Int, blocks: String, in folder: TemporaryFolder) async throws
    -> Program.Run
  {
    try write(outcomeLines(rows: blocks == "structural" ? 160 : 40, seed: 1), to: name, in: folder)
    return try await Program.run(
      [
        "train", name, "-o", "my.router", "--folds", "2", "--threads", "\(threads)", "--blocks", blocks, "--weak",
        "small",
        "--strong", "large", "--json",
      ], in: folder)
  }

  /// A router trained once, as bytes. By structure alone it is small, and quick to open in a debug build.
  private static let trained = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    let run = try await train("train.jsonl", threads: 1, blocks: "structural", in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }

  /// A folder that holds my.router.
  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(try await trained.value, to: "my.router")
    return folder
  }

  @Test(
    "train writes the same bytes in two processes, at one thread and at two, whatever the file is called", .tags(.slow))
  func train() async throws {
    var routers: [[UInt8]] = []
    for threads in 1...2 {
      let folder = try TemporaryFolder()
      let run = try await Self.train(
        "outcomes \(threads).jsonl", threads: threads, blocks: "lexical,structural", in: folder)
      #expect(run.status == 0 && run.errors.contains("fitting the lexical block"))
      #expect(try json(run.output)["regime"]?.string == "cross-validated")
      routers.append(try FileReader.contents(of: folder.path("my.router")))
      let files = try folder.names
      #expect(files == ["my.router", "outcomes \(threads).jsonl"])
    }
    #expect(routers[0] == routers[1])
  }

  @Test("train prints verdict, figures and where the router is")
  func trainText() async throws {
    let folder = try TemporaryFolder()
    try Self.write(outcomeLines(rows: 160, seed: 1), to: "train.jsonl", in: folder)
    let run = try await Program.run(
      ["train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "structural"], in: folder)
    #expect(run.status == 0 && run.output.hasPrefix("Route: it sends "))
    #expect(run.output.contains("160 prompts; cross-validated") && run.output.contains("wrote my.router: "))
  }

  @Test("inspect and verify read the router back")
  func inspectAndVerify() async throws {
    let folder = try await Self.folder()
    let inspected = try await Program.run(["inspect", "my.router"], in: folder)
    #expect(inspected.status == 0 && inspected.output.contains("weak small, strong large"))
    #expect(inspected.output.hasPrefix("my.router: "))
    #expect(inspected.output.contains("trained on 160 prompts, 2 folds, seed 0"))
    let manifest = try json(try await Program.run(["inspect", "my.router", "--json"], in: folder).output)
    #expect(manifest["evaluation"]?["verdict"]?["route"] == .bool(true))
    let verified = try await Program.run(["verify", "my.router"], in: folder)
    #expect(verified.status == 0 && verified.errors.isEmpty && verified.output.hasPrefix("whole: "))
  }

  @Test("route answers an argument and standard input alike, and as JSON with the keys of the design")
  func route() async throws {
    let folder = try await Self.folder()
    let prompt = "please mock the parser loop"
    let direct = try await Program.run(["route", "my.router", prompt], in: folder)
    #expect(direct.status == 0 && direct.output == "small\n" && direct.errors.isEmpty)
    let piped = try await Program.run(["route", "my.router", "-"], in: folder, input: "a vague and confusing design")
    #expect(piped.output == "large\n")
    // A threshold may be below 0: a strong model preferred even where it is a little less likely to succeed.
    let cautious = try await Program.run(["route", "my.router", prompt, "--threshold", "-1", "--json"], in: folder)
    let decision = try json(cautious.output)
    #expect(
      keys(decision) == [
        "id", "model", "probabilities", "calibration_errors", "costs", "latencies", "first_token_times",
        "output_speeds", "margin", "margin_error", "expected_cost", "rule", "reason", "router",
      ])
    #expect(keys(decision["probabilities"]) == ["large", "small"])
    #expect(decision["id"] == .null && decision["model"]?.string == "large")
    #expect(abs(try #require(decision["expected_cost"]?.double) - 0.01) < 1e-9)
  }

  @Test("robustness counts the flips as text and as JSON, and refuses a pair that is incomplete")
  func paraphrases() async throws {
    let folder = try await Self.folder()
    try Self.write(
      [
        #"{"id":"one","prompt":"mock the parser loop","paraphrase":"a loop of the parser, mock it"}"#,
        #"{"id":2,"prompt":"a vague design","paraphrase":"odd, confusing and slow"}"#,
      ], to: "pairs.jsonl", in: folder)
    let run = try await Program.run(["robustness", "my.router", "pairs.jsonl"], in: folder)
    #expect(run.status == 0 && run.output.hasPrefix("changed by") && run.output.contains("newline at the end"))
    let figures = try json(
      try await Program.run(["robustness", "my.router", "pairs.jsonl", "--json"], in: folder).output)
    #expect(keys(figures) == ["pairs", "paraphrase", "edits", "flipped"] && figures["pairs"] == .integer(2))
    try Self.write([#"{"id":"one","prompt":"sort","paraphrase":"sort"}"#], to: "pairs.jsonl", in: folder)
    let same = try await Program.run(["robustness", "my.router", "pairs.jsonl"], in: folder)
    #expect(same.status == 1 && same.output.isEmpty)
    #expect(same.errors.contains("pairs.jsonl:1:49: found the prompt itself, expected a paraphrase in other words"))
  }

  @Test("route --jsonl answers a line each, in order, with ids, and reads conversations")
  func routeLines() async throws {
    let lines = """
      {"id":"one","prompt":"mock the parser loop"}
      {"id":2,"messages":[{"role":"user","content":"a vague design"},{"role":"assistant","content":"yes?"},\
      {"role":"user","content":"odd and confusing, slow"}]}

      {"prompt":"regex array"}
      """
    let folder = try await Self.folder()
    let names = try await Program.run(["route", "my.router", "--jsonl"], in: folder, input: lines)
    #expect(names.status == 0 && names.output == "small\tone\nlarge\t2\nsmall\n")
    try folder.write(lines, to: "prompts.jsonl")
    let objects = try await Program.run(["route", "my.router", "prompts.jsonl", "--jsonl", "--json"], in: folder)
    let decisions = try objects.output.split(separator: "\n").map { try json($0) }
    #expect(decisions.map { $0["id"]?.string } == ["one", "2", nil])
    #expect(decisions.map { $0["model"]?.string } == ["small", "large", "small"])
    let bad = try await Program.run(
      ["route", "my.router", "--jsonl"], in: folder, input: lines + "\n{\"prompt\":\"\"}")
    #expect(bad.status == 1 && bad.lastError.contains("1 of 4 lines got no decision") && bad.lastError.contains("-:5:"))
  }

  @Test("evaluate judges the router on new outcomes, cross-validate the recipe")
  func evaluate() async throws {
    let folder = try await Self.folder()
    try Self.write(outcomeLines(rows: 60, seed: 2), to: "test.jsonl", in: folder)
    let text = try await Program.run(["evaluate", "my.router", "test.jsonl"], in: folder)
    #expect(text.status == 0 && text.output.hasPrefix("Route: ") && text.output.contains("60 prompts; held-out"))
    let object = try json(
      try await Program.run(["evaluate", "my.router", "test.jsonl", "--json"], in: folder).output)
    #expect(
      keys(object) == [
        "prompts", "complete_prompts", "regime", "models", "router", "baselines", "pair", "curve", "verdict",
        "promises", "operating_points", "leaks", "baselines_learned_on", "gain_by_lead", "net_benefit", "details",
      ])
    #expect(object["regime"]?.string == "held-out" && object["pair"]?["strong"]?.string == "large")
    let crossed = try await Program.run(
      ["cross-validate", "test.jsonl", "--folds", "2", "--blocks", "structural", "--json"], in: folder)
    #expect(try json(crossed.output)["regime"]?.string == "cross-validated")
  }

  @Test("--require-benefit ends with status 2 where routing does not pay, and writes nothing")
  func requireBenefit() async throws {
    let folder = try TemporaryFolder()
    try Self.write(outcomeLines(rows: 60, seed: 3, shuffled: true), to: "noise.jsonl", in: folder)
    let run = try await Program.run(
      ["train", "noise.jsonl", "-o", "my.router", "--blocks", "structural", "--require-benefit"], in: folder)
    #expect(run.status == 2)
    #expect(run.output.hasPrefix("Don't route; always use "))
    #expect(try folder.names == ["noise.jsonl"])
  }

  @Test("audit --against finds the planted leaks: to the letter, but for case and punctuation, and nearly")
  func audit() async throws {
    func line(_ id: String, _ prompt: String) -> String {
      #"{"id":"\#(id)","prompt":"\#(prompt)","outcomes":{"small":{"score":1},"large":{"score":0}}}"#
    }
    let long = (1...40).map { "word\($0)" }.joined(separator: " ")
    let test = [
      line("exact", "sort the list by date"), line("case", "Why, is THIS loop so slow?!"), line("near", long + " more"),
      line("new", "something that is nowhere else at all"),
    ]
    let train = [line("t1", "sort the list by date"), line("t2", "why is this loop so slow"), line("t3", long)]
    let folder = try TemporaryFolder()
    try Self.write(train, to: "train.jsonl", in: folder)
    try Self.write(test, to: "test.jsonl", in: folder)
    let object = try json(
      try await Program.run(["audit", "train.jsonl", "--against", "test.jsonl", "--json"], in: folder).output)
    let leaks = object["leaks"]
    #expect(leaks?["exact"]?.integer == 1 && leaks?["normalized"]?.integer == 2 && leaks?["near"]?.integer == 3)
    #expect(leaks?["examples"]?.array?.map { $0["row"]?.string } == ["exact", "case", "near"])
    #expect(leaks?["examples"]?.array?.map { $0["copies"]?.string } == ["t1", "t2", "t3"])
    #expect(object["prompts"]?.integer == 3 && object["duplicates"]?["near"]?.integer == 0)
    let text = try await Program.run(["audit", "train.jsonl", "--against", "test.jsonl"], in: folder)
    #expect(text.status == 0 && text.output.contains("  near copies t3"))
  }
}
