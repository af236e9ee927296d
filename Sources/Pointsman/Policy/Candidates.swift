/// Every model's forecasts for one prompt, and how objectives compare them.
struct Candidates {
  let models: [RouterManifest.Model]
  let names: [String]
  let pair: RouterManifest.Pair?
  let target: RoutingTarget
  let probabilities: [Double]
  /// M, USD; nil where unknown.
  let costs: [Double?]
  /// M each, in seconds, and in tokens a second; no entry where no model's is known.
  private let times: [Usage.Quantity: [Double?]]

  /// For each model whether the rules leave it for the prompt.
  var isPermitted: [Bool]

  init(
    _ manifest: RouterManifest, names: [String], probabilities: [Double], costs: [Double?],
    times: [Usage.Quantity: [Double?]]
  ) {
    self.names = names
    (models, pair, target) = (manifest.models, manifest.thresholdPair, manifest.target)
    (self.probabilities, self.costs, self.times) = (probabilities, costs, times)
    isPermitted = names.map { _ in false }
  }

  struct Choice {
    var model: Int
    var margin = 0.0
    /// nil where the router does not know its errors, or there is nothing to compare.
    var marginError: Double?
    var rule = Decision.Rule.objective
    var reason: String
  }

  /// M forecasts of a time or of the speed; nil where unknown.
  func times(_ quantity: Usage.Quantity) -> [Double?] { times[quantity] ?? models.map { _ in nil } }

  /// The quantity that `objective` maximises, for model m.
  func utility(_ m: Int, _ objective: Objective) -> Double {
    guard case .utility(let pay, let wait, let first) = objective else { return probabilities[m] }
    let paid = pay.map { costs[m]! / $0 } ?? 0
    let waited = wait.map { times[.latency]![m]! / $0 } ?? 0
    return probabilities[m] - paid - waited - (first.map { times[.firstToken]![m]! / $0 } ?? 0)
  }

  /// `permitted`, best first: the order in which `objective` would choose if those before were not there.
  func ranking(_ permitted: [Int], _ objective: Objective) -> [Int] {
    // Of equals the cheaper, then the first by name.
    func byUtility(_ models: [Int], _ objective: Objective) -> [Int] {
      func rank(_ m: Int) -> (Double, Double, Int) { (utility(m, objective), -(costs[m] ?? 0), -m) }
      return models.sorted { rank($0) > rank($1) }
    }
    switch objective {
    case .mostLikely, .utility: return byUtility(permitted, objective)
    case .threshold(let threshold):
      let others = byUtility(permitted, .mostLikely)
      let (weak, strong) = (index(of: pair!.weak), index(of: pair!.strong))
      guard permitted.contains(weak), permitted.contains(strong) else { return others }
      let chosen = probabilities[strong] - probabilities[weak] >= threshold ? strong : weak
      return [chosen] + others.filter { $0 != chosen }
    case .quality(let quality):
      func rank(_ m: Int) -> (Double, Double, Int) { (costs[m]!, -probabilities[m], m) }
      let good = permitted.filter { probabilities[$0] >= quality }.sorted { rank($0) < rank($1) }
      return good + byUtility(permitted.filter { probabilities[$0] < quality }, .mostLikely)
    }
  }

  /// The first of `ranking`, which is not empty, with the lead that `objective` gives it.
  func choice(_ ranking: [Int], _ objective: Objective) -> Choice {
    switch objective {
    case .mostLikely: return best(ranking, objective, reason: "highest probability of \(target.rawValue)")
    case .utility(let pay, let wait, let first):
      return best(
        ranking, objective,
        reason: "highest probability less "
          + [pay.map { _ in "cost" }, wait.map { _ in "time" }, first.map { _ in "time to first token" }]
          .compactMap(\.self).joined(separator: " and "))
    case .threshold(let threshold):
      let (weak, strong) = (index(of: pair!.weak), index(of: pair!.strong))
      guard ranking.contains(weak), ranking.contains(strong) else {
        return best(ranking, .mostLikely, reason: "highest probability: the rules leave only one of the pair, if that")
      }
      return Choice(
        model: ranking[0], margin: abs(probabilities[strong] - probabilities[weak] - threshold),
        marginError: marginError(weak, strong),
        reason: "advantage of the strong model \(ranking[0] == strong ? "reaches" : "is below") the threshold")
    case .quality(let quality):
      guard probabilities[ranking[0]] >= quality else {
        return best(ranking, .mostLikely, reason: "highest probability: no model reaches \(quality)")
      }
      return Choice(
        model: ranking[0], margin: probabilities[ranking[0]] - quality, marginError: calibrationError(ranking[0]),
        reason: "cheapest model of probability \(quality) or more")
    }
  }

  private func best(_ ranking: [Int], _ objective: Objective, reason: String) -> Choice {
    guard ranking.count > 1 else { return Choice(model: ranking[0], reason: reason) }
    return Choice(
      model: ranking[0], margin: utility(ranking[0], objective) - utility(ranking[1], objective),
      marginError: marginError(ranking[0], ranking[1]), reason: reason)
  }

  private func index(of name: String) -> Int { models.firstIndex { $0.name == name }! }

  private func calibrationError(_ m: Int) -> Double? { models[m].reliability?.calibrationError(of: probabilities[m]) }

  /// The calibration error of a difference of two probabilities, those of the two taken as independent.
  ///
  /// Errors by bin of held-out leads are narrower, and a guard by them keeps more gain on prompts like those of training. It
  /// was tried and not taken, since it protects less on unseen categories: see the article Policies.
  private func marginError(_ a: Int, _ b: Int) -> Double? {
    guard let a = calibrationError(a), let b = calibrationError(b) else { return nil }
    return (a * a + b * b).squareRoot()
  }

  func decision(_ choice: Choice, _ ranking: [Int]) -> Decision {
    Decision(
      model: names[choice.model], models: names, probabilities: probabilities,
      calibrationErrors: models.indices.map(calibrationError), costs: costs,
      latencies: times(.latency), firstTokenTimes: times(.firstToken), outputSpeeds: times(.outputSpeed),
      isPermitted: isPermitted, ranking: [choice.model] + ranking.filter { $0 != choice.model },
      margin: choice.margin, marginError: choice.marginError, expectedCost: costs[choice.model], rule: choice.rule,
      reason: choice.reason)
  }
}
