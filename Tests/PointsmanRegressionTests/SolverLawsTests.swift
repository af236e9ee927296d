import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

/// Laws of the rows and of the batch; `SolverFeatureLawsTests` has those of the features.
@Suite("Laws of rows, weights and batches")
struct SolverLawsTests {
  private func sample(_ loss: Loss) -> Sample { .random(loss, seed: 11) }

  /// The last task, whole or without a fold.
  private func problem(_ loss: Loss, heldOutFold: Int? = nil) -> Problem {
    Problem(task: sample(loss).tasks - 1, heldOutFold: heldOutFold, penalty: 0.05)
  }

  private func expectSame(
    _ kind: SolverKind, _ first: Sample, _ second: Sample, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let problem = problem(first.loss)
    let (a, b) = (try kind.solve(first, [problem]), try kind.solve(second, [problem]))
    #expect(distance(a.point(0), b.point(0)) < optimumTolerance, sourceLocation: sourceLocation)
  }

  @Test("Labels and means have the same weighted sum", arguments: SolverKind.allCases, Loss.allCases)
  func balance(kind: SolverKind, loss: Loss) throws {
    let sample = sample(loss)
    let problems = (0..<sample.tasks).map { Problem(task: $0, heldOutFold: 1, penalty: 0.01) }
    let solution = try kind.solve(sample, problems)
    for (c, problem) in problems.enumerated() {
      let gradient = NewtonReference(sample, problem).gradient(solution.point(c))
      // The slopes of the intercepts: Σ ω (μ − y) / Ω.
      for k in 0..<solution.scores { #expect(abs(gradient[k * 7 + 6]) < 2e-6) }
    }
  }

  @Test("A batch of problems is as many single fits", .tags(.slow), arguments: SolverKind.allCases, Loss.allCases)
  func batch(kind: SolverKind, loss: Loss) throws {
    let sample = sample(loss)
    let problems = SolverOptimumTests.problems(loss)
    let batch = try kind.solve(sample, problems)
    #expect(batch.problems == problems)
    for (c, problem) in problems.enumerated() {
      let single = try kind.solve(sample, [problem])
      #expect(distance(batch.point(c), single.point(0)) < optimumTolerance)
    }
  }

  @Test("A row of weight 2 is the row twice", arguments: SolverKind.allCases, Loss.allCases)
  func twice(kind: SolverKind, loss: Loss) throws {
    let sample = sample(loss)
    var heavy = sample
    for row in stride(from: 0, to: heavy.rows, by: 3) { heavy.weights[row] = heavy.weights[row].map { 2 * $0 } }
    let doubled = sample.selecting((0..<sample.rows).flatMap { $0 % 3 == 0 ? [$0, $0] : [$0] })
    try expectSame(kind, heavy, doubled)
    // It is another problem than the one without the extra weight.
    let (first, second) = (try kind.solve(heavy, [problem(loss)]), try kind.solve(sample, [problem(loss)]))
    #expect(distance(first.point(0), second.point(0)) > 10 * optimumTolerance)
  }

  @Test("Weights are relative: five times all of them changes nothing", arguments: SolverKind.allCases, Loss.allCases)
  func relative(kind: SolverKind, loss: Loss) throws {
    var scaled = sample(loss)
    scaled.weights = scaled.weights.map { $0.map { 5 * $0 } }
    try expectSame(kind, sample(loss), scaled)
  }

  @Test("A soft label is a 1 and a 0 that share the weight", arguments: SolverKind.allCases)
  func soft(kind: SolverKind) throws {
    let sample = sample(.logistic)
    var split = sample.selecting((0..<sample.rows).flatMap { [$0, $0] })
    for row in 0..<split.rows {
      let (label, one) = (split.labels[row][1], row % 2 == 0)
      split.labels[row][1] = one ? 1 : 0
      split.weights[row][1] *= one ? label : 1 - label
    }
    try expectSame(kind, sample, split)
  }

  @Test("Labels that alternatives share are as many wins of one that share the weight", arguments: SolverKind.allCases)
  func softChoice(kind: SolverKind) throws {
    let sample = sample(.softmax)
    var split = sample.selecting((0..<sample.rows).flatMap { [$0, $0, $0] })
    for row in 0..<split.rows {
      let (labels, weights) = (split.labels[row], split.weights[row])
      split.labels[row] = (0..<3).map { $0 == row % 3 ? 1 : 0 }
      split.weights[row] = weights.map { $0 > 0 ? weights[row % 3] * labels[row % 3] : 0 }
    }
    try expectSame(kind, sample, split)
  }

  @Test("A row of no weight is no row, whatever its label says", arguments: SolverKind.allCases, Loss.allCases)
  func missing(kind: SolverKind, loss: Loss) throws {
    let (sample, problem) = (sample(loss), problem(loss))
    let observed = (0..<sample.rows).filter { sample.weight($0, task: problem.task) > 0 }
    #expect(observed.count < sample.rows)
    try expectSame(kind, sample, sample.selecting(observed))
    var unlabelled = sample
    for row in 0..<sample.rows {
      for output in 0..<sample.outputs where sample.weights[row][output] == 0 {
        unlabelled.labels[row][output] = .nan
      }
    }
    let (first, second) = (try kind.solve(sample, [problem]), try kind.solve(unlabelled, [problem]))
    #expect(first.coefficients == second.coefficients && first.intercepts == second.intercepts)
  }

  @Test("The order of rows does not matter", arguments: SolverKind.allCases, Loss.allCases)
  func rowOrder(kind: SolverKind, loss: Loss) throws {
    var generator = SplitMix64(seed: 12)
    let sample = sample(loss)
    try expectSame(kind, sample, sample.selecting(Array(0..<sample.rows).shuffled(using: &generator)))
  }

  @Test(
    "A held-out fold is as if its rows were gone, and its labels leave no trace", arguments: SolverKind.allCases,
    Loss.allCases)
  func heldOut(kind: SolverKind, loss: Loss) throws {
    let (sample, without) = (sample(loss), problem(loss, heldOutFold: 2))
    let kept = sample.selecting((0..<sample.rows).filter { sample.folds[$0] != 2 })
    let (first, second) = (try kind.solve(sample, [without]), try kind.solve(kept, [problem(loss)]))
    #expect(distance(first.point(0), second.point(0)) < optimumTolerance)
    var altered = sample
    for row in 0..<sample.rows where sample.folds[row] == 2 {
      altered.labels[row] = sample.labels[row].map { 1 - $0 }
      altered.weights[row] = sample.weights[row].map { $0 + 3 }
    }
    let third = try kind.solve(altered, [without])
    #expect(first.coefficients == third.coefficients && first.intercepts == third.intercepts)
    #expect(first.heldOutScores == third.heldOutScores && first.certificates == third.certificates)
  }
}
