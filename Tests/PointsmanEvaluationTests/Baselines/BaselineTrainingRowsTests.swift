import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation

extension BaselineTrainingRows {
  /// The rows of `table`, each fold by the others.
  init(_ table: OutcomeTable, folds: [Int]) {
    self.init(FeaturizedTable(table, partingDuplicates: true), folds: folds)
  }
}

@Suite("BaselineTrainingRows")
struct BaselineTrainingRowsTests {
  /// "sort …" prompts of category x on which a is right, and longer "why …" prompts of y on which b is.
  private func table(_ rows: Int, right: Bool = true) -> OutcomeTable {
    OutcomeTable(
      rows: (0..<rows).map { index in
        let easy = index % 2 == 0
        let text = easy ? "sort list \(index)" : "why is the whole design of module \(index) so slow and so odd"
        return (
          OutcomeRow(id: "\(index)", prompt: Prompt(text), category: easy ? "x" : "y"),
          ["a": Outcome(score: easy == right ? 1 : 0), "b": Outcome(score: easy == right ? 0 : 1)]
        )
      })
  }

  @Test("Beside training rows the evaluated rows' own outcomes teach nothing: here they say the opposite")
  func training() throws {
    let rows = BaselineTrainingRows(table(10, right: false), learningFrom: table(60), threads: 2)
    let expected = (0..<10).map { $0 % 2 }
    #expect(categoryChoices(rows) == expected)
    #expect(lengthChoices(rows) == expected)
    #expect(nearestNeighbourChoices(rows, neighbours: [1, 20], threads: 2) == [expected, expected])
  }

  @Test("Without training rows they learn on the other folds, and the evaluation says which it was")
  func folds() throws {
    let set = FeaturizedTable(table(60), partingDuplicates: true)
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.blocks, trainer.folds) = ([.structural], 2)
    let router = try trainer.fitted(to: set).router
    let test = FeaturizedTable(table(40, right: false), partingDuplicates: true)
    let alone = try Evaluator().evaluation(of: router, on: test)
    #expect(alone.baselines.source == .otherFolds && alone.baselines.category == 1)
    let beside = try Evaluator().evaluation(of: router, on: test, baselinesFrom: set.table)
    #expect(beside.baselines.source == .training && beside.baselines.category == 0 && beside.baselines.length == 0)
    #expect(beside.text.contains("learned on the training rows") && !alone.text.contains("training rows"))
  }

  @Test("A sample keeps folds and outcomes of its rows; beside training rows it is half of either")
  func sample() throws {
    let rows = BaselineTrainingRows(table(60), folds: (0..<60).map { $0 % 3 })
    #expect(rows.sample(atMost: 60, seed: 1) == nil)
    let part = try #require(rows.sample(atMost: 20, seed: 1))
    #expect(part.queries.count == 20 && part.queries == Array(Set(part.queries)).sorted())
    #expect(part.rows.folds == part.queries.map { $0 % 3 } && part.rows.queries == 20)
    #expect(part.rows.set.table.rows.map(\.id) == part.queries.map { "\($0)" })
    #expect(nearestNeighbourChoices(part.rows, neighbours: [3], threads: 1)[0] == part.queries.map { $0 % 2 })

    let beside = BaselineTrainingRows(table(40), learningFrom: table(100), threads: 1)
    let halves = try #require(beside.sample(atMost: 30, seed: 1))
    #expect(halves.queries.count == 15 && halves.rows.folds == (0..<30).map { $0 / 15 })
  }
}
