/// The mean of a figure over the rows where it is defined, by their weights; nil where it is on none.
private func meanOfDefined(_ weights: [Double]?, count: Int, _ figure: (_ row: Int) -> Double?) -> Double? {
  checkWeights(weights, rows: count)
  let defined = (0..<count).compactMap { row in figure(row).map { (row, $0) } }
  return weightedMean(of: defined.map(\.1), weights: weights.map { weights in defined.map { weights[$0.0] } })
}

/// True when a prompt's choice is among the models tied for its best observed score; nil when the chosen model was not
/// observed. A missing score is NaN. O(models).
package func isBest(choice: Int, scores: some Collection<Double>) -> Bool? {
  guard let regret = regret(choice: choice, utilities: scores) else { return nil }
  return regret == 0
}

/// The share of prompts on which the router chose a model that none beats.
///
/// With fractional scores as with 0/1, a prompt on which every model does equally well cannot be got wrong.
///
/// - Parameters:
///   - choices: the n chosen models, as column numbers.
///   - scores: n × models, row-major; NaN for a missing cell.
///   - models: number of columns.
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1] over the prompts whose chosen model was observed, or nil when there are none.
/// - Complexity: O(n · models).
package func accuracy(choices: [Int], scores: [Double], models: Int, weights: [Double]? = nil) -> Double? {
  precondition(scores.count == choices.count * models, "scores are prompts × models")
  return meanOfDefined(weights, count: choices.count) { row in
    isBest(choice: choices[row], scores: scores[row * models..<(row + 1) * models]).map { $0 ? 1 : 0 }
  }
}

/// The share of prompts with a best model among the k most probable; of equal probabilities the lower column goes first.
///
///     top-k = mean over i of [argmax_m s_im meets the k highest p̂_im]
///
/// Top-1 is the accuracy; top-M is 1. A prompt's best models are those of its highest observed score.
///
/// - Parameters:
///   - probabilities: n × models, row-major.
///   - scores: n × models, row-major; NaN for a missing cell.
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when no prompt has an observed score.
/// - Complexity: O(n · models · log models).
package func topKAccuracy(
  _ k: Int, probabilities: [Double], scores: [Double], models: Int, weights: [Double]? = nil
) -> Double? {
  precondition(k > 0 && models > 0, "at least one choice among at least one model")
  precondition(probabilities.count == scores.count && scores.count % models == 0, "one score a probability")
  return meanOfDefined(weights, count: scores.count / models) { row in
    let start = row * models
    let observed = (0..<models).filter { !scores[start + $0].isNaN }
    guard let most = observed.map({ scores[start + $0] }).max() else { return nil }
    let first = observed.sorted { (-probabilities[start + $0], $0) < (-probabilities[start + $1], $1) }.prefix(k)
    return first.contains { scores[start + $0] == most } ? 1 : 0
  }
}

/// Recall where few models are right: among prompts that at least one and at most k models get right, the share on which
/// the chosen model is right.
///
/// A model is right when its score is at least ½. With k = 1 it says how well a router finds the one model that will do.
///
/// - Parameters:
///   - choices: the n chosen models, as column numbers.
///   - scores: n × models, row-major; NaN for a missing cell, which is not right.
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when there are no such prompts.
/// - Complexity: O(n · models).
package func modelRecall(
  atMost k: Int, choices: [Int], scores: [Double], models: Int, weights: [Double]? = nil
) -> Double? {
  precondition(scores.count == choices.count * models, "scores are prompts × models")
  return meanOfDefined(weights, count: choices.count) { row in
    let right = (0..<models).filter { scores[row * models + $0] >= 0.5 }
    return (1...max(1, k)).contains(right.count) ? (right.contains(choices[row]) ? 1 : 0) : nil
  }
}

/// The regret of a prompt's choice, max_m u_m − u_choice over the observed models; nil when the chosen model
/// was not observed. A missing utility is NaN. O(models).
package func regret(choice: Int, utilities: some Collection<Double>) -> Double? {
  let chosen = utilities[utilities.index(utilities.startIndex, offsetBy: choice)]
  guard !chosen.isNaN else { return nil }
  return utilities.reduce(chosen) { $1 > $0 ? $1 : $0 } - chosen
}

/// The mean over prompts of max_m u_im − u_{i,r_i}: the gain of perfect choices.
///
/// Utilities are scores, or scores less what answers cost, u = s − λc; the caller sets the price λ.
///
/// - Parameters:
///   - choices: the n chosen models, as column numbers.
///   - utilities: n × models, row-major; NaN for a missing cell.
///   - models: number of columns.
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number ≥ 0 over the prompts whose chosen model was observed, or nil when there are none.
/// - Complexity: O(n · models).
package func regret(choices: [Int], utilities: [Double], models: Int, weights: [Double]? = nil) -> Double? {
  precondition(utilities.count == choices.count * models, "utilities are prompts × models")
  return meanOfDefined(weights, count: choices.count) { row in
    regret(choice: choices[row], utilities: utilities[row * models..<(row + 1) * models])
  }
}

/// The regret of a stream of choices so far: Σ_{j ≤ i} max_m u_jm − u_{j,r_j}, for each i.
///
/// The curve of a router that learns flattens; that of a fixed one rises in a straight line. A prompt whose chosen model was not
/// observed adds nothing.
///
/// - Parameters:
///   - choices: the n chosen models in the order of the stream, as column numbers.
///   - utilities: n × models, row-major; NaN for a missing cell.
/// - Returns: n numbers, none smaller than the one before.
/// - Complexity: O(n · models).
package func cumulativeRegret(choices: [Int], utilities: [Double], models: Int) -> [Double] {
  precondition(utilities.count == choices.count * models, "utilities are prompts × models")
  var total = 0.0
  return choices.enumerated().map { row, choice in
    total += regret(choice: choice, utilities: utilities[row * models..<(row + 1) * models]) ?? 0
    return total
  }
}

/// Counts of prompts by the model that would have been best and the one that was chosen.
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
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init(choices: [Int], scores: [Double], models: Int, weights: [Double]? = nil) {
    precondition(scores.count == choices.count * models, "scores are prompts × models")
    var cells = [Double](repeating: 0, count: models * models)
    for (row, choice) in choices.enumerated() {
      let observed = (0..<models).filter { !scores[row * models + $0].isNaN }
      let values = observed.map { scores[row * models + $0] }
      guard let most = values.max(), values.contains(where: { $0 < most }), observed.contains(choice) else { continue }
      let best = observed.filter { scores[row * models + $0] == most }
      let weight = weights?[row] ?? 1
      if best.contains(choice) {
        cells[choice * models + choice] += weight
      } else {
        for model in best { cells[model * models + choice] += weight / Double(best.count) }
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
