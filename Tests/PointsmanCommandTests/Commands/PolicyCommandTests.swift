import Foundation
import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@Suite("Policies on the command line")
struct PolicyCommandTests {
  /// A router that forecasts tokens: "large" writes much, "small" little.
  private static let trained = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    let lines = outcomeLines(rows: 160, seed: 1).map {
      $0.replacing("\"cost\":0.001", with: "\"cost\":0.001,\"output_tokens\":100")
        .replacing("\"cost\":0.01}", with: "\"cost\":0.01,\"output_tokens\":1000}")
    }
    try folder.write(lines.joined(separator: "\n"), to: "train.jsonl")
    let run = try await Program.run(
      [
        "train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "structural", "--weak", "small",
        "--strong", "large",
      ], in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }

  /// A folder that holds my.router.
  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(try await trained.value, to: "my.router")
    return folder
  }

  private func write(_ text: String, _ name: String, _ folder: TemporaryFolder) throws {
    try folder.write(text, to: name)
  }

  @Test("set-policy saves tiers that inspect lists, verify accepts and route obeys")
  func tiers() async throws {
    let folder = try await Self.folder()
    try write(
      """
      {"models": {"large": {"capabilities": ["vision"]}},
       "policies": {"junior": {"choose": "most_likely", "allowed": ["small"]},
         "senior": {"choose": "most_likely", "required": ["vision"]},
         "lead": {"choose": {"quality": 0.2}, "overrides": [
           {"when": {"tag": "team", "is": "data"}, "model": "large", "because": "the data team asked for it"}]}}}
      """, "tiers.json", folder)
    let set = try await Program.run(["set-policy", "my.router", "tiers.json", "-o", "new.router"], in: folder)
    #expect(set.status == 0 && set.output.contains("policies junior, lead, senior"))
    #expect(try await Program.run(["verify", "new.router"], in: folder).status == 0)
    let inspect = try await Program.run(["inspect", "new.router"], in: folder)
    #expect(inspect.output.contains("policy junior\n  the most likely model\n  among small"))
    #expect(inspect.output.contains("where team is data: large, the data team asked for it"))
    for (policy, model) in [("junior", "small"), ("senior", "large")] {
      let run = try await Program.run(["route", "new.router", "odd and slow", "--policy", policy], in: folder)
      #expect(run.output == model + "\n")
    }
    let tagged = try await Program.run(
      ["route", "new.router", "odd", "--policy", "lead", "--tag", "team=data", "--json"], in: folder)
    let decision = try JSONValue(parsing: Array(tagged.output.utf8))
    #expect(decision["rule"]?.string == "override" && decision["model"]?.string == "large")
    let unknown = try await Program.run(["route", "new.router", "odd", "--policy", "boss"], in: folder)
    #expect(unknown.status == 1 && unknown.lastError.contains("it has junior, lead, senior"))
    let mixed = try await Program.run(
      ["route", "new.router", "odd", "--policy", "lead", "--quality", "0.5"], in: folder)
    #expect(mixed.status == 64)
  }

  @Test("Prices given when routing change forecasts and decisions; a list that does not fit is refused")
  func prices() async throws {
    let folder = try await Self.folder()
    try write(#"{"small": {"input": 1, "output": 1}, "large": {"input": 1, "output": 1}}"#, "one.json", folder)
    try write(#"{"small": {"input": 1, "output": 1}, "large": {"input": 1, "output": 2}}"#, "two.json", folder)
    try write(#"{"small": {"input": 1, "output": 1}}"#, "part.json", folder)
    func cost(_ list: String) async throws -> Double? {
      let run = try await Program.run(["route", "my.router", "odd", "--json", "--prices", list], in: folder)
      return try JSONValue(parsing: Array(run.output.utf8))["costs"]?["large"]?.double
    }
    let (one, two) = (try #require(try await cost("one.json")), try #require(try await cost("two.json")))
    // One token in, a thousand out.
    #expect(abs(one - 1001e-6) < 2e-5 && abs(two - 2001e-6) < 4e-5)
    let part = try await Program.run(["route", "my.router", "odd", "--prices", "part.json"], in: folder)
    #expect(part.status == 1 && part.lastError.contains("no price for \"large\""))
  }

  @Test("A budget over a batch is kept, and too small a one is refused")
  func budget() async throws {
    let folder = try await Self.folder()
    try write((0..<10).map { "{\"prompt\":\"odd slow vague \($0)\"}" }.joined(separator: "\n"), "p.jsonl", folder)
    let run = try await Program.run(
      ["route", "my.router", "p.jsonl", "--jsonl", "--json", "--budget", "0.05"], in: folder)
    let spent = try run.output.split(separator: "\n").reduce(0) { sum, line in
      sum + (try JSONValue(parsing: Array(line.utf8))["expected_cost"]?.double ?? .nan)
    }
    #expect(spent <= 0.05 && run.output.split(separator: "\n").count == 10)
    let poor = try await Program.run(["route", "my.router", "p.jsonl", "--jsonl", "--budget", "0.001"], in: folder)
    #expect(poor.status == 1 && poor.lastError.contains("more than the budget"))
  }

  @Test("threshold finds the threshold for a share of strong calls on prompts without outcomes, and reports drift")
  func threshold() async throws {
    let folder = try await Self.folder()
    let prompts = outcomeLines(rows: 100, seed: 7)
    try write(prompts.joined(separator: "\n"), "p.jsonl", folder)
    let run = try await Program.run(
      ["threshold", "my.router", "p.jsonl", "--strong-share", "0.3", "-o", "new.router"], in: folder)
    #expect(run.status == 0 && run.output.contains("of 100 prompts to large"))
    #expect(run.output.contains("stability index"))
    let routed = try await Program.run(
      ["route", "new.router", "p.jsonl", "--jsonl", "--policy", "threshold"], in: folder)
    let strong = routed.output.split(separator: "\n").count { $0.hasPrefix("large") }
    #expect(abs(strong - 30) <= 5)
    #expect(!run.flowingOutput.contains("it knows the answers"))
    // The prompts of the training itself: no drift is reported with a warning.
    try write(outcomeLines(rows: 160, seed: 1).joined(separator: "\n"), "own.jsonl", folder)
    let own = try await Program.run(["threshold", "my.router", "own.jsonl", "--strong-share", "0.3"], in: folder)
    #expect(own.flowingOutput.contains("The router was trained on these prompts: it knows the answers"))
  }

  @Test("train saves policies at once; one that cannot suit is refused before anything is trained")
  func training() async throws {
    let folder = try TemporaryFolder()
    try write(outcomeLines(rows: 60, seed: 1).joined(separator: "\n"), "train.jsonl", folder)
    func train(_ policies: String) async throws -> Program.Run {
      try write(policies, "p.json", folder)
      return try await Program.run(
        [
          "train", "train.jsonl", "-o", "my.router", "--folds", "2", "--blocks", "structural", "--policies", "p.json",
        ],
        in: folder)
    }
    let trained = try await train(
      #"{"policies":{"junior":{"choose":"most_likely","allowed":["small"],"guard":true}}}"#)
    #expect(trained.status == 0, "\(trained.errors)")
    let route = try await Program.run(["route", "my.router", "odd and slow", "--policy", "junior"], in: folder)
    #expect(route.output == "small\n")
    let faults = [
      (
        #"{"policies":{"a":{"choose":"most_likely","allowed":["huge"]}}}"#,
        "p.json: policy \"a\": the allowed model \"huge\""
      ),
      (#"{"models":{"huge":{}}}"#, "p.json: the described model \"huge\" is none of the router's models"),
      ("[]", "p.json: "),
    ]
    for (policies, message) in faults {
      let run = try await train(policies)
      #expect(run.status == 1 && run.lastError.contains(message), "\(run.lastError)")
      #expect(!run.errors.contains("fitting"))
    }
  }

  @Test(
    "Ctrl-C leaves the router as it was and no partial file, and says so",
    arguments: [
      "certify my.router rows --guarantee 0.9 -o my.router", "add-model my.router rows --model new -o my.router",
      "set-policy my.router rows -o my.router", "threshold my.router rows --strong-share 0.5 -o my.router",
    ])
  func interrupted(command: String) async throws {
    let folder = try await Self.folder()
    // The pipe opens when the program reads, which is after it handles interruptions.
    let run = try await Program.shell(
      """
      mkfifo rows; "$POINTSMAN" \(command) & program=$!
      exec 3>rows; kill -INT $program; wait $program; status=$?; rm rows; exit $status
      """, in: folder)
    #expect(run.status == 130)
    #expect(run.errors == "interrupted; my.router was not written\n")
    let trained = try await Self.trained.value
    #expect(try FileReader.contents(of: folder.path("my.router")) == trained)
    #expect(try folder.names == ["my.router"])
  }

  @Test("A policy joins the others; one of the same name is replaced only on demand, and the output says which")
  func merge() async throws {
    let folder = try await Self.folder()
    func policies(_ router: String) async throws -> [String] {
      let inspected = try await Program.run(["inspect", router, "--json"], in: folder)
      guard case .object(let book) = try JSONValue(parsing: Array(inspected.output.utf8))["policies"]?["policies"]
      else {
        return []
      }
      return book.map(\.key)
    }
    try write(outcomeLines(rows: 300, seed: 5).joined(separator: "\n"), "test.jsonl", folder)
    let certify = ["certify", "my.router", "test.jsonl", "--guarantee", "0.5", "-o", "my.router", "--name", "keep"]
    #expect(try await Program.run(certify, in: folder).status == 0)
    try write(#"{"policies":{"junior":{"choose":"most_likely","allowed":["small"]}}}"#, "a.json", folder)
    let added = try await Program.run(["set-policy", "my.router", "a.json", "-o", "my.router"], in: folder)
    #expect(added.status == 0 && added.output.hasSuffix(", policies junior; kept keep\n"))
    let share = ["threshold", "my.router", "test.jsonl", "--strong-share", "0.5", "-o", "my.router"]
    let third = try await Program.run(share, in: folder)
    #expect(third.status == 0 && third.output.contains("policies threshold; kept junior, keep"))
    #expect(try await policies("my.router") == ["junior", "keep", "threshold"])
    // The names are taken now.
    try write(#"{"policies":{"keep":{"choose":"most_likely"}}}"#, "b.json", folder)
    let set = ["set-policy", "my.router", "b.json", "-o", "new.router"]
    for arguments in [certify, share, set] {
      let refused = try await Program.run(arguments, in: folder)
      #expect(refused.status == 1 && refused.output.isEmpty)
      #expect(refused.lastError.contains("already, which may be certified; replace it with --replace"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("new.router")))
    let replaced = try await Program.run(set + ["--replace", "--json"], in: folder)
    let object = try JSONValue(parsing: Array(replaced.output.utf8))
    #expect(object["replaced"]?.array?.map(\.string) == ["keep"])
    #expect(object["kept"]?.array?.map(\.string) == ["junior", "threshold"])
    let removed = try await Program.run(
      ["set-policy", "new.router", "--remove", "junior", "-o", "new.router"], in: folder)
    #expect(removed.status == 0 && removed.output.hasSuffix("; removed junior; kept keep, threshold\n"))
    #expect(try await policies("new.router") == ["keep", "threshold"])
    let unknown = try await Program.run(
      ["set-policy", "new.router", "--remove", "boss", "-o", "new.router"], in: folder)
    #expect(unknown.status == 1 && unknown.lastError.contains("it has keep, threshold"))
  }
}
