import Pointsman
import PointsmanOutcomes
import PointsmanTraining

@testable import PointsmanEvaluation

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
  /// Judges a router that sends row i to model `choices[i]`.
  init(_ table: OutcomeTable, choosing choices: [Int]) {
    let models = table.models.count
    let probabilities = choices.flatMap { choice in (0..<models).map { $0 == choice ? 0.9 : 0.1 } }
    self.init(
      table: table, predictions: Predictions(models: models, probabilities: probabilities), predictedCosts: nil)
  }
}
