import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Squared loss")
struct SolverRidgeTests {
  /// β and b of the normal equations (X̃ᵀWX̃ + λΩI) β = X̃ᵀWỹ with weighted means taken off: no Newton's method in it.
  private func closedForm(_ sample: Sample, _ problem: Problem) -> [Double] {
    let rows = (0..<sample.rows).filter { sample.folds[$0] != problem.heldOutFold }
    let weights = rows.map { Double(sample.weights[$0][problem.task]) }
    let total = weights.reduce(0, +)
    let labels = rows.map { Double(sample.labels[$0][problem.task]) }
    let features = rows.map { sample.features[$0].map(Double.init) }
    let meanLabel = dot(weights, labels) / total
    let means = (0..<sample.width).map { j in dot(weights, features.map { $0[j] }) / total }
    var gram = means.map { _ in means.map { _ in 0.0 } }
    var right = means.map { _ in 0.0 }
    for (x, (w, y)) in zip(features, zip(weights, labels)) {
      for j in means.indices {
        right[j] += w * (x[j] - means[j]) * (y - meanLabel)
        for k in means.indices { gram[j][k] += w * (x[j] - means[j]) * (x[k] - means[k]) }
      }
    }
    for j in means.indices { gram[j][j] += problem.penalty * total }
    let beta = choleskySolve(gram, right)
    return beta + [meanLabel - dot(beta, means)]
  }

  @Test("The optimum is the solution of the normal equations", arguments: SolverKind.allCases)
  func normalEquations(kind: SolverKind) throws {
    let (sample, problems) = (Sample.random(.squared, seed: 71), SolverOptimumTests.problems(.squared))
    let solution = try kind.solve(sample, problems)
    for (c, problem) in problems.enumerated() {
      #expect(distance(solution.point(c), closedForm(sample, problem)) < optimumTolerance, "\(problem)")
    }
  }

  @Test(
    "Labels times five and plus two are coefficients times five, and the intercept with them",
    arguments: SolverKind.allCases)
  func affine(kind: SolverKind) throws {
    let sample = Sample.random(.squared, seed: 72)
    var changed = sample
    changed.labels = sample.labels.map { $0.map { 5 * $0 + 2 } }
    let problem = Problem(penalty: 0.05)
    let first = try kind.solve(sample, [problem])
    let second = try kind.solver(changed, tolerance: 5e-6).solve(try changed.targets(), problems: [problem])
    let expected = first.beta(0).map { 5 * $0 } + [5 * first.intercept(0) + 2]
    #expect(distance(second.point(0), expected) < 5 * optimumTolerance)
  }

  @Test("One label for all is the intercept, and nothing observed is 0", arguments: SolverKind.allCases)
  func constant(kind: SolverKind) throws {
    var sample = Sample.random(.squared, seed: 73)
    sample.labels = sample.labels.map { _ in [-7.5, .nan] }
    for row in 0..<sample.rows { sample.weights[row][1] = 0 }
    let solution = try kind.solve(sample, [0, 1].map { Problem(task: $0, penalty: 0.1) })
    #expect(distance(solution.point(0), [0, 0, 0, 0, 0, 0, -7.5]) < 1e-5)
    #expect(solution.point(1) == [0, 0, 0, 0, 0, 0, 0] && solution.certificates[1] == .constant)
  }
}
