import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("collect", .enabled(if: FakeProvider.isThere, "needs python3 for the fake provider"))
struct CollectTests {
  private let folder = try! TemporaryFolder()
  private static let key = ["FAKE_API_KEY": "fake-secret"]

  private func lay(_ provider: FakeProvider, prompts: Int = 12) throws {
    try folder.write(
      provider.models(("fast-coder", "openai"), ("slow-generalist", "anthropic"), ("middling", "openai-responses")),
      to: "models.yaml")
    try folder.write(
      (0..<prompts).map { #"{"id": "p\#($0)", "prompt": "Which number is \#($0)?"}"# + "\n" }.joined(),
      to: "prompts.jsonl")
  }

  private func collect(_ more: String..., environment: [String: String] = key) async throws -> Program.Run {
    try await Program.run(
      ["collect", "prompts.jsonl", "--models", "models.yaml"] + more, in: folder, environment: environment)
  }

  private func object(_ run: Program.Run) throws -> JSONValue { try JSONValue(parsing: Array(run.output.utf8)) }

  @Test("Answers of three protocols, with costs and times; again costs nothing")
  func whole() async throws {
    let provider = try FakeProvider(in: folder)
    try lay(provider)
    let run = try await collect("-o", "run")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("wrote run: 12 of 12 prompts have every answer"))
    #expect(provider.requests == 36)
    let lines = try String(contentsOfFile: folder.path("run/tasks.jsonl"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 12)
    for line in lines {
      let outcomes = try #require(try JSONValue(parsing: Array(line.utf8))["outcomes"])
      for model in ["fast-coder", "slow-generalist", "middling"] {
        let cell = try #require(outcomes[model])
        let (first, whole) = (try #require(cell["first_token_s"]?.double), try #require(cell["latency_s"]?.double))
        #expect(first > 0 && first <= whole && (cell["cost"]?.double ?? 0) > 0 && cell["score"] == .null)
      }
    }
    let again = try object(try await collect("-o", "run", "--json", "-q"))
    #expect(again["complete"]?.integer == 12 && provider.requests == 36)
    for file in ["run/journal.jsonl", "run/tasks.jsonl"] {
      #expect(try !String(contentsOfFile: folder.path(file), encoding: .utf8).contains("fake-secret"))
    }
  }

  @Test("Failures that pass are tried again; a filter is not observed; all are counted")
  func failures() async throws {
    let provider = try FakeProvider(
      in: folder, "--fail", "429:0.15,500:0.1,cut:0.1,filter:0.1", "--retry-after", "0.02")
    try lay(provider, prompts: 20)
    let run = try await collect("-o", "run", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let models = try #require(try object(run)["models"]?.array)
    let filtered = models.compactMap { $0["not_observed"]?["content_filter"]?.integer }.reduce(0, +)
    let answers = models.compactMap { $0["answers"]?.integer }.reduce(0, +)
    #expect(filtered > 0 && answers + filtered == 60 && provider.requests > 60)
    let tasks = try String(contentsOfFile: folder.path("run/tasks.jsonl"), encoding: .utf8)
    #expect(tasks.components(separatedBy: #""error":"content_filter: "#).count == filtered + 1)
  }

  @Test("A cap stops the run before it is passed; a higher one goes on")
  func cap() async throws {
    let provider = try FakeProvider(in: folder)
    try lay(provider)
    let estimate = try object(try await collect("--dry-run", "--json", environment: [:]))
    let bound = try #require(estimate["cost_bound"]?.double)
    #expect(provider.requests == 0)
    // Room for one prompt at its bound, and for what some prompts cost.
    let cap = bound / 12 * 1.01
    let first = try await collect("-o", "run", "--max-cost", "\(cap)", "--json")
    let result = try object(first)
    #expect(first.status == 0 && result["cap_reached"] == .bool(true) && first.errors.contains("leaves no room"))
    #expect(try #require(result["spent"]?.double) <= cap)
    let second = try object(try await collect("-o", "run", "--max-cost", "\(bound)", "--json"))
    #expect(second["complete"]?.integer == 12 && second["cap_reached"] == .bool(false) && provider.requests == 36)
  }

  @Test("--next asks for the prompts that plan would label next, and needs outcomes to tell")
  func next() async throws {
    try lay(try FakeProvider(in: folder), prompts: 30)
    let rows = (0..<24).map { row in
      let isCode = row % 2 == 0
      let scores = #""a": {"score": \#(isCode ? 1 : 0)}, "b": {"score": \#(isCode ? 0 : 1)}"#
      return #"{"prompt": "\#(isCode ? "Fix the loop" : "Name the capital") \#(row)", "outcomes": {\#(scores)}}"# + "\n"
    }
    try folder.write(rows.joined(), to: "labelled.jsonl")
    let run = try await collect("--dry-run", "--json", "-q", "--next", "5", "--labelled", "labelled.jsonl")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try object(run)["models"]?.array?.compactMap { $0["requests"]?.integer } == [5, 5, 5])
    let alone = try await collect("--dry-run", "--next", "5")
    #expect(alone.status == 64 && alone.errors.contains("--next and --labelled go together"))
  }

  @Test("Ctrl-C keeps what is there, and says how to go on")
  func interrupted() async throws {
    let provider = try FakeProvider(in: folder, "--speed", "1")
    defer { withExtendedLifetime(provider) {} }
    try lay(provider, prompts: 60)
    let script = """
      "$POINTSMAN" collect prompts.jsonl --models models.yaml -o run &
      for _ in $(seq 600); do grep -q '"reply"' run/journal.jsonl 2>/dev/null && break; sleep 0.1; done
      kill -INT $!
      wait $!
      """
    let run = try await Program.run(
      ["-c", script], in: folder, executable: URL(filePath: "/bin/sh"),
      environment: ["POINTSMAN": try Program.executable().path].merging(Self.key) { $1 })
    #expect(run.status == 130, "\(run.errors)")
    #expect(run.lastError.contains("replies are kept in run/journal.jsonl; the same command goes on"))
  }

  @Test("A wrong key, a missing one, and a server that is not there are sentences")
  func faults() async throws {
    let provider = try FakeProvider(in: folder, "--fail", "quota:1")
    try lay(provider)
    let missing = try await collect("-o", "run", environment: [:])
    #expect(
      missing.status == 1
        && missing.lastError.contains("the environment has no FAKE_API_KEY; export FAKE_API_KEY=… first"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
    let quota = try await collect("-o", "run", "--only", "fast-coder", "--json")
    #expect(quota.errors.contains("no further request was sent to it") && provider.requests <= 8)
    #expect(quota.status == 1 && quota.lastError.contains("no answer came"))
    try folder.write(
      "upstreams: {u: {protocol: openai, base_url: \"http://127.0.0.1:9/v1\"}}\nmodels: {m: {upstream: u, concurrency: 1}}\n",
      to: "models.yaml")
    try folder.write("{\"prompt\": \"x\"}\n", to: "prompts.jsonl")
    let absent = try await collect("--dry-run")
    #expect(absent.status == 0 && absent.output.contains("–"))
  }
}
