/// RouterArena's measures of how near choices come to the cheapest model that is right.
///
/// A model is right when its score is at least ½; a prompt is solvable when one is.
///
///     Opt.Sel  = share of solvable prompts on which the cheapest right model is chosen
///     Opt.Cost = Σ cost of the cheapest right model / Σ cost of the chosen one, over solvable prompts
///     Opt.Acc  = Σ chosen scores / Σ best scores, over all prompts
package struct OptimalChoice: Sendable, Equatable {
  package let selection: Double
  /// nil when the router's choices cost nothing.
  package let cost: Double?
  package let accuracy: Double

  /// nil when no prompt is solvable. O(n · models).
  ///
  /// - Parameters:
  ///   - choices: the n chosen models, as column numbers.
  ///   - scores: n × models, row-major.
  ///   - costs: n × models, row-major, USD. Of equally cheap right models any will do.
  package init?(choices: [Int], scores: [Double], costs: [Double], models: Int) {
    precondition(scores.count == choices.count * models && costs.count == scores.count, "prompts × models")
    var (solvable, selected, least, paid, reached, best) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for (row, choice) in choices.enumerated() {
      let cells = row * models..<(row + 1) * models
      let chosen = row * models + choice
      reached += scores[chosen]
      best += cells.map { scores[$0] }.max() ?? 0
      guard let cheapest = cells.filter({ scores[$0] >= 0.5 }).map({ costs[$0] }).min() else { continue }
      solvable += 1
      selected += scores[chosen] >= 0.5 && costs[chosen] == cheapest ? 1 : 0
      least += cheapest
      paid += costs[chosen]
    }
    guard solvable > 0, best > 0 else { return nil }
    selection = selected / solvable
    cost = paid > 0 ? least / paid : nil
    accuracy = reached / best
  }
}
