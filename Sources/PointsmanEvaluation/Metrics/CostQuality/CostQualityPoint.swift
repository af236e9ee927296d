/// What one way of choosing models costs and how well it does, both as means over prompts.
package struct CostQualityPoint: Sendable, Equatable {
  /// Mean cost of a prompt, USD.
  package let cost: Double
  /// Mean score, in [0, 1].
  package let score: Double

  package init(cost: Double, score: Double) {
    self.cost = cost
    self.score = score
  }

  /// The point of each model when it answers every prompt; empty when there are no prompts. O(n · models).
  ///
  /// - Parameters:
  ///   - scores: n × models, row-major.
  ///   - costs: n × models, row-major, USD.
  package static func singles(scores: [Double], costs: [Double], models: Int) -> [CostQualityPoint] {
    precondition(models > 0 && scores.count % models == 0, "scores are prompts × models")
    precondition(costs.count == scores.count, "one cost a score")
    guard !scores.isEmpty else { return [] }
    let prompts = Double(scores.count / models)
    return (0..<models).map { model in
      let cells = stride(from: model, to: scores.count, by: models)
      return CostQualityPoint(
        cost: cells.reduce(0) { $0 + costs[$1] } / prompts,
        score: cells.reduce(0) { $0 + scores[$1] } / prompts
      )
    }
  }
}
