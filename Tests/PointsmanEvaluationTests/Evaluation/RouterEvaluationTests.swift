import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
import PointsmanTraining
import Testing

@Suite("A router judged by one call")
struct RouterEvaluationTests {
  private static func table(_ rows: Range<Int>) throws -> OutcomeTable {
    try OutcomeTable(
      rows.map { k in
        .init(
          k % 2 == 0 ? "sort the parser \(k)" : "why so vague \(k)", id: "\(k)",
          scores: ["large": Double(k % 2), "small": k % 10 == 0 ? 0 : Double(1 - k % 2)])
      })
  }

  @Test("Text, JSON and HTML are those of the evaluator; leaks are looked for")
  func forms() async throws {
    let (train, test) = (try Self.table(0..<80), try Self.table(70..<120))
    let router = try RouterTrainer(blocks: [.structural], folds: 2).fitted(to: FeaturizedTable(train)).router
    let evaluation = try await router.evaluation(on: test, baselinesFrom: train)
    let plain = try Evaluator().evaluation(of: router, on: FeaturizedTable(test), baselinesFrom: train)
    #expect(evaluation.router.score == plain.router.score && evaluation.baselines.oracle == plain.baselines.oracle)
    #expect(evaluation.description.contains("50 prompts; held-out"))
    #expect(evaluation.description.contains("flattered"))
    #expect(evaluation.jsonText.hasPrefix("{") && evaluation.html().contains("<h1>Routing report</h1>"))
    #expect(!evaluation.html().contains("How this was made"))
    #expect(evaluation.html(origin: "a program").contains("How this was made"))
  }

  @Test(
    "Outcomes of other models are an error", arguments: [["tiny"], ["small", "tiny"], ["large", "small", "tiny"]])
  func otherModels(_ models: [String]) async throws {
    let train = try Self.table(0..<40)
    let router = try RouterTrainer(blocks: [.structural], folds: 2).fitted(to: FeaturizedTable(train)).router
    let scores = Dictionary(uniqueKeysWithValues: models.map { ($0, 1.0) })
    let other = try OutcomeTable([.init("a", scores: scores)])
    let error = TrainingError.otherModels(found: models, expected: ["large", "small"])
    #expect(throws: error) { try Evaluator().evaluation(of: router, on: FeaturizedTable(other)) }
    await #expect(throws: error) { try await router.evaluation(on: other) }
    await #expect(throws: error) { try await router.evaluation(on: train, baselinesFrom: other) }
  }
}
