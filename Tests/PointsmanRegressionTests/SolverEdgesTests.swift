import Foundation
import PointsmanNumerics
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Edges: separable, degenerate, extreme")
struct SolverEdgesTests {
  @Test("Separable data stays finite and is told apart", arguments: SolverKind.allCases, [1e-2, 1e-5, 1e-8])
  func separable(kind: SolverKind, penalty: Double) throws {
    var sample = Sample.random(rows: 24, seed: 31)
    for row in 0..<sample.rows {
      sample.features[row][0] = row % 2 == 0 ? 1 : -1
      sample.labels[row] = row % 2 == 0 ? [1, 1] : [0, 0]
    }
    let solver = try kind.solver(sample, tolerance: 1e-5, maximumIterations: kind == .dense ? 100 : 30)
    let solution = solver.solve(
      try sample.targets(), problems: [0, 1].map { Problem(task: $0, penalty: penalty) })
    #expect(solution.isFinite)
    // At 1e-8 a dual step is below what Float32 can tell, and the sparse solver may give up: it must say so.
    for c in 0..<2 where penalty > 1e-8 || solution.certificates[c].converged {
      #expect(solution.scores(c, of: sample).enumerated().allSatisfy { row, z in (z > 0) == (row % 2 == 0) })
    }
    #expect(penalty < 1e-2 || solution.certificates.allSatisfy(\.converged))
  }

  @Test("One class, or no weight, gives the Krichevsky–Trofimov constant", arguments: SolverKind.allCases)
  func degenerate(kind: SolverKind) throws {
    var sample = Sample.random(seed: 32)
    sample.labels = sample.labels.map { [1, 0, .nan, $0[0]] }
    sample.weights = sample.weights.map { _ in [1, 0.5, 0, 1] }
    let problems = (0..<4).map { Problem(task: $0, penalty: 0.1) }
    let solution = try kind.solve(sample, problems)
    let n = Double(sample.rows)
    let expected = [log((n + 0.5) / 0.5), log(0.5 / (n / 2 + 0.5)), 0]
    for c in 0..<3 {
      #expect(solution.beta(c).allSatisfy { $0 == 0 })
      #expect(abs(solution.intercept(c) - expected[c]) < 1e-6)
    }
    // Their neighbour in the batch does not notice.
    let minimum = NewtonReference(sample, problems[3]).minimum()
    #expect(distance(solution.point(3), minimum) < optimumTolerance)
  }

  @Test("A fold that holds all of a class leaves the constant of the rest", arguments: SolverKind.allCases)
  func degenerateFold(kind: SolverKind) throws {
    var sample = Sample.random(seed: 33)
    sample.labels = sample.folds.map { [$0 == 1 ? 1 : 0] }
    sample.weights = sample.folds.map { _ in [1] }
    let solution = try kind.solve(sample, [Problem(task: 0, heldOutFold: 1, penalty: 0.1)])
    let rest = Double(sample.folds.count { $0 != 1 })
    #expect(solution.beta(0).allSatisfy { $0 == 0 })
    #expect(abs(solution.intercept(0) - log(0.5 / (rest + 0.5))) < 1e-6)
  }

  @Test("No problems asked for, none returned", arguments: SolverKind.allCases, Loss.allCases)
  func empty(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 34)
    let solution = try kind.solve(sample, [])
    #expect(solution.problems.isEmpty && solution.coefficients.columns == 0 && solution.certificates.isEmpty)
  }

  @Test("A rare class is fitted to its optimum", arguments: SolverKind.allCases)
  func rare(kind: SolverKind) throws {
    var sample = Sample.random(seed: 35)
    sample.labels = (0..<sample.rows).map { [$0 == 5 ? 1 : 0] }
    sample.weights = sample.labels.map { _ in [1] }
    let problem = Problem(task: 0, penalty: 0.05)
    let solution = try kind.solve(sample, [problem])
    let minimum = NewtonReference(sample, problem).minimum()
    #expect(distance(solution.point(0), minimum) < 10 * optimumTolerance)
  }

  @Test("A cold start at C = 500 ends, with more features than rows", arguments: SolverKind.allCases)
  func weakPenalty(kind: SolverKind) throws {
    var sample = Sample.random(rows: 40, width: 50, seed: 36)
    for row in 0..<sample.rows {
      let norm = sample.features[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      sample.features[row] = sample.features[row].map { abs($0) / norm }
    }
    // Noise for labels, and all of one class together: nothing about it is easy.
    sample.labels = (0..<sample.rows).map { [$0 < 15 ? 1 : 0] }
    sample.weights = sample.labels.map { _ in [1] }
    let problem = Problem(task: 0, penalty: 1 / (500 * 40))
    let solution = try kind.solver(sample, tolerance: 1e-5).solve(try sample.targets(), problems: [problem])
    #expect(solution.certificates[0].converged, "\(solution.certificates[0])")
    let reference = NewtonReference(sample, problem)
    let gap = reference.objective(solution.point(0)) - reference.objective(reference.minimum())
    #expect(gap > -1e-12 && gap < 1e-4)
  }

  @Test("A constant feature gets nothing, and twins share", arguments: SolverKind.allCases, Loss.allCases)
  func constantAndTwins(kind: SolverKind, loss: Loss) throws {
    var sample = Sample.random(loss, seed: 37)
    sample.features = sample.features.map { $0 + [3, $0[0]] }
    let problem = Problem(penalty: 0.05)
    let solution = try kind.solve(sample, [problem])
    for k in 0..<solution.scores {
      let beta = solution.beta(0, score: k)
      #expect(abs(beta[6]) < 1e-4 && abs(beta[0] - beta[7]) < 1e-4)
    }
    #expect(distance(solution.point(0), NewtonReference(sample, problem).minimum()) < optimumTolerance)
  }

  @Test("A single row is fitted, and finite", arguments: SolverKind.allCases, Loss.allCases)
  func singleRow(kind: SolverKind, loss: Loss) throws {
    var sample = Sample.random(loss, seed: 38).selecting([3])
    sample.labels = [sample.labels[0].indices.map { $0 == 0 ? 0.25 : 0.75 }]
    if loss == .softmax { sample = sample.selecting(outputs: [0, 1]) }
    sample.weights = [[1, 1]]
    let problem = Problem(penalty: 0.1)
    let solution = try kind.solve(sample, [problem])
    let z = sample.scores(0, solution.rawPoint(0))
    // The free intercept does it all.
    #expect(solution.isFinite && solution.coefficients.values.allSatisfy { abs($0) < 1e-4 })
    switch loss {
    case .logistic: #expect(abs(z[0] - log(1 / 3)) < 1e-4)
    case .squared: #expect(abs(z[0] - 0.25) < 1e-4)
    case .softmax: #expect(abs(z[0] - z[1] - log(1 / 3)) < 1e-4)
    }
  }
}
