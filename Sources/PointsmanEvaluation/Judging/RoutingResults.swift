internal import PointsmanOutcomes
internal import PointsmanTraining

/// Outcomes with a router's say on the same prompts: what every figure is computed from.
///
/// Figures about a choice need every model's score, so they are taken over the *complete* rows, on which all M models
/// were observed.
struct RoutingResults {
  let table: OutcomeTable
  /// n × M.
  let predictions: Predictions
  /// Whether these are probabilities; else 1 for the model chosen and 0 for the others.
  let hasProbabilities: Bool
  /// For each row the fold whose router made its prediction; all 0 where one router made them all.
  let folds: [Int]
  /// n × M expected costs in USD, by which a router weighs cost; nil when costs are not recorded.
  let predictedCosts: [Double]?
  /// Rows on which every model was observed.
  let complete: [Int]
  /// For each complete row the chosen model: the most probable, of equals the cheaper, then the first.
  private(set) var choices: [Int] = []
  /// complete × M scores.
  let scores: [Double]
  /// complete × M costs in USD; nil when costs are not recorded.
  let costs: [Double]?
  /// For each complete row the number of its `group`, or nil when no row has one.
  let groups: [Int]?

  var models: Int { table.models.count }

  init(
    table: OutcomeTable, predictions: Predictions, predictedCosts: [Double]?, folds: [Int]? = nil,
    hasProbabilities: Bool = true
  ) {
    let models = table.models.indices
    let complete = table.rows.indices.filter { table.isComplete(row: $0) }
    self.table = table
    self.predictions = predictions
    self.hasProbabilities = hasProbabilities
    self.predictedCosts = predictedCosts
    self.folds = folds ?? table.rows.map { _ in 0 }
    self.complete = complete
    scores = complete.flatMap { row in models.map { table.score(row: row, model: $0) ?? 0 } }
    costs = table.hasCosts ? complete.flatMap { row in models.map { table.cost(row: row, model: $0) ?? 0 } } : nil
    groups = Self.groups(of: complete, in: table)
    choices = choices(at: 0)
  }

  /// For each row the number of its `group`, or nil when no row has one.
  var allGroups: [Int]? { Self.groups(of: Array(table.rows.indices), in: table) }

  private static func groups(of rows: [Int], in table: OutcomeTable) -> [Int]? {
    guard rows.contains(where: { table.rows[$0].group != nil }) else { return nil }
    var numbers: [String: Int] = [:]
    return rows.map { row in
      let name = table.rows[row].group ?? "row \(row)"
      let number = numbers[name] ?? numbers.count
      numbers[name] = number
      return number
    }
  }

  /// The score of the chosen model on each complete row.
  var routedScores: [Double] { choices.enumerated().map { scores[$0 * models + $1] } }

  /// The cost of the chosen model on each complete row.
  var routedCosts: [Double]? {
    costs.map { costs in choices.enumerated().map { costs[$0 * models + $1] } }
  }

  /// The scores of `model` on the complete rows.
  func scores(of model: Int) -> [Double] { stride(from: model, to: scores.count, by: models).map { scores[$0] } }

  /// The costs of `model` on the complete rows.
  func costs(of model: Int) -> [Double]? {
    costs.map { costs in stride(from: model, to: costs.count, by: models).map { costs[$0] } }
  }

  /// Of the single models the one of highest mean score; of equals the cheaper, then the first.
  var bestSingle: Int {
    (0..<models).max { a, b in
      let (sa, sb) = (mean(scores(of: a)), mean(scores(of: b)))
      if sa != sb { return sa < sb }
      let (ca, cb) = (costs(of: a).map(mean) ?? 0, costs(of: b).map(mean) ?? 0)
      return ca != cb ? ca > cb : a > b
    }!
  }
}

/// The mean of `values`; 0 of none.
func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
