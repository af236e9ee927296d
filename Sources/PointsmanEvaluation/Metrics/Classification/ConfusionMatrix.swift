/// Which model would have been best, and which was chosen.
///
/// A choice among the models tied for best is right, and counts at (choice, choice). Any other counts at
/// (best, choice), divided evenly among the models tied for best. Prompts on which all models do alike say nothing and
/// are left out, as are those whose chosen model was not observed.
package struct ConfusionMatrix: Sendable, Equatable {
  package let models: Int
  /// models × models prompts, row-major: the best model's row, the chosen one's column.
  package let cells: [Double]

  /// Counts n prompts. O(n · models).
  ///
  /// - Parameters:
  ///   - choices: the n chosen models, as column numbers.
  ///   - scores: n × models, row-major; NaN for a missing cell.
  package init(choices: [Int], scores: [Double], models: Int) {
    precondition(scores.count == choices.count * models, "scores are prompts × models")
    var cells = [Double](repeating: 0, count: models * models)
    for (row, choice) in choices.enumerated() {
      let observed = (0..<models).filter { !scores[row * models + $0].isNaN }
      let values = observed.map { scores[row * models + $0] }
      guard let most = values.max(), values.contains(where: { $0 < most }), observed.contains(choice) else { continue }
      let best = observed.filter { scores[row * models + $0] == most }
      if best.contains(choice) {
        cells[choice * models + choice] += 1
      } else {
        for model in best { cells[model * models + choice] += 1 / Double(best.count) }
      }
    }
    (self.models, self.cells) = (models, cells)
  }

  /// Prompts on which `best` would have been best and `chosen` was chosen.
  package subscript(best best: Int, chosen chosen: Int) -> Double { cells[best * models + chosen] }

  /// Prompts counted.
  package var total: Double { cells.reduce(0, +) }

  /// The mean over models of F1 = 2·right / (times best + times chosen); nil when nothing was counted.
  ///
  /// Models that are never best and never chosen have no F1, and are left out. O(models²).
  package var macroF1: Double? {
    let scores = (0..<models).compactMap { model -> Double? in
      let best = (0..<models).reduce(0) { $0 + self[best: model, chosen: $1] }
      let chosen = (0..<models).reduce(0) { $0 + self[best: $1, chosen: model] }
      return best + chosen > 0 ? 2 * self[best: model, chosen: model] / (best + chosen) : nil
    }
    return weightedMean(of: scores, weights: nil)
  }
}
