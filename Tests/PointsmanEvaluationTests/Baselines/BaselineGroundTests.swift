import Outcomes
import Pointsman
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation

extension BaselineGround {
  /// The rows of `table`, each fold by the others.
  init(_ table: OutcomeTable, folds: [Int]) {
    self.init(TrainingSet(table, partingDuplicates: true), folds: folds)
  }
}

@Suite("BaselineGround")
struct BaselineGroundTests {
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

  @Test("Beside training rows the judged rows' own outcomes teach nothing: here they say the opposite")
  func training() throws {
    let ground = BaselineGround(table(10, right: false), learningFrom: table(60), threads: 2)
    let expected = (0..<10).map { $0 % 2 }
    #expect(categoryChoices(ground) == expected)
    #expect(lengthChoices(ground) == expected)
    #expect(nearestNeighbourChoices(ground, neighbours: [1, 20], threads: 2) == [expected, expected])
  }

  @Test("Without training rows they learn on the other folds, and the evaluation says which it was")
  func folds() throws {
    let set = TrainingSet(table(60), partingDuplicates: true)
    var trainer = RouterTrainer()
    (trainer.blocks, trainer.folds) = ([.structural], 2)
    let router = try trainer.fitted(to: set).router
    let judged = TrainingSet(table(40, right: false), partingDuplicates: true)
    let alone = try Evaluator().evaluate(router, on: judged)
    #expect(alone.baselines.source == .otherFolds && alone.baselines.category == 1)
    let beside = try Evaluator().evaluate(router, on: judged, trainedOn: set.table)
    #expect(beside.baselines.source == .training && beside.baselines.category == 0 && beside.baselines.length == 0)
    #expect(beside.text.contains("learned on the training rows") && !alone.text.contains("training rows"))
  }
}
