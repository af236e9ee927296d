import Foundation
import LinearAlgebra
import Testing

@testable import Regression

@Suite("Path of penalties")
struct PenaltyPathTests {
  private let strengths = [0.05, 0.3, 2]

  @Test("Held-out logits are those of separate fits without the fold", arguments: SolverKind.allCases)
  func heldOut(kind: SolverKind) throws {
    let problem = Problem.sample(seed: 51)
    let solver = try kind.solver(problem)
    let path = PenaltyPath(solver: solver, targets: try problem.targets(), strengths: strengths, patience: 3)
    #expect(path.heldOutLogits.count == 3)
    for (step, strength) in strengths.enumerated() {
      for task in 0..<2 {
        let penalty = 1 / (strength * problem.weight(task: task))
        #expect(abs(path.penalties[step][task] / penalty - 1) < 1e-12)
        for fold in 0..<3 {
          let kept = problem.selecting((0..<problem.rows).filter { problem.folds[$0] != fold })
          let minimum = NewtonReference(kept, LogisticColumn(task: task, penalty: penalty)).minimum()
          for row in 0..<problem.rows where problem.folds[row] == fold {
            let z = problem.logit(row, minimum)
            #expect(abs(Double(path.heldOutLogits[step][row, task]) - z) < 5 * optimumTolerance)
          }
          #expect(path.certificates[step][task * 3 + fold].converged)
        }
      }
    }
  }

  /// The mean held-out loss of a task at a step of the path, over the rows outside `excluded`.
  private func loss(_ path: PenaltyPath, _ problem: Problem, step: Int, task: Int, excluded: Int? = nil) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for row in 0..<problem.rows where problem.folds[row] != excluded && problem.weights[row][task] > 0 {
      let (z, w) = (Double(path.heldOutLogits[step][row, task]), Double(problem.weights[row][task]))
      sum += w * (log1p(exp(z)) - Double(problem.labels[row][task]) * z)
      weight += w
    }
    return sum / weight
  }

  @Test("Fold losses are the plain means, and `best` has the least of them")
  func best() throws {
    // Labels that the features explain but little, so that the best strength is neither the first nor always the same.
    var problem = Problem.sample(rows: 60, seed: 52)
    var generator = TestGenerator(seed: 53)
    for row in 0..<problem.rows where generator.uniform() < 0.4 {
      problem.labels[row] = problem.labels[row].map { 1 - $0 }
    }
    let path = PenaltyPath(
      solver: try SolverKind.dense.solver(problem), targets: try problem.targets(),
      strengths: [0.01, 0.1, 1, 10], patience: 4)
    var chosen: Set<Int> = []
    for task in 0..<2 {
      for fold in 0..<3 {
        let inFold = problem.selecting((0..<problem.rows).filter { problem.folds[$0] == fold })
        let weight = inFold.weight(task: task)
        #expect(abs(path.foldWeights[task][fold] - weight) < 1e-9)
        for step in 0..<4 {
          let others = [0, 1, 2].filter { $0 != fold }
          let weights = others.map { path.foldWeights[task][$0] }
          let mean = dot(others.map { path.foldLosses[step][task][$0] }, weights) / weights.reduce(0, +)
          let expected = loss(path, problem, step: step, task: task, excluded: fold)
          #expect(abs(mean - expected) < 1e-6)
        }
      }
      for excluded in [nil, 0, 1, 2] {
        let losses = (0..<4).map { loss(path, problem, step: $0, task: task, excluded: excluded) }
        let best = path.best(task: task, excludingFold: excluded)
        #expect(losses[best] == losses.min())
        chosen.insert(best)
      }
    }
    #expect(chosen.count > 1)
  }

  @Test("The path ends once every task is past its best for as long as patience lasts", arguments: [1, 2])
  func patience(patience: Int) throws {
    var problem = Problem.sample(seed: 54)
    var generator = TestGenerator(seed: 55)
    for row in 0..<problem.rows {
      problem.labels[row] = [generator.uniform() < 0.5 ? 1 : 0, Float(generator.uniform())]
    }
    let strengths = (0..<8).map { 0.01 * pow(4, Double($0)) }
    let path = PenaltyPath(
      solver: try SolverKind.dense.solver(problem, tolerance: 1e-5), targets: try problem.targets(),
      strengths: strengths, patience: patience)
    let length = path.penalties.count
    #expect(length < strengths.count)
    #expect(path.heldOutLogits.count == length && path.foldLosses.count == length && path.certificates.count == length)
    #expect((0..<2).map { path.best(task: $0) }.max() == length - 1 - patience)
  }

  @Test("A task without a single outcome gets logits of 0 and no say")
  func noOutcomes() throws {
    var problem = Problem.sample(seed: 56)
    for row in 0..<problem.rows { problem.weights[row][1] = 0 }
    let path = PenaltyPath(
      solver: try SolverKind.sparse.solver(problem, tolerance: 1e-4), targets: try problem.targets(),
      strengths: [0.1, 1])
    #expect((0..<problem.rows).allSatisfy { path.heldOutLogits[1][$0, 1] == 0 })
    #expect(path.foldLosses.allSatisfy { $0[1] == [0, 0, 0] } && path.best(task: 1) == 0)
  }
}
