/// What a prompt's choice left on the table, max_m u_m − u_choice over the observed models; nil when the chosen model
/// was not observed. A missing utility is NaN. O(models).
package func regret(choice: Int, utilities: some Collection<Double>) -> Double? {
  let chosen = utilities[utilities.index(utilities.startIndex, offsetBy: choice)]
  guard !chosen.isNaN else { return nil }
  return utilities.reduce(chosen) { $1 > $0 ? $1 : $0 } - chosen
}

/// The mean over prompts of max_m u_im − u_{i,r_i}: what perfect choices would have won.
///
/// Utilities are scores, or scores less what answers cost, u = s − λc; the caller sets the price λ.
///
/// - Parameters:
///   - choices: the n chosen models, as column numbers.
///   - utilities: n × models, row-major; NaN for a missing cell.
///   - models: number of columns.
/// - Returns: a number ≥ 0 over the prompts whose chosen model was observed, or nil when there are none.
/// - Complexity: O(n · models).
package func regret(choices: [Int], utilities: [Double], models: Int) -> Double? {
  precondition(utilities.count == choices.count * models, "utilities are prompts × models")
  let regrets = choices.enumerated().compactMap { row, choice in
    regret(choice: choice, utilities: utilities[row * models..<(row + 1) * models])
  }
  return weightedMean(of: regrets, weights: nil)
}
