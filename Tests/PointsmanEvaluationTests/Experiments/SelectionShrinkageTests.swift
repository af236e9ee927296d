import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

/// A small part of `pointsman-experiments selection`.
@Suite("SelectionShrinkage")
struct SelectionShrinkageTests {
  @Test("Shrinking changes what is promised, and no choice of the most probable model")
  func choices() throws {
    var generator = SplitMix64(seed: 1)
    let table = OutcomeTable(
      rows: (0..<100).map { row in
        let cells = ["a", "b", "c"].map { ($0, Outcome(score: generator.next(below: 10) < 6 ? 1 : 0, cost: 1)) }
        let text = String(repeating: "word ", count: 1 + Int(generator.next(below: 40)))
        return (OutcomeRow(id: "\(row)", prompt: Prompt(text + "\(row)")), Dictionary(uniqueKeysWithValues: cells))
      })
    var trainer = RouterTrainer(blocks: [.structural], threads: 1)
    trainer.folds = 2
    let comparison = try SelectionShrinkage(trainer, on: FeaturizedTable(table, partingDuplicates: true), seed: 0)
    #expect(comparison.shrinkages.count == 5 && comparison.shrinkages.allSatisfy { 0 <= $0 && $0 <= 1.3 })
    #expect(agree(comparison.plain.got, comparison.shrunk.got))
    // Of noise the less is promised, the better.
    #expect(comparison.shrunk.promised < comparison.plain.promised)
    #expect(abs(comparison.plain.promised - 0.6) < 0.2 && comparison.plain.netBenefit == nil)
  }
}
