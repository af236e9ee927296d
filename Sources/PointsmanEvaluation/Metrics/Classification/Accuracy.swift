/// Whether a prompt's choice is among the models tied for its best observed score; nil when the chosen model was not
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
/// - Returns: a number in [0, 1] over the prompts whose chosen model was observed, or nil when there are none.
/// - Complexity: O(n · models).
package func accuracy(choices: [Int], scores: [Double], models: Int) -> Double? {
  precondition(scores.count == choices.count * models, "scores are prompts × models")
  let right = choices.enumerated().compactMap { row, choice in
    isBest(choice: choice, scores: scores[row * models..<(row + 1) * models])
  }
  return weightedMean(of: right.map { $0 ? 1 : 0 }, weights: nil)
}
