import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Laws of features")
struct SolverFeatureLawsTests {
  private func sample(_ loss: Loss) -> Sample { .random(loss, seed: 21) }

  private func problems(_ loss: Loss) -> [Problem] {
    [Problem(penalty: 0.05), Problem(task: sample(loss).tasks - 1, heldOutFold: 0, penalty: 0.02)]
  }

  /// Expects the second solution to be the first, each β and b of it changed as given.
  private func expect(
    _ second: Solution, is first: Solution, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (_ beta: [Double], _ b: Double) -> [Double] = { $0 + [$1] }
  ) {
    for c in first.problems.indices {
      let point = (0..<first.scores).flatMap { change(first.beta(c, score: $0), first.intercept(c, score: $0)) }
      let expected = withCentredIntercepts(point, scores: first.scores)
      #expect(distance(expected, second.point(c)) < 5 * optimumTolerance, sourceLocation: sourceLocation)
    }
  }

  @Test("Permuted features have permuted coefficients", arguments: SolverKind.allCases, Loss.allCases)
  func permutation(kind: SolverKind, loss: Loss) throws {
    let order = [3, 0, 5, 1, 4, 2]
    var permuted = sample(loss)
    permuted.features = permuted.features.map { x in order.map { x[$0] } }
    expect(try kind.solve(permuted, problems(loss)), is: try kind.solve(sample(loss), problems(loss))) { beta, b in
      order.map { beta[$0] } + [b]
    }
  }

  @Test(
    "The intercept does the work of a column of ones, which gets no coefficient", arguments: SolverKind.allCases,
    Loss.allCases)
  func ones(kind: SolverKind, loss: Loss) throws {
    var wider = sample(loss)
    wider.features = wider.features.map { $0 + [1] }
    expect(try kind.solve(wider, problems(loss)), is: try kind.solve(sample(loss), problems(loss))) { beta, b in
      beta + [0, b]
    }
  }

  @Test("In the limit a column of large ones takes the intercept over", arguments: SolverKind.allCases)
  func largeOnes(kind: SolverKind) throws {
    let (sample, problems) = (sample(.logistic), problems(.logistic))
    // The free intercept is held at 0 by symmetry: every row is also there negated, with the opposite label.
    var both = sample
    both.features = sample.features.map { $0 + [8] } + sample.features.map { $0.map { -$0 } + [-8] }
    both.labels += sample.labels.map { $0.map { 1 - $0 } }
    both.weights += sample.weights
    both.folds += sample.folds
    let solver = try kind.solver(both, tolerance: 1e-4)
    let first = try kind.solve(sample, problems)
    let second = solver.solve(try both.targets(), problems: problems)
    for c in problems.indices {
      let beta = second.beta(c)
      #expect(second.certificates[c].converged && abs(second.intercept(c)) < 1e-3)
      #expect(distance(first.beta(c), beta.dropLast()) < 1e-2)
      #expect(abs(first.intercept(c) - 8 * beta.last!) < 1e-2)
    }
  }

  @Test("A shift of a feature moves the intercepts alone", arguments: SolverKind.allCases, Loss.allCases)
  func shift(kind: SolverKind, loss: Loss) throws {
    var shifted = sample(loss)
    for row in 0..<shifted.rows { shifted.features[row][2] += 4 }
    expect(try kind.solve(shifted, problems(loss)), is: try kind.solve(sample(loss), problems(loss))) { beta, b in
      beta + [b - 4 * beta[2]]
    }
  }

  @Test(
    "Every feature twice is half the penalty, each twin with half the coefficient", arguments: SolverKind.allCases,
    Loss.allCases)
  func twins(kind: SolverKind, loss: Loss) throws {
    var doubled = sample(loss)
    doubled.features = doubled.features.map { $0 + $0 }
    let halved = problems(loss).map {
      Problem(task: $0.task, heldOutFold: $0.heldOutFold, penalty: $0.penalty / 2)
    }
    expect(try kind.solve(doubled, problems(loss)), is: try kind.solve(sample(loss), halved)) { beta, b in
      let half = beta.map { $0 / 2 }
      return half + half + [b]
    }
  }

  @Test(
    "Columns of zeros and empty rows are nothing out of the ordinary", arguments: SolverKind.allCases, Loss.allCases)
  func zeros(kind: SolverKind, loss: Loss) throws {
    var hollow = sample(loss)
    for row in stride(from: 0, to: hollow.rows, by: 5) { hollow.features[row] = hollow.features[row].map { _ in 0 } }
    for row in 0..<hollow.rows { hollow.features[row][1] = 0 }
    let solution = try kind.solve(hollow, problems(loss))
    for (c, problem) in problems(loss).enumerated() {
      for k in 0..<solution.scores { #expect(abs(solution.beta(c, score: k)[1]) < 1e-6) }
      #expect(distance(solution.point(c), NewtonReference(hollow, problem).minimum()) < optimumTolerance)
    }
  }
}
