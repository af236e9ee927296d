import Foundation
import Testing

@testable import PointsmanTraining

@Suite("TagRegression")
struct TagRegressionTests {
  private static let regression = TagRegression(
    rows: [[0, 2, 4, 5], [1, 3, 6]], labels: [1, 0, 0.5, 1, 1, 1, 1, 0], weights: [1, 2, 1, 0, 1, 3, 1, 1])
  private static let offsets = [0.5, -1, 2, 0, -0.25, 1, 30, -3]

  /// f of one tag's weight, by a plain loop.
  private func objective(_ beta: Double, tag: Int, penalty: Double) -> Double {
    let regression = Self.regression
    return regression.rows[tag].reduce(penalty / 2 * beta * beta) { sum, row in
      let z = Self.offsets[row] + beta
      return sum + regression.weights[row] * (log(1 + exp(z)) - regression.labels[row] * z)
    }
  }

  @Test("Central differences of the objective vanish at the weights", arguments: [0.3, 3, 300])
  func stationary(penalty: Double) {
    let beta = Self.regression.coefficients(penalty: penalty, offsets: Self.offsets, from: [0, 0])
    for tag in 0..<2 {
      let difference =
        objective(beta[tag] + 1e-4, tag: tag, penalty: penalty)
        - objective(beta[tag] - 1e-4, tag: tag, penalty: penalty)
      #expect(abs(difference / 2e-4) < 1e-6)
    }
    #expect(beta != [0, 0])
  }

  @Test("Rows left out count no more than rows of weight 0, and the start does not matter")
  func leftOut() {
    let left = Self.regression.coefficients(penalty: 1, offsets: Self.offsets, from: [5, -5]) { $0 == 5 }
    var weights = Self.regression.weights
    weights[5] = 0
    let without = TagRegression(rows: Self.regression.rows, labels: Self.regression.labels, weights: weights)
    let expected = without.coefficients(penalty: 1, offsets: Self.offsets, from: [0, 0])
    for (a, b) in zip(left, expected) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("The loss is a plain loop's, over tagged rows alone")
  func loss() {
    let expected = objective(0.5, tag: 0, penalty: 0) + objective(-1, tag: 1, penalty: 0)
    #expect(abs(Self.regression.loss([0.5, -1], offsets: Self.offsets) { _ in true } - expected) < 1e-9)
    #expect(Self.regression.loss([0.5, -1], offsets: Self.offsets) { $0 == 7 } == 0)
  }
}
