/// What is known of every model on one prompt, and how objectives compare it.
struct Candidates {
  let models: [RouterManifest.Model]
  let pair: RouterManifest.Pair?
  let target: RoutingTarget
  let probabilities: [Double]
  /// M, USD; nil where unknown.
  let costs: [Double?]
  /// M, seconds; none where no model's is known.
  let latencies: [Double?]

  /// The models that the rules leave for the prompt.
  var permitted: [Int] = []

  struct Choice {
    var model: Int
    var margin = 0.0
    /// nil where the router does not know its errors, or there is nothing to compare.
    var marginError: Double?
    var rule = Decision.Rule.objective
    var reason: String
  }

  /// What `objective` maximises, for model m.
  func utility(_ m: Int, _ objective: Objective) -> Double {
    guard case .worth(let usd, let seconds) = objective else { return probabilities[m] }
    return probabilities[m] - (usd.map { costs[m]! / $0 } ?? 0) - (seconds.map { latencies[m]! / $0 } ?? 0)
  }

  /// Chooses among `permitted`, which is not empty.
  func choice(_ permitted: [Int], _ objective: Objective) -> Choice {
    switch objective {
    case .mostLikely: best(permitted, objective, reason: "highest probability of \(target.rawValue)")
    case .worth(let usd, let seconds):
      best(
        permitted, objective,
        reason:
          "highest probability less \([usd.map { _ in "cost" }, seconds.map { _ in "time" }].compactMap(\.self).joined(separator: " and "))"
      )
    case .threshold(let threshold): ofPair(permitted, threshold)
    case .quality(let quality): cheapest(permitted, reaching: quality)
    }
  }

  /// The highest utility; of equals the cheaper, then the first by name.
  private func best(_ permitted: [Int], _ objective: Objective, reason: String) -> Choice {
    func rank(_ m: Int) -> (Double, Double, Int) { (utility(m, objective), -(costs[m] ?? 0), -m) }
    let best = permitted.max { rank($0) < rank($1) }!
    let next = permitted.filter { $0 != best }.max { rank($0) < rank($1) }
    return Choice(
      model: best, margin: next.map { utility(best, objective) - utility($0, objective) } ?? 0,
      marginError: next.flatMap { marginError(best, $0) }, reason: reason)
  }

  private func ofPair(_ permitted: [Int], _ threshold: Double) -> Choice {
    let (weak, strong) = (index(of: pair!.weak), index(of: pair!.strong))
    guard permitted.contains(weak), permitted.contains(strong) else {
      return best(permitted, .mostLikely, reason: "highest probability: the rules leave only one of the pair, if that")
    }
    let advantage = probabilities[strong] - probabilities[weak]
    let chosen = advantage >= threshold ? strong : weak
    return Choice(
      model: chosen, margin: abs(advantage - threshold), marginError: marginError(weak, strong),
      reason: "advantage of the strong model \(chosen == strong ? "reaches" : "is below") the threshold")
  }

  private func cheapest(_ permitted: [Int], reaching quality: Double) -> Choice {
    let good = permitted.filter { probabilities[$0] >= quality }
    guard let cheapest = good.min(by: { (costs[$0]!, -probabilities[$0]) < (costs[$1]!, -probabilities[$1]) }) else {
      return best(permitted, .mostLikely, reason: "highest probability: no model reaches \(quality)")
    }
    return Choice(
      model: cheapest, margin: probabilities[cheapest] - quality, marginError: standardError(cheapest),
      reason: "cheapest model of probability \(quality) or more")
  }

  private func index(of name: String) -> Int { models.firstIndex { $0.name == name }! }

  private func standardError(_ m: Int) -> Double? { models[m].reliability?.standardError(of: probabilities[m]) }

  /// The standard error of a difference of two probabilities, taken as independent.
  private func marginError(_ a: Int, _ b: Int) -> Double? {
    guard let a = standardError(a), let b = standardError(b) else { return nil }
    return (a * a + b * b).squareRoot()
  }

  func decision(_ choice: Choice) -> Decision {
    Decision(
      model: models[choice.model].name, probabilities: probabilities,
      standardErrors: models.indices.map(standardError), costs: costs,
      latencies: latencies.isEmpty ? models.map { _ in nil } : latencies,
      isPermitted: models.indices.map(permitted.contains), margin: choice.margin, marginError: choice.marginError,
      expectedCost: costs[choice.model], rule: choice.rule, reason: choice.reason)
  }
}
