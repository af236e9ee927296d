import Pointsman
import PointsmanOutcomes
import PointsmanTraining

@testable import PointsmanEvaluation
@testable import PointsmanSupport

/// Seeded columns to test with.
extension SplitMix64 {
  /// n numbers in [0, 1).
  mutating func uniform(_ n: Int) -> [Double] {
    (0..<n).map { _ in Double(next() >> 11) * 0x1p-53 }
  }

  /// n of the numbers 0, 1/steps … 1, so that many are equal.
  mutating func coarse(_ n: Int, steps: UInt64) -> [Double] {
    (0..<n).map { _ in Double(next(below: steps + 1)) / Double(steps) }
  }

  /// The numbers 0..<n in random order.
  mutating func permutation(_ n: Int) -> [Int] {
    (0..<n).map { ($0, next()) }.sorted { $0.1 < $1.1 }.map(\.0)
  }
}

extension Array {
  /// The elements at the given places, in their order.
  func at(_ places: [Int]) -> [Element] { places.map { self[$0] } }

  /// Each element as often as its weight says.
  func repeated(_ times: [Double]) -> [Element] {
    zip(self, times).flatMap { Array(repeating: $0, count: Int($1)) }
  }
}

/// True if two figures agree but for rounding, or are both undefined.
func agree(_ left: Double?, _ right: Double?, within tolerance: Double = 1e-10) -> Bool {
  guard let left, let right else { return left == nil && right == nil }
  return left == right || abs(left - right) <= tolerance
}

/// A table of models "a", "b", … by rows of scores; nil is a missing cell.
func outcomes(
  _ scores: [[Double?]], costs: [Double]? = nil, categories: [String?]? = nil, groups: [String?]? = nil
) -> OutcomeTable {
  OutcomeTable(
    rows: scores.enumerated().map { index, row in
      var cells: [String: Outcome] = [:]
      for (model, score) in row.enumerated() {
        cells[["a", "b", "c"][model]] = score.map { Outcome(score: $0, cost: costs?[model]) }
      }
      let entry = OutcomeRow(
        id: "\(index)", prompt: Prompt("prompt number \(index)"), category: categories?[index], group: groups?[index])
      return (entry, cells)
    })
}

extension RoutingResults {
  /// The results of a router that sends row i to model `choices[i]`.
  init(_ table: OutcomeTable, choosing choices: [Int]) {
    let models = table.models.count
    let probabilities = choices.flatMap { choice in (0..<models).map { $0 == choice ? 0.9 : 0.1 } }
    self.init(
      table: table, predictions: Predictions(models: models, probabilities: probabilities), predictedCosts: nil)
  }
}
