import Foundation
import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

@Suite("Path of penalties")
struct PenaltyPathTests {
  private let inverseRegularizations = [0.05, 0.2, 0.6]

  @Test("Held-out scores are those of separate fits without the fold", arguments: SolverKind.allCases, Loss.allCases)
  func heldOut(kind: SolverKind, loss: Loss) throws {
    let sample = Sample.random(loss, seed: 51)
    let solver = try kind.solver(sample)
    let path = PenaltyPath(
      solver: solver, targets: try sample.targets(), inverseRegularizations: inverseRegularizations, patience: 3)
    #expect(path.heldOutScores.count == 3)
    for (step, c) in inverseRegularizations.enumerated() {
      for task in 0..<sample.tasks {
        let penalty = 1 / (c * sample.weight(task: task))
        #expect(abs(path.penalties[step][task] / penalty - 1) < 1e-6)
        for fold in 0..<3 {
          let kept = sample.selecting((0..<sample.rows).filter { sample.folds[$0] != fold })
          let minimum = NewtonReference(kept, Problem(task: task, penalty: penalty)).minimum()
          for row in 0..<sample.rows where sample.folds[row] == fold {
            let found = sample.outputs(of: task).map { Double(path.heldOutScores[step][row, $0]) }
            let expected = sample.scores(row, minimum)
            // Only differences of a softmax's scores mean anything.
            let apart = loss == .softmax ? distance(centred(found), centred(expected)) : distance(found, expected)
            #expect(apart < 5 * optimumTolerance)
          }
          #expect(path.certificates[step][task * 3 + fold].converged)
        }
      }
    }
  }

  /// The mean held-out loss of a task at a step of the path, over the rows outside `excluded` or of one fold alone.
  private func loss(
    _ path: PenaltyPath, _ sample: Sample, step: Int, task: Int, excluded: Int? = nil, only fold: Int? = nil
  ) -> Double {
    let rows = (0..<sample.rows).filter { row in
      sample.folds[row] != excluded && (fold.map { sample.folds[row] == $0 } ?? true)
    }
    var (sum, weight) = (0.0, 0.0)
    for row in rows where sample.weight(row, task: task) > 0 {
      let outputs = sample.outputs(of: task).filter { sample.weights[row][$0] > 0 }
      let z = outputs.map { Double(path.heldOutScores[step][row, $0]) }
      let y = outputs.map { Double(sample.labels[row][$0]) }
      let w = outputs.map { Double(sample.weights[row][$0]) }
      switch sample.loss {
      case .logistic: sum += w[0] * (log1p(exp(z[0])) - y[0] * z[0])
      case .squared: sum += w[0] * (z[0] - y[0]) * (z[0] - y[0]) / 2
      case .softmax:
        let total = z.reduce(0) { $0 + exp($1) }
        for k in z.indices { sum += w[k] * y[k] * (log(total) - z[k]) }
      }
      weight += sample.weight(row, task: task)
    }
    return sum / weight
  }

  @Test("Fold losses are the plain means of the loss", arguments: Loss.allCases)
  func foldLosses(loss: Loss) throws {
    let sample = Sample.random(loss, seed: 57)
    let path = PenaltyPath(
      solver: try SolverKind.dense.solver(sample, tolerance: 1e-4), targets: try sample.targets(),
      inverseRegularizations: [0.1])
    for task in 0..<sample.tasks {
      for fold in 0..<3 {
        let expected = self.loss(path, sample, step: 0, task: task, only: fold)
        #expect(abs(path.foldLosses[0][task][fold] / expected - 1) < 2e-6)
      }
    }
  }

  /// A sample whose features explain the labels but little, so that the best strength is neither the first nor always the same.
  private func noisySample() -> Sample {
    var sample = Sample.random(rows: 60, seed: 52)
    var generator = SplitMix64(seed: 53)
    for row in 0..<sample.rows where generator.uniform() < 0.4 {
      sample.labels[row] = sample.labels[row].map { 1 - $0 }
    }
    return sample
  }

