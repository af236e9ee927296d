extension BoundPolicy {
  /// The model that `objective` would choose of all, from what a decision holds: rules and guard aside.
  package func choice(for decision: Decision, under objective: Objective) -> Int {
    let options = Candidates(
      models: router.manifest.models, pair: router.manifest.pair, target: router.manifest.target,
      probabilities: decision.probabilities, costs: decision.costs, latencies: decision.latencies)
    return options.choice(Array(decision.probabilities.indices), objective).model
  }
}
