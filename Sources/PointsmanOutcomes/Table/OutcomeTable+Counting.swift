// Which rows count, and how much; which costs are known.
extension OutcomeTable {
  /// The rows' weights, n of them; nil where all are alike, and figures need none.
  package var weights: [Double]? {
    guard let first = rows.first?.weight, rows.contains(where: { $0.weight != first }) else { return nil }
    return rows.map(\.weight)
  }

  /// True if an outcome has a propensity below 1: such outcomes do not all count alike.
  package var hasPropensities: Bool {
    rows.indices.contains { row in
      models.indices.contains { model in outcome(row: row, model: model)?.propensity.map { $0 < 1 } ?? false }
    }
  }

  /// For each of `rows`, on which `model` was observed, the row's weight over the outcome's propensity; nil where rows weigh
  /// the same and no outcome of the model has a propensity.
  package func cellWeights(of rows: [Int], model: Int) -> [Double]? {
    let propensities = rows.map { outcome(row: $0, model: model)?.propensity }
    guard propensities.contains(where: { $0 != nil }) else {
      return weights.map { weights in rows.map { weights[$0] } }
    }
    return zip(rows, propensities).map { self.rows[$0].weight / ($1 ?? 1) }
  }

  /// For each row a number that rows of one group share, and no other row; nil where no row has a group.
  package var groupNumbers: [Int]? {
    guard rows.contains(where: { $0.group != nil }) else { return nil }
    var numbers: [String: Int] = [:]
    return rows.enumerated().map { row, entry in
      guard let group = entry.group else { return -1 - row }
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
  }

  /// The numbers of the rows with weight.
  package var countedRows: [Int] { rows.indices.filter { rows[$0].weight > 0 } }

  /// True if the costs of every model are known on the row.
  package func isPriced(row: Int) -> Bool { models.indices.allSatisfy { cost(row: row, model: $0) != nil } }

  /// True if any outcome records its cost.
  package var hasSomeCosts: Bool {
    rows.indices.contains { row in models.indices.contains { cost(row: row, model: $0) != nil } }
  }

  /// True if any outcome records a time.
  package var recordsTimes: Bool {
    rows.indices.contains { row in
      models.indices.contains { model in
        outcome(row: row, model: model).map { $0.latency != nil || $0.firstTokenTime != nil } ?? false
      }
    }
  }

  /// The names of the models without any known cost.
  package var modelsWithoutCosts: [String] {
    models.indices.filter { model in rows.indices.allSatisfy { cost(row: $0, model: model) == nil } }.map { models[$0] }
  }
}

extension OutcomeTable {
  /// The mean of a value over some rows, by their weights where those differ; nil where none has weight.
  package func mean(of rows: [Int], _ value: (_ row: Int) -> Double) -> Double? {
    guard let weights else { return rows.isEmpty ? nil : rows.reduce(0) { $0 + value($1) } / Double(rows.count) }
    let total = rows.reduce(0) { $0 + weights[$1] }
    return total > 0 ? rows.reduce(0) { $0 + weights[$1] * value($1) } / total : nil
  }
}
