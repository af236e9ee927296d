import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("The warning of few clusters, once an output")
struct FewClustersTests {
  private static let warning = "Intervals are rough: there are only 12 groups of prompts."

  private func evaluation(_ scores: [[Double?]], groups: Int) -> Evaluation {
    let table = outcomes(scores, groups: scores.indices.map { "\($0 % groups)" })
    let set = FeaturizedTable(table, partingDuplicates: true)
    let results = RoutingResults(
      table: table,
      predictions: Predictions(
        models: 2, probabilities: scores.indices.flatMap { $0 % 2 == 0 ? [0.7, 0.4] : [0.3, 0.6] }),
      predictedCosts: nil)
    return Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }),
      pair: nil,
      seed: 0, threads: 1)
  }

  private func occurrences(_ text: String, of part: String = warning) -> Int {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").split(
      separator: part, omittingEmptySubsequences: false
    )
    .count - 1
  }

  private let whole: [[Double?]] = (0..<96).map { [Double($0 % 3 == 0 ? 0 : 1), Double($0 % 4 == 0 ? 0 : 1)] }

  @Test("An evaluation gives it in its verdict, in text, page and JSON")
  func evaluation() {
    let evaluation = evaluation(whole, groups: 12)
    #expect(occurrences(evaluation.text) == 1)
    #expect(evaluation.json["few_clusters"]?.integer == 12)
    #expect(self.evaluation(whole, groups: 48).json["few_clusters"] == nil)
  }

  @Test("Where there is no verdict the intervals that are left have it, too")
  func partial() {
    let scores: [[Double?]] = (0..<96).map { $0 % 2 == 0 ? [Double($0 % 3 == 0 ? 1 : 0), nil] : [nil, 1] }
    let evaluation = evaluation(scores, groups: 12)
    #expect(evaluation.verdict.reason.hasPrefix("No verdict") && occurrences(evaluation.text) == 1)
    #expect(evaluation.json["few_clusters"]?.integer == 12)
  }

  @Test("A comparison has it once, however many routers there are")
  func comparison() {
    let one = evaluation(whole, groups: 12)
    let comparison = Comparison(one, one)
    #expect(occurrences(comparison.text(first: "x", second: "y")) == 1)
    #expect(occurrences(Comparison.text([comparison, comparison], of: ["x", "y", "z"])) == 1)
    #expect(comparison.json["few_clusters"]?.integer == 12)
  }

  @Test("Groups of very different sizes count as fewer; without groups or with enough there is none")
  func uneven() throws {
    let uneven = (0..<100).map { $0 < 60 ? 0 : $0 }
    let few = try #require(FewClusters(uneven, prompts: 100))
    // 1 / (0.6² + 40 / 100²) = 2.7.
    #expect(
      few.count == 41 && few.sentence == "Intervals are rough: the 41 groups of prompts say as much as 3 of one size.")
    #expect(FewClusters(nil, prompts: 30) == nil && FewClusters((0..<90).map { $0 / 3 }, prompts: 90) == nil)
    #expect(
      FewClusters(nil, prompts: 1)?.sentence.hasPrefix("There are no intervals: 1 prompt says nothing of others.")
        == true)
    #expect(FewClusters(nil, prompts: 0)?.count == 0)
    #expect(FewClusters(nil, weights: (0..<60).map { $0 == 0 ? 1_000 : 1 }, prompts: 60)?.count == 60)
  }
}
