extension BoundPolicy {
  /// The decisions about a batch under a shared budget in USD. Overrides and conversations that stay keep their model.
  /// Every other prompt gets, of the models that the rules leave for it, the one by which the money gains most.
  ///
  /// Throws `RouterError.unsuitablePolicy` when costs are unknown, when the cheapest models already cost more, and for a
  /// policy that weighs anything but probability, or is guarded: the money would overrule both.
  public func decisions(_ decisions: [Decision], budget: Double) throws(RouterError) -> [Decision] {
    guard budget >= 0 && budget.isFinite else {
      throw .unsuitablePolicy(.outOfRange(quantity: "a budget", value: budget, expected: "at least 0 USD"))
    }
    guard policy.objective == .mostLikely, !policy.isGuarded else { throw .unsuitablePolicy(.budgetWithObjective) }
    guard
      decisions.allSatisfy({ decision in zip(decision.isPermitted, decision.costs).allSatisfy { !$0 || $1 != nil } })
    else {
      throw .unsuitablePolicy(.budgetWithoutCosts)
    }
    let costs = decisions.map { decision in
      router.models.indices.map { m -> Double? in
        let isOpen = decision.rule == .objective ? decision.isPermitted[m] : router.models[m] == decision.model
        return isOpen ? decision.costs[m] : nil
      }
    }
    guard let plan = BudgetPlan(probabilities: decisions.map(\.probabilities), costs: costs, budget: budget) else {
      let least = costs.reduce(0) { $0 + ($1.compactMap(\.self).min() ?? 0) }
      throw .unsuitablePolicy(.budgetExceeded(budget: budget, least: least))
    }
    return zip(decisions, plan.choices).map { decision, m in
      decision.rule == .objective
        ? decision.moved(to: m, of: router.models, reason: "the batch's budget gains most this way") : decision
    }
  }
}

/// The best use of a budget over a batch of prompts: which model for each, so that the probabilities' sum is as large as
/// the money allows.
///
/// Every prompt starts with its cheapest model. As the price λ of money falls from ∞, it climbs the corners of the upper
/// hull of its models' points (cost, probability), a corner each time λ passes the slope of the next edge. Taking edges by
/// falling slope until the next is no longer affordable solves the linear relaxation; the plan falls short of its value
/// by less than the one edge that was left undone. (Everett, "Generalized Lagrange multiplier method", 1963.)
package struct BudgetPlan: Sendable, Equatable {
  /// For each prompt its model.
  package let choices: [Int]
  /// USD, as forecast.
  package let cost: Double
  /// The sum of the chosen models' probabilities.
  package let value: Double
  /// The upper bound of every plan within the budget: the linear relaxation's value.
  package let bound: Double
  /// λ at which the money ran out, in probability a USD; 0 where it did not.
  package let price: Double

  /// Plans for n prompts; nil when even the cheapest models cost more than `budget`. O(n M log(n M)).
  ///
  /// - Parameters:
  ///   - probabilities: for each prompt one a model.
  ///   - costs: for each prompt USD for each model; nil for one that is not permitted.
  ///   - budget: USD for all prompts together.
  package init?(probabilities: [[Double]], costs: [[Double?]], budget: Double) {
    precondition(probabilities.count == costs.count)
    var choices: [Int] = []
    var edges: [(slope: Double, prompt: Int, model: Int, cost: Double, gain: Double)] = []
    var (cost, value) = (0.0, 0.0)
    for (prompt, row) in probabilities.enumerated() {
      let corners = Self.corners(row, costs[prompt])
      precondition(!corners.isEmpty, "every prompt needs a permitted model")
      choices.append(corners[0].model)
      cost += corners[0].cost
      value += corners[0].probability
      for (from, to) in zip(corners, corners.dropFirst()) {
        let (extra, gain) = (to.cost - from.cost, to.probability - from.probability)
        edges.append((gain / extra, prompt, to.model, extra, gain))
      }
    }
    guard cost <= budget else { return nil }
    // A prompt's own edges have falling slopes, so that this order climbs each hull from below.
    edges.sort { ($1.slope, $0.prompt) < ($0.slope, $1.prompt) }
    var (bound, price) = (value, 0.0)
    for edge in edges {
      guard cost + edge.cost <= budget else {
        bound += edge.gain * (budget - cost) / edge.cost
        price = edge.slope
        break
      }
      choices[edge.prompt] = edge.model
      cost += edge.cost
      value += edge.gain
      bound = value
    }
    (self.choices, self.cost, self.value, self.bound, self.price) = (choices, cost, value, bound, price)
  }

  /// The rising corners of the upper hull, the cheapest model first; of equally cheap ones the most probable.
  private static func corners(
    _ probabilities: [Double], _ costs: [Double?]
  ) -> [(model: Int, cost: Double, probability: Double)] {
    let points = probabilities.indices.compactMap { m in
      costs[m].map { (model: m, cost: $0, probability: probabilities[m]) }
    }
    .sorted { ($0.cost, -$0.probability, $0.model) < ($1.cost, -$1.probability, $1.model) }
    var corners: [(model: Int, cost: Double, probability: Double)] = []
    for point in points {
      if let last = corners.last, point.cost == last.cost || point.probability <= last.probability { continue }
      while corners.count > 1 {
        let (a, b) = (corners[corners.count - 2], corners[corners.count - 1])
        let rise = (b.probability - a.probability) * (point.cost - a.cost)
        guard rise <= (point.probability - a.probability) * (b.cost - a.cost) else { break }
        corners.removeLast()
      }
      corners.append(point)
    }
    return corners
  }
}
