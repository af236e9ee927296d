import Foundation
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import TestSupport
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("ConditionalLogit")
struct ConditionalLogitTests {
  private static let rows = 400

  /// Two attributes of three alternatives. The third is offered on every other row only. The best one follows
  /// 2 · the first attribute.
  private let attributes: [Matrix]
  private let targets: Targets

  init() throws {
    var generator = SplitMix64(seed: 3)
    func uniform() -> Float { Float(generator.next(below: 1 << 20)) / Float(1 << 19) - 1 }
    var attributes = [Matrix](repeating: Matrix(rows: Self.rows, columns: 3), count: 2)
    var (labels, weights) = (attributes[0], attributes[0])
    for row in 0..<Self.rows {
      let offered = row % 2 == 0 ? 3 : 2
      for k in 0..<3 { (attributes[0][row, k], attributes[1][row, k]) = (uniform(), uniform()) }
      for k in 0..<offered { weights[row, k] = row % 5 == 0 ? 2 : 1 }
      let powers = (0..<offered).map { exp(2 * Double(attributes[0][row, $0])) }
      var drawn = Double(uniform() + 1) / 2 * powers.reduce(0, +)
      let winner = powers.firstIndex { power in
        drawn -= power
        return drawn <= 0
      }
      labels[row, winner ?? offered - 1] = 1
    }
    self.attributes = attributes
    targets = try Targets(.softmax, labels: labels, weights: weights, folds: (0..<Self.rows).map { $0 % 4 })
  }

  /// The penalised mean loss by a plain loop.
  private func objective(_ a: [Double], shrinkage: Double, excluding fold: Int?) -> Double {
    var (loss, total) = (0.0, 0.0)
    for row in 0..<Self.rows where targets.folds[row] != fold {
      let offered = (0..<3).filter { targets.weights[row, $0] > 0 }
      let z = offered.map { k in a[0] * Double(attributes[0][row, k]) + a[1] * Double(attributes[1][row, k]) }
      let weight = Double(targets.weights[row, 0])
      let winner = offered.firstIndex { targets.labels[row, $0] == 1 }!
      loss += weight * (log(z.reduce(0) { $0 + exp($1) }) - z[winner])
      total += weight
    }
    return loss / total + shrinkage / 2 * a.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
  }

  @Test("The weights are where no step to either side, within the bounds, is lower", arguments: [nil, 1])
  func minimum(fold: Int?) {
    let logit = ConditionalLogit(attributes: attributes, targets: targets, excluding: fold)
    let a = logit.fit(around: [0.5, 0.5], shrinkage: 0.02).weights
    let best = objective(a, shrinkage: 0.02, excluding: fold)
    for b in 0..<2 {
      for step in [-1e-3, 1e-3] where a[b] + step >= 0 {
        var moved = a
        moved[b] += step
        #expect(objective(moved, shrinkage: 0.02, excluding: fold) > best)
      }
    }
    #expect(abs(a[0] - 2) < 0.5 && a[1] < 0.3)
  }

  @Test("A fold left out of sight changes nothing, whatever its labels are")
  func exclusion() throws {
    var labels = targets.labels
    for row in stride(from: 1, to: Self.rows, by: 4) {
      (labels[row, 0], labels[row, 1]) = (labels[row, 1], labels[row, 0])
    }
    let flipped = try Targets(.softmax, labels: labels, weights: targets.weights, folds: targets.folds)
    func weights(_ targets: Targets, _ fold: Int?) -> [Double] {
      ConditionalLogit(attributes: attributes, targets: targets, excluding: fold).fit(
        around: [0, 0], shrinkage: 0.02
      ).weights
    }
    #expect(weights(targets, 1) == weights(flipped, 1))
    #expect(weights(targets, nil) != weights(flipped, nil))
  }

  @Test("Without any row in sight the weights stay where they start")
  func nothing() throws {
    let none = try Targets(
      .softmax, labels: targets.labels, weights: Matrix(rows: Self.rows, columns: 3), folds: targets.folds)
    let logit = ConditionalLogit(attributes: attributes, targets: none, excluding: nil)
    #expect(logit.fit(around: [0.5, 0.25], shrinkage: 0.02).weights == [0.5, 0.25])
  }
}
