import LinearAlgebra
import Testing

@testable import Regression

/// Laws of the rows and of the batch; `LogisticSolverFeatureLawsTests` has those of the features.
@Suite("Laws of rows, weights and batches")
struct LogisticSolverLawsTests {
  private let column = LogisticColumn(task: 1, penalty: 0.05)
  private let problem = Problem.sample(seed: 11)

  private func expectSame(
    _ kind: SolverKind, _ other: Problem, _ otherColumn: LogisticColumn? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let first = try kind.solve(problem, [column])
    let second = try kind.solve(other, [otherColumn ?? column])
    let apart = distance(first.point(0), second.point(0))
    #expect(apart < optimumTolerance, sourceLocation: sourceLocation)
  }

  @Test("Labels and predictions have the same weighted mean", arguments: SolverKind.allCases)
  func balance(kind: SolverKind) throws {
    let columns = [0, 1].map { LogisticColumn(task: $0, heldOutFold: 1, penalty: 0.01) }
    let solution = try kind.solve(problem, columns)
    for (c, column) in columns.enumerated() {
      let reference = NewtonReference(problem, column)
      // The last slope is that of the intercept: Σ w (p − y) / Σ w.
      #expect(abs(reference.gradient(solution.point(c)).last!) < 2e-6)
    }
  }

  @Test("A batch of columns is as many single fits", arguments: SolverKind.allCases)
  func batch(kind: SolverKind) throws {
    let columns = LogisticSolverOptimumTests.columns
    let batch = try kind.solve(problem, columns)
    #expect(batch.columns == columns)
    for (c, column) in columns.enumerated() {
      let single = try kind.solve(problem, [column])
      #expect(distance(batch.beta(c), single.beta(0)) < optimumTolerance)
      #expect(abs(batch.intercept(c) - single.intercept(0)) < optimumTolerance)
      #expect(distance(batch.logits(c), single.logits(0)) < 5 * optimumTolerance)
    }
  }

  @Test("A row of weight 2 is the row twice", arguments: SolverKind.allCases)
  func twice(kind: SolverKind) throws {
    var heavy = problem
    for row in stride(from: 0, to: heavy.rows, by: 3) { heavy.weights[row][1] *= 2 }
    let doubled = problem.selecting((0..<problem.rows).flatMap { $0 % 3 == 0 ? [$0, $0] : [$0] })
    let (first, second) = (try kind.solve(heavy, [column]), try kind.solve(doubled, [column]))
    #expect(distance(first.beta(0), second.beta(0)) < optimumTolerance)
    #expect(abs(first.intercept(0) - second.intercept(0)) < optimumTolerance)
    // It is another problem than the one without the extra weight.
    #expect(distance(first.beta(0), try kind.solve(problem, [column]).beta(0)) > 10 * optimumTolerance)
  }

  @Test("Weights are relative: five times all of them changes nothing", arguments: SolverKind.allCases)
  func relative(kind: SolverKind) throws {
    var scaled = problem
    scaled.weights = problem.weights.map { $0.map { 5 * $0 } }
    try expectSame(kind, scaled)
  }

  @Test("A soft label is a 1 and a 0 that share the weight", arguments: SolverKind.allCases)
  func soft(kind: SolverKind) throws {
    var split = problem.selecting((0..<problem.rows).flatMap { [$0, $0] })
    for row in 0..<split.rows {
      let (label, one) = (split.labels[row][1], row % 2 == 0)
      split.labels[row][1] = one ? 1 : 0
      split.weights[row][1] *= one ? label : 1 - label
    }
    try expectSame(kind, split)
  }

  @Test("A missing outcome is weight 0 is no row, whatever its label says", arguments: SolverKind.allCases)
  func missing(kind: SolverKind) throws {
    let observed = (0..<problem.rows).filter { problem.weights[$0][1] > 0 }
    #expect(observed.count < problem.rows)
    try expectSame(kind, problem.selecting(observed))
    var unlabelled = problem
    for row in 0..<problem.rows where problem.weights[row][1] == 0 { unlabelled.labels[row][1] = .nan }
    let (first, second) = (try kind.solve(problem, [column]), try kind.solve(unlabelled, [column]))
    #expect(first.coefficients == second.coefficients && first.intercepts == second.intercepts)
  }

  @Test("The order of rows does not matter", arguments: SolverKind.allCases)
  func rowOrder(kind: SolverKind) throws {
    var generator = TestGenerator(seed: 12)
    try expectSame(kind, problem.selecting(Array(0..<problem.rows).shuffled(using: &generator)))
  }

  @Test("A held-out fold is as if its rows were gone, and its labels leave no trace", arguments: SolverKind.allCases)
  func heldOut(kind: SolverKind) throws {
    let without = LogisticColumn(task: 1, heldOutFold: 2, penalty: 0.05)
    let kept = problem.selecting((0..<problem.rows).filter { problem.folds[$0] != 2 })
    let (first, second) = (try kind.solve(problem, [without]), try kind.solve(kept, [column]))
    #expect(distance(first.beta(0), second.beta(0)) < optimumTolerance)
    #expect(abs(first.intercept(0) - second.intercept(0)) < optimumTolerance)
    var altered = problem
    for row in 0..<problem.rows where problem.folds[row] == 2 {
      altered.labels[row][1] = 1 - altered.labels[row][1]
      altered.weights[row][1] += 3
    }
    let third = try kind.solve(altered, [without])
    #expect(first.coefficients == third.coefficients && first.intercepts == third.intercepts)
    #expect(first.logits == third.logits && first.certificates == third.certificates)
  }
}
