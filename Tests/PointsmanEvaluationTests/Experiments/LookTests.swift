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

  /// A router that is right on so many more of 200 prompts than the best single model, and wrong on five.
  private func verdict(won: Int, of prompts: Int = 200) -> Verdict {
    let scores = (0..<prompts).map { row in row < won ? [1.0, 0] : [0, 1] }
    let results = RoutingResults(outcomes(scores), choosing: (0..<prompts).map { $0 < won + 5 ? 0 : 1 })
    return Verdict(results, pair: nil, permutations: 1, seed: 0, threads: 1)
  }

  @Test("Different looks at the same outcomes are counted, and p-value and interval of the gain are corrected together")
  func count() throws {
    let earlier = [try look("x", 0), try look("y", 0), try look("x", 1)]
    let verdict = verdict(won: 16)
    let third = LookCount(try look("x", 2), after: earlier, verdict: verdict)
    #expect(verdict.pValue < 0.05 && third.number == 3 && third.count == 3)
    let adjusted = try #require(third.adjustedPValue)
    #expect(agree(adjusted, 3 * verdict.pValue) && adjusted > 0.05)
    // Only the interval for all looks holds 0, as the corrected p-value says.
    let (one, all) = (try #require(verdict.gainInterval), try #require(third.adjustedInterval))
    #expect(one.low > 0 && all.low <= 0 && all.low < one.low && one.high < all.high)
    #expect(
      third.sentence == "This is look 3 of 3 at these outcomes. With so many looks the p-value of the gain is "
        + "\(fixed(adjusted, 2)) and its 95 % interval [\(signed(all.low)), \(signed(all.high))], by Bonferroni's correction. No "
        + "other interval or p-value is corrected. The gain may be luck: confirm it on outcomes that were not looked at."
    )
    #expect(third.json["adjusted_p_value"]?.double.map { agree($0, adjusted) } == true)
    #expect(third.json["adjusted_gain_interval"] == all.json)
    let first = LookCount(try look("z", 0), after: earlier, verdict: verdict)
    #expect(first.count == 1 && first.sentence == "This is the first look at these outcomes.")
    #expect(first.adjustedInterval == verdict.gainInterval)
  }

  @Test("A look that was taken before keeps its number; the correction ends at 1, and of no verdict there is none")
  func again() throws {
    let earlier = [try look("x", 0), try look("x", 1), try look("x", 1)]
    let again = LookCount(try look("x", 0), after: earlier, verdict: verdict(won: 5))
    #expect(again.number == 1 && again.count == 2 && again.adjustedPValue == 1)
    #expect(again.sentence.contains("the p-value of the gain is 1.00 and its 95 % interval [−"))
    let none = LookCount(try look("x", 0), after: earlier, verdict: verdict(won: 1, of: 7))
    #expect(none.adjustedPValue == nil && none.adjustedInterval == nil)
    #expect(none.sentence == "This is look 1 of 2 at these outcomes.")
    #expect(none.json["adjusted_gain_interval"] == .null)
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
    one.looks = LookCount(b, after: [a], verdict: one.verdict)
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
