internal import Pointsman
internal import PointsmanOutcomes

extension RouterTrainer {
  /// Throws when the target is preference and `table` cannot say how models compare, or when it is not and a reference is
  /// named.
  func validatePreference(_ table: OutcomeTable) throws(TrainingError) {
    if let reference, target != .preference || !table.models.contains(reference) {
      throw .invalidReference(name: reference, models: table.models)
    }
    guard target == .preference else { return }
    for block in blocks where block == .context || block == .neighbours { throw .notWithPreference(block: block) }
    let unconnected = modelsUnconnected(table)
    guard unconnected.isEmpty else { throw .unconnected(models: unconnected, from: table.models[0]) }
  }

  /// The models to which no chain of rows leads from the first, each row linking those that were observed on it.
  /// O(models · rows).
  private func modelsUnconnected(_ table: OutcomeTable) -> [String] {
    var (reached, frontier): (Set<Int>, [Int]) = ([0], [0])
    while let model = frontier.popLast() {
      for row in table.rows.indices where table.score(row: row, model: model) != nil {
        for other in table.models.indices
        where table.score(row: row, model: other) != nil && reached.insert(other).inserted {
          frontier.append(other)
        }
      }
    }
    return table.models.indices.filter { !reached.contains($0) }.map { table.models[$0] }
  }
}
