import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Optima of both solvers")
struct SolverOptimumTests {
  /// All tasks, whole and without a fold, at penalties from strong to weak: two groups of lanes but for softmax.
  static func problems(_ loss: Loss) -> [Problem] {
    [1, 0.1, 0.01].flatMap { penalty in
      (0..<(loss == .softmax ? 1 : 2)).flatMap { task in
        [nil, 2].map { Problem(task: task, heldOutFold: $0, penalty: penalty) }
      }
    }
  }

  @Test("Coefficients, intercepts and objective are exact Newton's", arguments: SolverKind.allCases, Loss.allCases)
  func newton(kind: SolverKind, loss: Loss) throws {
    let (sample, problems) = (Sample.random(loss), Self.problems(loss))
    let solution = try kind.solve(sample, problems)
    for (c, problem) in problems.enumerated() {
      let reference = NewtonReference(sample, problem)
      let minimum = reference.minimum()
      let found = solution.point(c)
      #expect(distance(found, minimum) < optimumTolerance, "\(problem)")
      let gap = reference.objective(found) - reference.objective(minimum)
      #expect(gap > -1e-13 && gap < 1e-8, "\(problem)")
      let objective = reference.objective(found)
      #expect(abs(solution.certificates[c].objective - objective) < 1e-6 * max(1, objective), "\(problem)")
    }
  }

  @Test("The objective is flat at the optimum, by central differences", arguments: SolverKind.allCases, Loss.allCases)
  func flat(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 3)
    let problem = Problem(task: sample.tasks - 1, penalty: 0.02)
    let solution = try kind.solve(sample, [problem])
    let reference = NewtonReference(sample, problem)
    let point = solution.point(0)
    for j in point.indices {
      var (ahead, behind) = (point, point)
      ahead[j] += 1e-4
      behind[j] -= 1e-4
      #expect(abs(reference.objective(ahead) - reference.objective(behind)) / 2e-4 < 2e-6)
    }
  }

  @Test("A certificate's gradient norm is the one of the returned point", arguments: SolverKind.allCases, Loss.allCases)
  func certificate(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 4)
    // A coarse tolerance leaves a gradient that is worth comparing; a fine one must be kept.
    for tolerance in [1e-2, 1e-6] {
      let solver = try kind.solver(sample, tolerance: tolerance)
      let solution = solver.solve(try sample.targets(), problems: Self.problems(loss))
      for (c, problem) in Self.problems(loss).enumerated() {
        let gradient = NewtonReference(sample, problem).gradient(solution.point(c))
        let norm = distance(gradient, gradient.map { _ in 0 })
        #expect(abs(solution.certificates[c].gradientNorm - norm) < 1e-6, "\(problem)")
        #expect(solution.certificates[c].gradientNorm <= tolerance && solution.certificates[c].converged)
      }
    }
  }

  @Test("Too few iterations are owned up to", arguments: SolverKind.allCases, [Loss.logistic, .softmax])
  func gaveUp(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 5)
    let solver = try kind.solver(sample, maximumIterations: 2)
    let solution = solver.solve(try sample.targets(), problems: [Problem(penalty: 1e-3)])
    let certificate = solution.certificates[0]
    #expect(!certificate.converged && certificate.gradientNorm > 1e-6 && certificate.iterations == 2)
  }

  @Test(
    "A weak and a strong penalty in one batch do not hinder each other", arguments: SolverKind.allCases, Loss.allCases)
  func mixedPenalties(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 7)
    // Coordinate descent on a ridge regression of six features takes 116 passes at 1e-2, and 882 at 1e-3.
    let weakest = loss == .squared ? 5e-3 : 1e-3
    let problems = [10, weakest, 0.1, 1e-2].map { Problem(task: sample.tasks - 1, penalty: $0) }
    let solver = try kind.solver(sample, tolerance: 1e-5)
    let solution = solver.solve(try sample.targets(), problems: problems)
    for (c, problem) in problems.enumerated() {
      #expect(solution.certificates[c].converged, "\(problem)")
      let reference = NewtonReference(sample, problem)
      let found = reference.objective(solution.point(c))
      #expect(found - reference.objective(reference.minimum()) < 1e-6, "\(problem)")
    }
  }
}

@Suite("Dense and sparse are the same problem")
struct SolverAgreementTests {
  @Test("Both solvers agree on random problems", .tags(.slow), arguments: Loss.allCases, 0..<12)
  func agreement(loss: Loss, seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(100 + seed))
    let (rows, width) = (20 + Int(generator.next() % 60), 1 + Int(generator.next() % 12))
    let sample = Sample.random(loss, rows: rows, width: width, seed: generator.next())
    let problems = (0..<3).map { index in
      let penalty = 0.02 * (1 + 50 * generator.uniform())
      return Problem(
        task: Int(generator.next() % UInt64(sample.tasks)), heldOutFold: index == 2 ? nil : index, penalty: penalty)
    }
    let (dense, sparse) = (try SolverKind.dense.solve(sample, problems), try SolverKind.sparse.solve(sample, problems))
    for (c, pair) in zip(dense.certificates, sparse.certificates).enumerated() {
      #expect(distance(dense.point(c), sparse.point(c)) < optimumTolerance)
      #expect(abs(pair.0.objective - pair.1.objective) < 1e-6 * max(1, pair.0.objective))
    }
  }
}
