import LinearAlgebra
import Testing

@testable import Regression

@Suite("Threads and warm starts")
struct LogisticSolverRepeatabilityTests {
  private func expectSameBytes(_ first: LogisticSolution, _ second: LogisticSolution) {
    #expect(first.coefficients.values.map(\.bitPattern) == second.coefficients.values.map(\.bitPattern))
    #expect(first.intercepts.map(\.bitPattern) == second.intercepts.map(\.bitPattern))
    #expect(first.logits.values.map(\.bitPattern) == second.logits.values.map(\.bitPattern))
    #expect(first.certificates == second.certificates)
  }

  @Test("Sparse: the same bytes at one and at two threads")
  func sparseThreads() throws {
    let problem = Problem.sample(rows: 24, seed: 41)
    // 20 columns are three groups of lanes, enough for two threads.
    let columns = (0..<20).map { LogisticColumn(task: $0 % 2, penalty: 0.1 / Double(1 + $0)) }
    let solutions = try [1, 2].map { threads in
      let solver = try SparseLogisticSolver(design: problem.sparse, threads: threads, tolerance: 1e-3)
      return solver.solve(try problem.targets(), columns: columns)
    }
    expectSameBytes(solutions[0], solutions[1])
  }

  @Test("Dense: the same bytes at one and at two threads")
  func denseThreads() throws {
    // The rows are shared out in parts of 4096, so it takes more than that.
    let problem = Problem.sample(rows: 4200, width: 2, seed: 42)
    let columns = [0, 1].map { LogisticColumn(task: $0, heldOutFold: $0, penalty: 0.1) }
    let targets = try problem.targets()
    let solutions = try [1, 2].map { threads in
      let solver = try DenseLogisticSolver(design: problem.matrix, threads: threads, maximumGradients: 2)
      return solver.solve(targets, columns: columns)
    }
    expectSameBytes(solutions[0], solutions[1])
  }

  @Test("A warm start ends at the same optimum, from either side", arguments: SolverKind.allCases, [1, 0.004])
  func warmStart(kind: SolverKind, firstPenalty: Double) throws {
    let problem = Problem.sample(seed: 43)
    let targets = try problem.targets()
    let solver = try kind.solver(problem)
    let at = { (penalty: Double) in (0..<2).map { LogisticColumn(task: $0, heldOutFold: 1, penalty: penalty) } }
    let start = solver.solve(targets, columns: at(firstPenalty))
    let warm = solver.solve(targets, columns: at(0.02), from: start)
    for (c, column) in at(0.02).enumerated() {
      #expect(warm.certificates[c].converged)
      let minimum = NewtonReference(problem, column).minimum()
      #expect(distance(warm.point(c), minimum) < optimumTolerance)
    }
  }

  @Test("A warm start at the optimum is worth its while", arguments: SolverKind.allCases)
  func warmStartHelps(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 44)
    let targets = try problem.targets()
    let solver = try kind.solver(problem, tolerance: 1e-5)
    let columns = [LogisticColumn(task: 1, penalty: 0.02)]
    let cold = solver.solve(targets, columns: columns)
    let warm = solver.solve(targets, columns: columns, from: cold)
    #expect(warm.certificates[0].iterations < cold.certificates[0].iterations)
  }
}
