import Pointsman
import PointsmanOutcomes
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Outcomes of verdicts")
struct JudgedOutcomesTests {
  private let folder = try! TemporaryFolder()
  private let criteria = [Criterion(name: "correctness", weight: 3)!, Criterion(name: "clarity", weight: 1)!]

  private func pair(
    _ task: String, _ a: String, _ b: String, _ criterion: String, _ verdict: Preference, judge: String = "judge"
  ) -> JudgedPair {
    JudgedPair(task: task, a, b, criterion: criterion, judge: judge, forward: verdict, backward: verdict)
  }

  /// The table of lines, as training reads it.
  private func read(_ lines: [JSONValue], _ criteria: [Criterion] = []) throws -> OutcomeTable {
    try folder.write(lines.map { $0.text + "\n" }.joined(), to: "out.jsonl")
    var reader = OutcomeReader()
    reader.criteria = criteria
    return try reader.read([folder.path("out.jsonl")]).table
  }

  @Test("A score is the share of comparisons won, each other model counting alike; other measures stay")
  func shares() throws {
    let run = try folder.makeRun([("one", ["a", "b"]), ("two", ["c", "d"]), ("zed", ["e", "f"])])
    var verdicts = JudgeVerdicts()
    for (criterion, against) in [("correctness", Preference.a), ("clarity", .b)] {
      verdicts.pairs += [
        pair("t1", "one", "two", criterion, against), pair("t1", "one", "two", criterion, .tie, judge: "other"),
        pair("t1", "one", "zed", criterion, .b), pair("t1", "two", "zed", criterion, .tie),
        pair("t2", "one", "two", criterion, .a),
      ]
    }
    let outcomes = JudgedOutcomes(scoring: run, verdicts, criteria: criteria, method: .pairs)
    // zed has no verdict in t2, so that no cell of t2 has one against every other model.
    #expect(outcomes.count == 3 && outcomes.unscored == 3)
    let cell = try #require(outcomes.lines[0]["outcomes"]?["one"])
    #expect(cell["scores"]?["correctness"]?.double == 0.375 && cell["scores"]?["clarity"]?.double == 0.125)
    #expect(cell["score"]?.double == 0.3125 && cell["cost"]?.double == 0.5)
    let table = try read(outcomes.lines, [Criterion(name: "correctness", weight: 1)!])
    #expect(table.models == ["one", "two", "zed"] && table.rows.count == 2)
    #expect(try read(outcomes.lines).models.count == 3)
  }

  @Test("Scores of a rubric are means of (s − 1) / 4 over judges and samples")
  func rubric() throws {
    let run = try folder.makeRun([("one", ["a"]), ("two", ["c"])])
    var verdicts = JudgeVerdicts()
    for (judge, score) in [("judge", 5), ("other", 2)] {
      verdicts.scores.append(
        RubricScore(
          task: 0, sample: 1, model: "one", judge: judge, scores: ["correctness": score, "clarity": 1]))
    }
    let outcomes = JudgedOutcomes(scoring: run, verdicts, criteria: criteria, method: .rubric)
    #expect(outcomes.count == 1 && outcomes.unscored == 1)
    #expect(outcomes.lines[0]["outcomes"]?["one"]?["scores"]?["correctness"]?.double == 0.625)
    #expect(outcomes.lines[0]["outcomes"]?["one"]?["score"]?.double == 0.46875)
    #expect(outcomes.lines[0]["outcomes"]?["two"]?["score"] == .null)
  }

  @Test("Battles have the winner of the weighted mean, and stay with their prompt")
  func battles() throws {
    let run = try folder.makeRun([("one", ["a", "b"]), ("two", ["c", "d"])])
    var verdicts = JudgeVerdicts()
    verdicts.pairs = [
      pair("t1", "one", "two", "correctness", .b), pair("t1", "one", "two", "clarity", .a),
      pair("t2", "one", "two", "correctness", .a), pair("t2", "one", "two", "clarity", .b),
      pair("t2", "one", "two", "correctness", .b, judge: "other"),
      pair("t2", "one", "two", "clarity", .a, judge: "other"),
    ]
    let outcomes = JudgedOutcomes(battlesOf: run, verdicts, criteria: criteria)
    #expect(outcomes.lines.map { $0["battle"]?["winner"]?.string } == ["model_b", "tie"])
    let table = try read(outcomes.lines)
    #expect(table.rows.map(\.isBattle) == [true, true] && table.rows.map(\.group) == ["t1", "t2"])
    #expect(table.rows[0].prompt.messages[0].content == "Do 1.")
  }
}
