internal import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport
internal import PointsmanTraining

/// The predictions that an evaluation's figures come from, a line a row: anyone can compute the figures again.
///
/// Each has the row's id, its division and its fold from 1 (none where one router predicted all rows), its weight, the model chosen, and of each
/// model the score and cost that were observed and the probability and cost that were predicted.
package struct PredictionLines {
  private let results: RoutingResults
  private let choices: [Int]
  private let hasFolds: Bool

  package init(_ evaluation: Evaluation) {
    results = evaluation.resultsOfDivisions
    choices = results.choices(of: Array(results.table.rows.indices))
    hasFolds = evaluation.regime != .heldOut
  }

  /// How many lines there are.
  package var count: Int { results.table.rows.count }

  private static let columns = ["score", "probability", "cost", "predicted_cost"]

  /// From 1.
  private func division(_ row: Int) -> Int? { hasFolds ? (results.allDivisions?.division[row] ?? 0) + 1 : nil }

  /// From 1 in each division.
  private func fold(_ row: Int) -> Int? {
    hasFolds ? results.folds[row] % (results.allDivisions?.folds ?? .max) + 1 : nil
  }

  /// The four numbers of a model on a row; nil where one is not known.
  private func numbers(_ row: Int, _ model: Int) -> [Double?] {
    let table = results.table
    return [
      table.score(row: row, model: model), results.hasProbabilities ? results.predictions[row, model] : nil,
      table.cost(row: row, model: model), results.predictedCosts.map { $0[row * results.models + model] },
    ].map { $0.flatMap { $0.isFinite ? $0 : nil } }
  }

  /// A row as an object of JSON.
  package func json(row: Int) -> JSONValue {
    let entry = results.table.rows[row]
    let models = results.table.models.enumerated().map { model, name in
      (name, JSONValue.object(zip(Self.columns, numbers(row, model)).map { ($0, .figure($1)) }))
    }
    return .object([
      ("id", .string(entry.id)), ("division", division(row).map { .integer($0) } ?? .null),
      ("fold", fold(row).map { .integer($0) } ?? .null),
      ("weight", .number(entry.weight)), ("chosen", .string(results.table.models[choices[row]])),
      ("models", .object(models)),
    ])
  }

  /// The header of CSV, with four columns a model: `model|score`, `model|probability`….
  package var csvHeader: String {
    let names = results.table.models.flatMap { name in Self.columns.map { "\(name)|\($0)" } }
    return CSVLine.text(["id", "division", "fold", "weight", "chosen"] + names)
  }

  /// A row of CSV; a cell is empty where nothing is known.
  package func csv(row: Int) -> String {
    let entry = results.table.rows[row]
    let cells = results.table.models.indices.flatMap { self.numbers(row, $0) }.map { $0.map { "\($0)" } ?? "" }
    return CSVLine.text(
      [
        entry.id, division(row).map { "\($0)" } ?? "", fold(row).map { "\($0)" } ?? "", "\(entry.weight)",
        results.table.models[choices[row]],
      ] + cells)
  }
}
