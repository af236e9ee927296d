import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Held-out scores")
struct HeldOutScoresTests {
  /// Each task without each fold and once whole; the last fold holds nothing.
  private func problems(_ sample: Sample) -> [Problem] {
    (0..<sample.tasks).flatMap { task in
      [0, 1, 2, 3, nil].map { Problem(task: task, heldOutFold: $0, penalty: 0.1) }
    }
  }

  @Test(
    "Every row has its X β + b under the problem that held its fold out", arguments: SolverKind.allCases,
    Loss.allCases)
  func scores(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 7)
    // Fold 1 of the last task is not asked for.
    let problems = problems(sample).filter { $0.task < sample.tasks - 1 || $0.heldOutFold != 1 }
    let solution = try kind.solve(sample, problems)
    let matrix = solution.heldOutScores
    #expect(matrix.rows == sample.rows && matrix.columns == sample.outputs)
    for row in 0..<sample.rows {
      for task in 0..<sample.tasks {
        let found = sample.outputs(of: task).map { Double(matrix[row, $0]) }
        let c = problems.firstIndex { $0.task == task && $0.heldOutFold == sample.folds[row] }
        let expected = c.map { sample.scores(row, solution.rawPoint($0)) } ?? found.map { _ in 0 }
        #expect(distance(found, expected) < 2e-5)
      }
    }
  }

  @Test("A problem with nothing to learn gives its constants", arguments: SolverKind.allCases, Loss.allCases)
  func constants(kind: SolverKind, loss: Loss) throws {
    var sample = Sample.random(loss, seed: 8)
    sample.labels = sample.labels.map { $0.indices.map { $0 == 0 ? 1 : 0 } }
    sample.weights = sample.weights.map { $0.map { _ in loss == .squared ? 0 : 1 } }
    let solution = try kind.solve(sample, [Problem(heldOutFold: 1, penalty: 1)])
    let constants = (0..<solution.scores).map { Float(solution.intercept(0, score: $0)) }
    for row in 0..<sample.rows {
      let found = constants.indices.map { solution.heldOutScores[row, $0] }
      #expect(found == (sample.folds[row] == 1 ? constants : constants.map { _ in 0 }))
    }
  }

  @Test("Without folds there are none", arguments: SolverKind.allCases)
  func none(kind: SolverKind) throws {
    var sample = Sample.random(.softmax, seed: 9)
    sample.folds = []
    let solution = try kind.solve(sample, [Problem(penalty: 1)])
    #expect(solution.heldOutScores == Matrix(rows: 48, columns: 3))
  }
}
