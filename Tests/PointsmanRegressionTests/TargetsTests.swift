import PointsmanNumerics
import Testing

@testable import PointsmanRegression

@Suite("Refusals")
struct TargetsTests {
  private func targets(_ loss: Loss = .logistic, label: Float = 0.5, weight: Float = 1) throws -> Targets {
    var (labels, weights) = (Matrix(rows: 4, columns: 3), Matrix(rows: 4, columns: 3, repeating: 1))
    labels[2, 1] = label
    weights[2, 1] = weight
    return try Targets(loss, labels: labels, weights: weights)
  }

  @Test(
    "A label outside [0, 1] is refused with its place", arguments: [Loss.logistic, .softmax],
    [-0.1, 1.5, .infinity, -.infinity] as [Float])
  func label(loss: Loss, found: Float) throws {
    #expect(throws: RegressionError.invalidLabel(row: 2, output: 1, found: found)) { try targets(loss, label: found) }
  }

  @Test("For the squared loss any finite label will do, and no other")
  func squaredLabel() throws {
    for label in [-0.1, 1.5, 1e30] as [Float] { #expect(try targets(.squared, label: label).labels[2, 1] == label) }
    for label in [.infinity, -.infinity, .nan] as [Float] {
      #expect(throws: RegressionError.self) { try targets(.squared, label: label) }
    }
  }

  @Test("Softmax makes one task of all outputs, the other losses one of each", arguments: Loss.allCases)
  func tasks(loss: Loss) throws {
    let targets = try targets(loss)
    #expect(targets.tasks == (loss == .softmax ? 1 : 3) && targets.linearPredictorCount == (loss == .softmax ? 3 : 1))
  }

  @Test("A label of NaN is refused with its place")
  func labelNaN() throws {
    let error = #expect(throws: RegressionError.self) { try targets(label: .nan) }
    guard case .invalidLabel(row: 2, output: 1, let found) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(found.isNaN)
  }

  @Test("A negative or infinite weight is refused with its place", arguments: [-1, .infinity] as [Float])
  func weight(found: Float) throws {
    #expect(throws: RegressionError.invalidWeight(row: 2, output: 1, found: found)) { try targets(weight: found) }
  }

  @Test("A weight of NaN is refused")
  func weightNaN() throws {
    let error = #expect(throws: RegressionError.self) { try targets(weight: .nan) }
    #expect(try #require(error).description == "weight of row 2, output 1 is nan; it must be finite and not negative")
  }

  @Test("The ends of the interval are fine, and so is any label that has no weight")
  func accepted() throws {
    for label in [0, 1] as [Float] { #expect(try targets(label: label).labels[2, 1] == label) }
    #expect(try targets(label: .nan, weight: 0).rows == 4)
    #expect(try targets(label: 7, weight: 0).tasks == 3)
  }

  @Test(
    "A feature that is not finite is refused with its place", arguments: SolverKind.allCases,
    [Float.infinity, -.infinity, .nan])
  func feature(kind: SolverKind, found: Float) throws {
    var sample = Sample.random()
    sample.features[17][3] = found
    let error = #expect(throws: RegressionError.self) { try kind.solver(sample) }
    #expect(
      try #require(error).description == "feature 3 of row 17 is \(found); every feature must be finite")
  }

  @Test("Shapes that disagree, negative folds and penalties of 0 are programmer mistakes")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = try Targets(labels: Matrix(rows: 4, columns: 3), weights: Matrix(rows: 4, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = try Targets(labels: Matrix(rows: 2, columns: 1), weights: Matrix(rows: 2, columns: 1), folds: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = try Targets(labels: Matrix(rows: 2, columns: 1), weights: Matrix(rows: 2, columns: 1), folds: [0, -1])
    }
    await #expect(processExitsWith: .failure) { _ = Problem(penalty: 0) }
    await #expect(processExitsWith: .failure) { _ = Problem(penalty: .infinity) }
  }
}
