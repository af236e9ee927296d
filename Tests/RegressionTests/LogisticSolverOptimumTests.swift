import LinearAlgebra
import Testing

@testable import Regression

@Suite("Optima of both solvers")
struct LogisticSolverOptimumTests {
  /// Both tasks, whole and without a fold, at penalties from strong to weak: two groups of lanes.
  static let columns = [1, 0.1, 0.01].flatMap { penalty in
    [0, 1].flatMap { task in
      [nil, 2].map { LogisticColumn(task: task, heldOutFold: $0, penalty: penalty) }
    }
  }

  @Test("Coefficients, intercept and objective are exact Newton's", arguments: SolverKind.allCases)
  func newton(kind: SolverKind) throws {
    let problem = Problem.sample()
    let solution = try kind.solve(problem, Self.columns)
    for (c, column) in Self.columns.enumerated() {
      let reference = NewtonReference(problem, column)
      let minimum = reference.minimum()
      let found = solution.point(c)
      #expect(distance(found, minimum) < optimumTolerance, "\(column)")
      let gap = reference.objective(found) - reference.objective(minimum)
      #expect(gap > -1e-13 && gap < 1e-8, "\(column)")
      #expect(abs(solution.certificates[c].objective - reference.objective(found)) < 1e-6, "\(column)")
    }
  }

  @Test("The objective is flat at the optimum, by central differences", arguments: SolverKind.allCases)
  func flat(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 3)
    let column = LogisticColumn(task: 1, penalty: 0.02)
    let solution = try kind.solve(problem, [column])
    let reference = NewtonReference(problem, column)
    let point = solution.point(0)
    for j in point.indices {
      var (ahead, behind) = (point, point)
      ahead[j] += 1e-4
      behind[j] -= 1e-4
      #expect(abs(reference.objective(ahead) - reference.objective(behind)) / 2e-4 < 2e-6)
    }
  }

  @Test("A certificate's gradient norm is the one of the returned point", arguments: SolverKind.allCases)
  func certificate(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 4)
    // A coarse tolerance leaves a gradient that is worth comparing; a fine one must be kept.
    for tolerance in [1e-2, 1e-6] {
      let solver = try kind.solver(problem, tolerance: tolerance)
      let solution = solver.solve(try problem.targets(), columns: Self.columns)
      for (c, column) in Self.columns.enumerated() {
        let gradient = NewtonReference(problem, column).gradient(solution.point(c))
        let norm = distance(gradient, gradient.map { _ in 0 })
        #expect(abs(solution.certificates[c].gradientNorm - norm) < 3e-7, "\(column)")
        #expect(solution.certificates[c].gradientNorm <= tolerance && solution.certificates[c].converged)
      }
    }
  }

  @Test("Too few iterations are owned up to", arguments: SolverKind.allCases)
  func gaveUp(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 5)
    let columns = [LogisticColumn(task: 0, penalty: 1e-3)]
    let solver: any LogisticSolver =
      switch kind {
      case .dense: try DenseLogisticSolver(design: problem.matrix, tolerance: 1e-6, maximumGradients: 2)
      case .sparse: try SparseLogisticSolver(design: problem.sparse, tolerance: 1e-6, maximumPasses: 2)
      }
    let certificate = solver.solve(try problem.targets(), columns: columns).certificates[0]
    #expect(!certificate.converged && certificate.gradientNorm > 1e-6 && certificate.iterations == 2)
  }

  @Test("Logits are X β + b, rows held out included", arguments: SolverKind.allCases)
  func logits(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 6)
    let solution = try kind.solve(problem, Self.columns)
    for c in Self.columns.indices {
      let expected = (0..<problem.rows).map { problem.logit($0, solution.point(c)) }
      #expect(distance(solution.logits(c), expected) < 1e-5)
    }
  }

  @Test("A weak and a strong penalty in one batch do not hinder each other", arguments: SolverKind.allCases)
  func mixedPenalties(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 7)
    let columns = [10, 1e-3, 0.1, 1e-2].map { LogisticColumn(task: 1, penalty: $0) }
    let solver = try kind.solver(problem, tolerance: 1e-5)
    let solution = solver.solve(try problem.targets(), columns: columns)
    for (c, column) in columns.enumerated() {
      #expect(solution.certificates[c].converged, "\(column)")
      let reference = NewtonReference(problem, column)
      let found = reference.objective(solution.point(c))
      #expect(found - reference.objective(reference.minimum()) < 1e-6, "\(column)")
    }
  }
}