  @Test("Means over folds are the plain means, and `best` has the least of them")
  func best() throws {
    let sample = noisySample()
    let path = PenaltyPath(
      solver: try SolverKind.dense.solver(sample), targets: try sample.targets(),
      inverseRegularizations: [0.01, 0.1, 1, 10], patience: 4)
    var chosen: Set<Int> = []
    for task in 0..<2 {
      for fold in 0..<3 {
        let inFold = sample.selecting((0..<sample.rows).filter { sample.folds[$0] == fold })
        let weight = inFold.weight(task: task)
        #expect(abs(path.foldWeights[task][fold] - weight) < 1e-9)
        for step in 0..<4 {
          let others = [0, 1, 2].filter { $0 != fold }
          let weights = others.map { path.foldWeights[task][$0] }
          let mean = dot(others.map { path.foldLosses[step][task][$0] }, weights) / weights.reduce(0, +)
          let expected = loss(path, sample, step: step, task: task, excluded: fold)
          #expect(abs(mean - expected) < 1e-6)
        }
      }
      for excluded in [nil, 0, 1, 2] {
        let losses = (0..<4).map { loss(path, sample, step: $0, task: task, excluded: excluded) }
        let best = path.best(task: task, excludingFold: excluded)
        #expect(losses[best] == losses.min())
        chosen.insert(best)
      }
    }
    #expect(chosen.count > 1)
  }

  @Test("Without weight for the mean each task has its own best; with all of it they have one", arguments: [nil, 1])
  func pooling(excluded: Int?) throws {
    let sample = noisySample()
    let path = PenaltyPath(
      solver: try SolverKind.dense.solver(sample), targets: try sample.targets(),
      inverseRegularizations: [0.01, 0.1, 1, 10], patience: 4)
    let own = (0..<2).map { path.best(task: $0, excludingFold: excluded) }
    #expect(path.best(pooling: 0, excludingFold: excluded) == own)
    let pooled = path.best(pooling: 1e9, excludingFold: excluded)
    let sums = (0..<4).map { step -> Double in
      let losses = (0..<2).map { loss(path, sample, step: step, task: $0, excluded: excluded) }
      return losses[0] + losses[1]
    }
    let best = sums.indices.min { sums[$0] < sums[$1] }!
    #expect(pooled == [best, best])
  }

  @Test("The path ends once every task is past its best for as long as patience lasts", arguments: [1, 2])
  func patience(patience: Int) throws {
    var sample = Sample.random(seed: 54)
    var generator = SplitMix64(seed: 55)
    for row in 0..<sample.rows {
      sample.labels[row] = [generator.uniform() < 0.5 ? 1 : 0, Float(generator.uniform())]
    }
    let inverseRegularizations = (0..<8).map { 0.01 * pow(4, Double($0)) }
    let path = PenaltyPath(
      solver: try SolverKind.dense.solver(sample, tolerance: 1e-5), targets: try sample.targets(),
      inverseRegularizations: inverseRegularizations, patience: patience)
    let length = path.penalties.count
    #expect(length < inverseRegularizations.count)
    #expect(path.heldOutScores.count == length && path.foldLosses.count == length && path.certificates.count == length)
    #expect((0..<2).map { path.best(task: $0) }.max() == length - 1 - patience)
  }

  @Test("A task without a single outcome gets scores of 0 and no say")
  func noOutcomes() throws {
    var sample = Sample.random(seed: 56)
    for row in 0..<sample.rows { sample.weights[row][1] = 0 }
    let path = PenaltyPath(
      solver: try SolverKind.sparse.solver(sample, tolerance: 1e-4), targets: try sample.targets(),
      inverseRegularizations: [0.1, 1])
    #expect((0..<sample.rows).allSatisfy { path.heldOutScores[1][$0, 1] == 0 })
    #expect(path.foldLosses.allSatisfy { $0[1] == [0, 0, 0] } && path.best(task: 1) == 0)
  }

  @Test("A path without folds, and a warm start of other problems, are programmer mistakes")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var sample = Sample.random(seed: 58)
      sample.folds = []
      _ = PenaltyPath(
        solver: try SolverKind.dense.solver(sample), targets: try sample.targets(), inverseRegularizations: [1])
    }
    await #expect(processExitsWith: .failure) {
      let sample = Sample.random(seed: 58)
      let solver = try SolverKind.dense.solver(sample)
      let start = solver.solve(try sample.targets(), problems: [Problem(heldOutFold: 0, penalty: 1)])
      _ = solver.solve(try sample.targets(), problems: [Problem(heldOutFold: 1, penalty: 1)], from: start)
    }
  }
}
