import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Looks at the same outcomes")
struct LookTests {
  private func look(_ outcomes: String, _ seed: Int) throws -> Look {
    try #require(Look(line: #"{"outcomes":"\#(outcomes)","seed":\#(seed),"gain":0.1,"p_value":0.02}"#))
  }

  @Test("Different looks at the same outcomes are counted, and the p-value is multiplied")
  func count() throws {
    let earlier = [try look("x", 0), try look("y", 0), try look("x", 1)]
    let third = LookCount(try look("x", 2), after: earlier, pValue: 0.02)
    #expect(third.number == 3 && third.count == 3 && agree(third.adjustedPValue, 0.06))
    #expect(
      third.sentence == "This is look 3 of 3 at these outcomes. With so many looks the p-value of the gain is 0.06 by "
        + "Bonferroni's correction: the gain may be luck. Confirm it on outcomes that were not looked at.")
    #expect(third.json["adjusted_p_value"]?.double.map { agree($0, 0.06) } == true)
    let first = LookCount(try look("z", 0), after: earlier, pValue: 0.02)
    #expect(first.count == 1 && first.sentence == "This is the first look at these outcomes.")
  }

  @Test("A look that was taken before keeps its number; the correction ends at 1, and of no verdict there is none")
  func again() throws {
    let earlier = [try look("x", 0), try look("x", 1), try look("x", 1)]
    let again = LookCount(try look("x", 0), after: earlier, pValue: 0.7)
    #expect(again.number == 1 && again.count == 2 && again.adjustedPValue == 1)
    #expect(again.sentence.hasSuffix("is 1.00 by Bonferroni's correction."))
    let none = LookCount(try look("x", 0), after: earlier, pValue: .nan)
    #expect(none.adjustedPValue == nil && none.sentence == "This is look 1 of 2 at these outcomes.")
  }

  @Test("A look is of models, prompts and scores, and a report says which one it is")
  func evaluation() {
    func evaluation(_ scores: [[Double?]]) -> Evaluation {
      let table = outcomes(scores)
      let set = FeaturizedTable(table, partingDuplicates: true)
      return Evaluation(
        RoutingResults(table, choosing: scores.map { _ in 0 }), regime: .heldOut,
        baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }), pair: nil, seed: 0, threads: 1)
    }
    let scores: [[Double?]] = (0..<20).map { [Double($0 % 2), 0.5] }
    var one = evaluation(scores)
    let (a, b) = (Look(one, settings: [("seed", .integer(0))]), Look(one, settings: [("seed", .integer(1))]))
    #expect(a.outcomes == b.outcomes && a != b && Look(line: a.line) == a)
    #expect(Look(evaluation(scores.reversed()), settings: []).outcomes != a.outcomes)
    one.looks = LookCount(b, after: [a], pValue: one.verdict.pValue)
    #expect(one.text.contains("This is look 2 of 2") && one.detailedJSON["looks"]?["count"]?.integer == 2)
    #expect(one.json["looks"] == nil)
  }

  @Test(
    "Other lines are not looks",
    arguments: ["", "{}", "[1]", #"{"outcomes":"x"}"#, #"{"outcomes":1,"gain":0,"p_value":0}"#])
  func otherLines(line: String) {
    #expect(Look(line: line) == nil)
  }
}
