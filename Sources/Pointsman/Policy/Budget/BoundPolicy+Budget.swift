extension BoundPolicy {
  /// What decisions about a batch become when they share a budget in USD: overrides and conversations that stay keep
  /// their model, and every other prompt gets, of the models that the rules leave for it, the one by which the money
  /// gains most.
  ///
  /// Throws `RouterError.unsuitablePolicy` when costs are unknown, when the cheapest models already cost more, and for a
  /// policy that weighs anything but probability, or is guarded: the money would overrule both.
  public func decisions(_ decisions: [Decision], budget: Double) throws(RouterError) -> [Decision] {
    guard budget >= 0 && budget.isFinite else {
      throw .unsuitablePolicy(reason: "a budget must be at least 0 USD, and \(budget) is not")
    }
    guard policy.objective == .mostLikely, !policy.isGuarded else {
      throw .unsuitablePolicy(
        reason: "a budget is spent by probability alone: leave thresholds, worth, quality and the guard out")
    }
    guard
      decisions.allSatisfy({ decision in zip(decision.isPermitted, decision.costs).allSatisfy { !$0 || $1 != nil } })
    else {
      throw .unsuitablePolicy(reason: "a budget needs forecasts of cost: give prices, or outcomes with \"cost\"")
    }
    let costs = decisions.map { decision in
      router.models.indices.map { m -> Double? in
        let isOpen = decision.rule == .objective ? decision.isPermitted[m] : router.models[m] == decision.model
        return isOpen ? decision.costs[m] : nil
      }
    }
    guard let plan = BudgetPlan(probabilities: decisions.map(\.probabilities), costs: costs, budget: budget) else {
      let least = costs.reduce(0) { $0 + ($1.compactMap(\.self).min() ?? 0) }
      throw .unsuitablePolicy(
        reason: "the cheapest models would cost \(least) USD in all, more than the budget of \(budget)")
    }
    return zip(decisions, plan.choices).map { decision, m in
      decision.rule == .objective
        ? decision.moved(to: m, of: router.models, reason: "the batch's budget gains most this way") : decision
    }
  }
}
