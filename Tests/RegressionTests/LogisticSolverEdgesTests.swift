import Foundation
import LinearAlgebra
import Testing

@testable import Regression

@Suite("Edges: separable, degenerate, extreme")
struct LogisticSolverEdgesTests {
  @Test("Separable data stays finite and is told apart", arguments: SolverKind.allCases, [1e-2, 1e-5, 1e-8])
  func separable(kind: SolverKind, penalty: Double) throws {
    var problem = Problem.sample(rows: 24, seed: 31)
    for row in 0..<problem.rows {
      problem.features[row][0] = row % 2 == 0 ? 1 : -1
      problem.labels[row] = row % 2 == 0 ? [1, 1] : [0, 0]
    }
    let solver: any LogisticSolver =
      switch kind {
      case .dense: try DenseLogisticSolver(design: problem.matrix, maximumGradients: 100)
      case .sparse: try SparseLogisticSolver(design: problem.sparse, maximumPasses: 30)
      }
    let solution = solver.solve(
      try problem.targets(), columns: [0, 1].map { LogisticColumn(task: $0, penalty: penalty) })
    #expect(solution.isFinite)
    // At 1e-8 a dual step is below what Float32 can tell, and the sparse solver may give up: it must say so.
    for c in 0..<2 where penalty > 1e-8 || solution.certificates[c].converged {
      #expect(solution.logits(c).enumerated().allSatisfy { row, z in (z > 0) == (row % 2 == 0) })
    }
    #expect(penalty < 1e-2 || solution.certificates.allSatisfy(\.converged))
  }

  @Test("One class, or no weight, gives the Krichevsky–Trofimov constant", arguments: SolverKind.allCases)
  func degenerate(kind: SolverKind) throws {
    var problem = Problem.sample(seed: 32)
    problem.labels = problem.labels.map { [1, 0, .nan, $0[0]] }
    problem.weights = problem.weights.map { _ in [1, 0.5, 0, 1] }
    let columns = (0..<4).map { LogisticColumn(task: $0, penalty: 0.1) }
    let solution = try kind.solve(problem, columns)
    let n = Double(problem.rows)
    let expected = [log((n + 0.5) / 0.5), log(0.5 / (n / 2 + 0.5)), 0]
    for c in 0..<3 {
      #expect(solution.beta(c).allSatisfy { $0 == 0 })
      #expect(abs(solution.intercept(c) - expected[c]) < 1e-6)
      #expect(solution.logits(c).allSatisfy { $0 == solution.intercept(c) })
    }
    // Their neighbour in the batch does not notice.
    let minimum = NewtonReference(problem, columns[3]).minimum()
    #expect(distance(solution.point(3), minimum) < optimumTolerance)
  }

  @Test("A fold that holds all of a class leaves the constant of the rest", arguments: SolverKind.allCases)
  func degenerateFold(kind: SolverKind) throws {
    var problem = Problem.sample(seed: 33)
    problem.labels = problem.folds.map { [$0 == 1 ? 1 : 0] }
    problem.weights = problem.folds.map { _ in [1] }
    let solution = try kind.solve(problem, [LogisticColumn(task: 0, heldOutFold: 1, penalty: 0.1)])
    let rest = Double(problem.folds.count { $0 != 1 })
    #expect(solution.beta(0).allSatisfy { $0 == 0 })
    #expect(abs(solution.intercept(0) - log(0.5 / (rest + 0.5))) < 1e-6)
  }

  @Test("No columns asked for, none returned", arguments: SolverKind.allCases)
  func empty(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 34)
    let solution = try kind.solve(problem, [])
    #expect(solution.columns.isEmpty && solution.coefficients.columns == 0 && solution.certificates.isEmpty)
  }

  @Test("A rare class is fitted to its optimum", arguments: SolverKind.allCases)
  func rare(kind: SolverKind) throws {
    var problem = Problem.sample(seed: 35)
    problem.labels = (0..<problem.rows).map { [$0 == 5 ? 1 : 0] }
    problem.weights = problem.labels.map { _ in [1] }
    let column = LogisticColumn(task: 0, penalty: 0.05)
    let solution = try kind.solve(problem, [column])
    let minimum = NewtonReference(problem, column).minimum()
    #expect(distance(solution.point(0), minimum) < 10 * optimumTolerance)
  }

  @Test("A cold start at C = 500 ends, with more features than rows", arguments: SolverKind.allCases)
  func weakPenalty(kind: SolverKind) throws {
    var problem = Problem.sample(rows: 40, width: 50, seed: 36)
    for row in 0..<problem.rows {
      let norm = problem.features[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      problem.features[row] = problem.features[row].map { abs($0) / norm }
    }
    // Noise for labels, and all of one class together: nothing about it is easy.
    problem.labels = (0..<problem.rows).map { [$0 < 15 ? 1 : 0] }
    problem.weights = problem.labels.map { _ in [1] }
    let column = LogisticColumn(task: 0, penalty: 1 / (500 * 40))
    let solution = try kind.solver(problem, tolerance: 1e-5).solve(try problem.targets(), columns: [column])
    #expect(solution.certificates[0].converged, "\(solution.certificates[0])")
    let reference = NewtonReference(problem, column)
    let gap = reference.objective(solution.point(0)) - reference.objective(reference.minimum())
    #expect(gap > -1e-12 && gap < 1e-4)
  }
}
