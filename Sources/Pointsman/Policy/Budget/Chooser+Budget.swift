extension Chooser {
  /// What decisions about a batch become when they share a budget in USD: overrides stay, and every other prompt gets
  /// the model by which the money gains most.
  ///
  /// Throws `RouterError.unsuitablePolicy` when costs are unknown, or the cheapest models already cost more.
  public func decisions(_ decisions: [Decision], budget: Double) throws(RouterError) -> [Decision] {
    guard budget >= 0 && budget.isFinite else {
      throw .unsuitablePolicy(reason: "a budget must be at least 0 USD, and \(budget) is not")
    }
    let permitted = router.manifest.permitted(under: policy)
    guard decisions.allSatisfy({ decision in permitted.allSatisfy { decision.costs[$0] != nil } }) else {
      throw .unsuitablePolicy(reason: "a budget needs forecasts of cost: give prices, or outcomes with \"cost\"")
    }
    let costs = decisions.map { decision in
      router.models.indices.map { m -> Double? in
        if decision.rule == .override { return router.models[m] == decision.model ? decision.costs[m] ?? 0 : nil }
        return permitted.contains(m) ? decision.costs[m] : nil
      }
    }
    guard let plan = BudgetPlan(probabilities: decisions.map(\.probabilities), costs: costs, budget: budget) else {
      let least = costs.reduce(0) { $0 + ($1.compactMap(\.self).min() ?? 0) }
      throw .unsuitablePolicy(
        reason: "the cheapest models would cost \(least) USD in all, more than the budget of \(budget)")
    }
    return zip(decisions, plan.choices).map { decision, m in
      decision.rule == .override
        ? decision : decision.moved(to: m, of: router.models, reason: "the batch's budget gains most this way")
    }
  }
}
