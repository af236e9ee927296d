import Pointsman
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Nearest neighbours")
struct NearestNeighboursTests {
  private let table: OutcomeTable = {
    var generator = SplitMix64(seed: 3)
    let words = ["test", "loop", "sort", "why", "slow", "design", "parse", "error", "the", "for", "with", "now"]
    return OutcomeTable(
      rows: (0..<90).map { index in
        let text = (0..<5).map { _ in words[Int(generator.next(below: 12))] }.joined(separator: " ")
        let scores = (0..<3).map { _ in Double(generator.next(below: 3)) / 2 }
        var cells = Dictionary(uniqueKeysWithValues: zip(["a", "b", "c"], scores.map { Outcome(score: $0) }))
        if generator.next(below: 5) == 0 { cells["b"] = nil }
        return (OutcomeRow(id: "\(index)", prompt: Prompt(text)), cells)
      })
  }()

  @Test("The same choices as a plain loop over all pairs, at one thread and at two", .tags(.slow), arguments: [1, 2])
  func plainLoop(threads: Int) {
    let set = FeaturizedTable(table)
    let folds = (0..<90).map { $0 % 4 }
    let neighbours = [1, 5, 40]
    let choices = nearestNeighbourChoices(
      BaselineTrainingRows(set, folds: folds), neighbours: neighbours, threads: threads)
    let vectors = set.denseVectors()
    for row in 0..<90 {
      let others = (0..<90).filter { folds[$0] != folds[row] }.map { other in
        let similarity = (0..<vectors.columns).reduce(Float(0)) { $0 + vectors[row, $1] * vectors[other, $1] }
        return (other, similarity)
      }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      for (k, count) in neighbours.enumerated() {
        // A sum in another order may swap prompts that are equally near; such rows say nothing.
        guard others[count - 1].1 - others[count].1 > 1e-5 else { continue }
        let means = (0..<3).map { model in
          let scores = others.prefix(count).compactMap { table.score(row: $0.0, model: model) }
          return scores.isEmpty ? -1 : scores.reduce(0, +) / Double(scores.count)
        }
        let chosen = means[choices[k][row]]
        #expect(chosen == means.max(), "row \(row), \(count) neighbours")
      }
    }
  }

  @Test("Vectors have length 1, so that their products are cosines")
  func unitLength() {
    let vectors = FeaturizedTable(table).denseVectors()
    for row in 0..<vectors.rows {
      let squares = (0..<vectors.columns).reduce(Float(0)) { $0 + vectors[row, $1] * vectors[row, $1] }
      #expect(abs(squares - 1) < 1e-4)
    }
  }
}
