import LinearAlgebra
import Testing

@testable import Regression

@Suite("Laws of features")
struct LogisticSolverFeatureLawsTests {
  private let columns = [
    LogisticColumn(task: 0, penalty: 0.05), LogisticColumn(task: 1, heldOutFold: 0, penalty: 0.02),
  ]
  private let problem = Problem.sample(seed: 21)

  @Test("Dense and sparse are the same problem")
  func denseIsSparse() throws {
    let (dense, sparse) = (try SolverKind.dense.solve(problem, columns), try SolverKind.sparse.solve(problem, columns))
    for c in columns.indices {
      #expect(distance(dense.beta(c), sparse.beta(c)) < optimumTolerance)
      #expect(abs(dense.intercept(c) - sparse.intercept(c)) < optimumTolerance)
      #expect(distance(dense.logits(c), sparse.logits(c)) < 5 * optimumTolerance)
      #expect(abs(dense.certificates[c].objective - sparse.certificates[c].objective) < 1e-6)
    }
  }

  @Test("Permuted features have permuted coefficients", arguments: SolverKind.allCases)
  func permutation(kind: SolverKind) throws {
    let order = [3, 0, 5, 1, 4, 2]
    var permuted = problem
    permuted.features = problem.features.map { x in order.map { x[$0] } }
    let (first, second) = (try kind.solve(problem, columns), try kind.solve(permuted, columns))
    for c in columns.indices {
      let beta = first.beta(c)
      #expect(distance(order.map { beta[$0] }, second.beta(c)) < optimumTolerance)
      #expect(abs(first.intercept(c) - second.intercept(c)) < optimumTolerance)
    }
  }

  @Test("The intercept does the work of a column of ones, which gets no coefficient", arguments: SolverKind.allCases)
  func ones(kind: SolverKind) throws {
    var wider = problem
    wider.features = problem.features.map { $0 + [1] }
    let (first, second) = (try kind.solve(problem, columns), try kind.solve(wider, columns))
    for c in columns.indices {
      #expect(distance(first.beta(c) + [0], second.beta(c)) < optimumTolerance)
      #expect(abs(first.intercept(c) - second.intercept(c)) < optimumTolerance)
    }
  }

  @Test("In the limit a column of large ones takes the intercept over", arguments: SolverKind.allCases)
  func largeOnes(kind: SolverKind) throws {
    // The free intercept is held at 0 by symmetry: every row also stands there negated, with the opposite label.
    var both = problem
    both.features = problem.features.map { $0 + [8] } + problem.features.map { $0.map { -$0 } + [-8] }
    both.labels += problem.labels.map { $0.map { 1 - $0 } }
    both.weights += problem.weights
    both.folds += problem.folds
    let solver = try kind.solver(both, tolerance: 1e-4)
    let (first, second) = (
      try kind.solve(problem, columns), solver.solve(try both.targets(), columns: columns)
    )
    for c in columns.indices {
      let beta = second.beta(c)
      #expect(second.certificates[c].converged && abs(second.intercept(c)) < 1e-3)
      #expect(distance(first.beta(c), beta.dropLast()) < 1e-2)
      #expect(abs(first.intercept(c) - 8 * beta.last!) < 1e-2)
    }
  }

  @Test("A shift of a feature moves the intercept alone", arguments: SolverKind.allCases)
  func shift(kind: SolverKind) throws {
    var shifted = problem
    for row in 0..<problem.rows { shifted.features[row][2] += 4 }
    let (first, second) = (try kind.solve(problem, columns), try kind.solve(shifted, columns))
    for c in columns.indices {
      #expect(distance(first.beta(c), second.beta(c)) < optimumTolerance)
      #expect(abs(first.intercept(c) - 4 * first.beta(c)[2] - second.intercept(c)) < 10 * optimumTolerance)
    }
  }

  @Test("Every feature twice is half the penalty, each twin with half the coefficient", arguments: SolverKind.allCases)
  func twins(kind: SolverKind) throws {
    var doubled = problem
    doubled.features = problem.features.map { $0 + $0 }
    let halved = columns.map { LogisticColumn(task: $0.task, heldOutFold: $0.heldOutFold, penalty: $0.penalty / 2) }
    let (first, second) = (try kind.solve(problem, halved), try kind.solve(doubled, columns))
    for c in columns.indices {
      let half = first.beta(c).map { $0 / 2 }
      #expect(distance(half + half, second.beta(c)) < optimumTolerance)
      #expect(abs(first.intercept(c) - second.intercept(c)) < optimumTolerance)
    }
  }

  @Test("Columns of zeros and empty rows are nothing out of the ordinary", arguments: SolverKind.allCases)
  func zeros(kind: SolverKind) throws {
    var hollow = problem
    hollow.features = problem.features.enumerated().map { row, x in row % 5 == 0 ? x.map { _ in 0 } : x }
    for row in 0..<problem.rows { hollow.features[row][1] = 0 }
    let solution = try kind.solve(hollow, columns)
    for (c, column) in columns.enumerated() {
      #expect(abs(solution.beta(c)[1]) < 1e-6)
      let minimum = NewtonReference(hollow, column).minimum()
      #expect(distance(solution.point(c), minimum) < optimumTolerance)
    }
  }
}
