import PointsmanEndpoints
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Questions to judges")
struct JudgePlanTests {
  private let folder = try! TemporaryFolder()

  @Test("Both orders are asked; where they disagree it is a tie; the longer answer's length is kept")
  func orders() async throws {
    let run = try folder.makeRun([("one", ["good", "bad", "same"]), ("two", ["bad", "good!", "same"])])
    let plan = try JudgePlan.made(run)
    #expect(plan.asks.count == 6 && Set(plan.asks.map(\.key)).count == 6)
    // The judge knows a good answer, and prefers the first of two that are the same.
    let (verdicts, sent) = try await plan.verdicts(in: folder) { question in
      let shown = shownAnswers(question)
      return "because\n" + (shown[1].hasPrefix("good") ? #"{"correctness":"B"}"# : #"{"correctness":"A"}"#)
    }
    #expect(sent.count == 6)
    #expect(verdicts.pairs.map(\.task) == ["t1", "t2", "t3"])
    #expect(verdicts.pairs.map(\.verdict) == [.a, .b, .tie])
    #expect(verdicts.pairs.map(\.ordersDiffer) == [false, false, true])
    #expect(verdicts.pairs[2].forward == .a && verdicts.pairs[2].backward == .b)
    #expect(verdicts.pairs[1].lengthA == 3 && verdicts.pairs[1].lengthB == 5)
    #expect(verdicts.counts == ["judge": .init(verdicts: 6)])
  }

  @Test("A reply without a verdict is asked for once more; then it is not observed, and counted")
  func retries() async throws {
    let run = try folder.makeRun([("one", ["a", "b", "c"]), ("two", ["d", "e", "f"])])
    let plan = try JudgePlan.made(run)
    let (verdicts, sent) = try await plan.verdicts(in: folder) { (question) throws(AskFailure) in
      let shown = shownAnswers(question)
      if shown.contains("c") { throw AskFailure(.refused, "too long") }
      if shown == ["b", "e"] { return "I would rather not say." }
      if shown == ["d", "a"], !question.contains("had no verdict") { return "It is A." }
      return #"{"correctness":"tie"}"#
    }
    // Two each for t2 and one of t1; the refusals of t3 are final.
    #expect(sent.count == 8)
    #expect(verdicts.pairs.map(\.task) == ["t1"])
    #expect(verdicts.counts["judge"] == .init(verdicts: 3, unreadable: 1, failed: 2))
    // What the journal has is not asked again.
    let again = try await plan.verdicts(in: folder) { _ in "" }
    #expect(again.sent.isEmpty && again.verdicts.pairs == verdicts.pairs)
  }

  @Test("Three models and two judges give a comparison a pair and judge; a missing answer is in none")
  func many() async throws {
    let run = try folder.makeRun([("one", ["a", "b"]), ("two", ["c", nil]), ("zed", ["e", "f"])])
    let plan = try JudgePlan.made(run, judges: ["judge", "other"], criteria: ["correctness", "clarity"])
    #expect(plan.asks.count == 2 * (6 + 2))
    let (verdicts, _) = try await plan.verdicts(in: folder) { _ in #"{"correctness":"A","clarity":"tie"}"# }
    #expect(verdicts.pairs.count == 2 * 2 * (3 + 1))
    #expect(
      Set(verdicts.pairs.map { "\($0.task) \($0.modelA) \($0.modelB)" }) == [
        "t1 one two", "t1 one zed", "t1 two zed", "t2 one zed",
      ])
  }

  @Test("A key changes with what is asked, and with nothing else")
  func keys() throws {
    let first = try JudgePlan.made(try folder.makeRun([("one", ["a"]), ("two", ["b"])])).asks.map(\.key)
    let same = try JudgePlan.made(try folder.makeRun([("one", ["a"]), ("two", ["b"])])).asks.map(\.key)
    let other = try JudgePlan.made(try folder.makeRun([("one", ["a"]), ("two", ["c"])])).asks.map(\.key)
    #expect(first == same && Set(first).isDisjoint(with: other))
  }

  @Test("A rubric scores each answer; the higher score is the better answer")
  func rubric() async throws {
    let run = try folder.makeRun([("one", ["good", "bad"]), ("two", ["bad", "bad"])])
    let plan = try JudgePlan.made(run, .rubric)
    #expect(plan.asks.count == 4)
    let (verdicts, _) = try await plan.verdicts(in: folder) { question in
      #"{"correctness":\#(question.contains("\ngood\n") ? 5 : 2)}"#
    }
    #expect(verdicts.scores.count == 4)
    #expect(verdicts.pairs.map(\.verdict) == [.a, .tie] && verdicts.pairs.allSatisfy { $0.backward == nil })
  }

  @Test("Samples are compared in turn, and those without a counterpart are counted")
  func samples() async throws {
    _ = try folder.makeRun([("one", [nil]), ("two", [nil])])
    try folder.write(#"{"id":"t1","prompt":"Do.","samples":3}"# + "\n", to: "run/tasks.jsonl")
    for (model, samples) in [("one", [1, 2, 3]), ("two", [1, 3])] {
      try folder.makeFolder("run/answers/\(model)/t1")
      for sample in samples { try folder.write("\(model) \(sample)", to: "run/answers/\(model)/t1/\(sample).md") }
    }
    let plan = try JudgePlan.made(try AnsweredTasks(run: folder.path("run")))
    #expect(plan.unpairedSamples == 1 && plan.asks.count == 4)
    let (verdicts, _) = try await plan.verdicts(in: folder) { _ in #"{"correctness":"tie"}"# }
    #expect(verdicts.pairs.map(\.sample) == [1, 3])
  }

  @Test("A judge of its own answers is named, under another name, too")
  func ownAnswers() throws {
    let run = try folder.makeRun([("one", ["a"]), ("two", ["b"])])
    #expect(try JudgePlan.made(run, judges: ["one", "judge"]).ownJudges(among: []) == ["one"])
    let text = """
      upstreams: {u: {protocol: openai, base_url: "http://127.0.0.1:1/v1"}}
      models: {one: {upstream: u, model: m}, alias: {upstream: u, model: m}, other: {upstream: u}}
      """
    let all = try EndpointFile(ConfigNode(parsing: text, file: "models.yaml")).endpoints
    let plan = try JudgePlan(
      run, judges: Array(all.dropFirst()), template: .standard(.pairs), criteria: ["x"], maximumTokens: 10)
    #expect(plan.ownJudges(among: all) == ["alias"])
  }

  @Test("A run with nothing to compare, without tasks or with an id twice is a fault")
  func faults() throws {
    let alone = try folder.makeRun([("one", ["a"])])
    #expect(throws: LabellingError.self) { try JudgePlan.made(alone) }
    #expect(throws: LabellingError.self) { try AnsweredTasks(run: folder.path("none")) }
    try folder.write(#"{"id":"t1","prompt":"a"}"# + "\n" + #"{"id":"t1","prompt":"b"}"# + "\n", to: "run/tasks.jsonl")
    #expect(throws: OutcomesError.self) { try AnsweredTasks(run: folder.path("run")) }
  }
}
