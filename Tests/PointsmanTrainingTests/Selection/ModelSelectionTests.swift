import Foundation
import PointsmanNumerics
import PointsmanOutcomes
import Testing

@testable import PointsmanRegression
@testable import PointsmanSupport
@testable import PointsmanTraining

/// A solver of fixed answers: its held-out scores depend on the row, the task and the penalty, never on a label.
private struct FixedSolver: Solver {
  let rows: Int
  let seed: UInt64

  func solve(_ targets: Targets, problems: [Problem], from start: Solution?) -> Solution {
    var generator = SplitMix64(seed: seed)
    let noise = (0..<rows * targets.tasks).map { _ in Float(generator.next(below: 1 << 20)) / Float(1 << 19) - 1 }
    var heldOut = Matrix(rows: rows, columns: targets.tasks)
    for problem in problems {
      let scale: Float = problem.penalty < 0.05 ? 1.5 : 0.5
      for row in 0..<rows where targets.folds[row] == problem.heldOutFold {
        heldOut[row, problem.task] = scale * noise[row * targets.tasks + problem.task]
      }
    }
    return Solution(
      problems: problems, intercepts: problems.map { _ in 0 }, heldOutScores: heldOut,
      certificates: problems.map { _ in .constant }, resumption: nil
    ) { Matrix(rows: 0, columns: problems.count) }
  }
}

@Suite("ModelSelection")
struct ModelSelectionTests {
  private static let rows = 120
  private static let folds = (0..<rows).map { $0 % 3 }

  /// Labels that follow the solvers' scores loosely; those of `flippedFold` turned round.
  private func targets(flipping flippedFold: Int? = nil) throws -> Targets {
    var generator = SplitMix64(seed: 5)
    var labels = Matrix(rows: Self.rows, columns: 2)
    for row in 0..<Self.rows {
      for task in 0..<2 {
        let label: Float = generator.next(below: 3) == 0 ? 1 : 0
        labels[row, task] = Self.folds[row] == flippedFold ? 1 - label : label
      }
    }
    return try Targets(
      labels: labels, weights: Matrix(rows: Self.rows, columns: 2, repeating: 1), folds: Self.folds)
  }

  private func paths(_ targets: Targets) -> [PenaltyPath] {
    (1...2).map { seed in
      PenaltyPath(
        solver: FixedSolver(rows: Self.rows, seed: UInt64(seed)), targets: targets, inverseRegularizations: [0.01, 1])
    }
  }

  private func selection(_ targets: Targets, excluding fold: Int?) -> ModelSelection {
    ModelSelection(paths: paths(targets), targets: targets, excluding: fold)
  }

  @Test("A selection that excludes a fold does not look at it: other labels there change nothing", arguments: 0..<3)
  func exclusion(fold: Int) throws {
    let (before, after) = (try targets(), try targets(flipping: fold))
    let (a, b) = (selection(before, excluding: fold), selection(after, excluding: fold))
    #expect(a.pathIndices == b.pathIndices)
    #expect(a.calibrations == b.calibrations)
    #expect(a.stacking.map(\.own) == b.stacking.map(\.own) && a.stacking.map(\.shared) == b.stacking.map(\.shared))
    #expect((0..<Self.rows).allSatisfy { a.probability(row: $0, model: 1) == b.probability(row: $0, model: 1) })
    // The control: a selection that may look does change.
    #expect(selection(before, excluding: nil).calibrations != selection(after, excluding: nil).calibrations)
    #expect(
      selection(before, excluding: (fold + 1) % 3).calibrations
        != selection(after, excluding: (fold + 1) % 3).calibrations)
  }

  @Test("Each model's penalty is that of least held-out loss, drawn to the mean over models, by a plain loop")
  func penalties() throws {
    let targets = try targets()
    let paths = paths(targets)
    let selection = ModelSelection(paths: paths, targets: targets, excluding: 2)
    for (family, path) in paths.enumerated() {
      let losses = (0..<2).map { task in
        path.heldOutScores.map { scores in
          (0..<Self.rows).filter { Self.folds[$0] != 2 }.reduce(0.0) { sum, row in
            let (z, y) = (Double(scores[row, task]), Double(targets.labels[row, task]))
            return sum + log1p(exp(z)) - y * z
          } / 80
        }
      }
      for task in 0..<2 {
        let drawn = losses[task].indices.map { (step: Int) -> Double in
          let mean = (losses[0][step] + losses[1][step]) / 2
          return (80 * losses[task][step] + 300 * mean) / 380
        }
        #expect(selection.pathIndices[task][family] == drawn.indices.min { drawn[$0] < drawn[$1] })
      }
    }
  }

  @Test("Stacked coefficients are own weight times own column plus shared weight times the mean of all columns")
  func stacked() throws {
    let targets = try targets()
    let selection = selection(targets, excluding: nil)
    let coefficients = Matrix(rows: 3, columns: 2, values: [1, -2, 0.5, 3, 0, 4])
    for family in 0..<2 {
      let stacked = selection.stacked(coefficients, family: family)
      for row in 0..<3 {
        let mean = Double(coefficients[row, 0] + coefficients[row, 1]) / 2
        for model in 0..<2 {
          let weights = selection.stacking[model]
          let expected = weights.own[family] * Double(coefficients[row, model]) + weights.shared[family] * mean
          #expect(abs(Double(stacked[row, model]) - expected) < 1e-5)
        }
      }
    }
  }
}
