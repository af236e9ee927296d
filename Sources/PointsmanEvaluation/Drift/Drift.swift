package import Pointsman
internal import PointsmanSupport

/// How far prompts have moved from those a router was trained on, told without labels.
package struct Drift: Sendable {
  package let prompts: Int
  /// Of the prompts of which the router can tell whether it was trained on them, how many it was; nil in files that
  /// older versions wrote. It knows the answers to those, so that its probabilities of them are surer than of fresh
  /// ones, and differ from those of training, which were held out.
  package let trainedOn: (known: Int, comparable: Int)?
  /// For each model the population stability index of its probabilities over the bins of held-out prompts,
  /// Σ (a − e) ln(a / e): below 0.1 stable, above 0.25 a major shift (Siddiqi, "Credit risk scorecards", 2006). nil in
  /// files that older versions wrote.
  package let stability: [(model: String, index: Double?)]
  /// For each structural feature the shift of its mean, in standard deviations of training; by falling size. Features
  /// whose shift is within three standard errors are left out; none without a structural block.
  package let features: [(name: String, shift: Double)]
  /// The share of prompts that the guard would call unlike those of training: there, one or two in a hundred.
  package let unfamiliar: Double?

  /// O(prompts · length).
  ///
  /// - Parameter probabilities: the router's, one row a prompt.
  package init(_ router: Router, prompts: [Prompt], probabilities: [[Double]]) {
    precondition(!prompts.isEmpty && prompts.count == probabilities.count)
    self.prompts = prompts.count
    trainedOn = router.manifest.training.prompts?.overlap(with: prompts)
    stability = router.manifest.models.enumerated().map { m, model in
      (model.name, model.reliability?.stability(of: probabilities.map { $0[m] }))
    }
    features = router.heads[StructuralHead.self].map { Self.shifts($0, prompts) } ?? []
    unfamiliar = router.manifest.domainCheck.map { domainCheck in
      let count = prompts.count { domainCheck.violation(by: router.distanceFromTraining(of: $0)) != nil }
      return Double(count) / Double(prompts.count)
    }
  }

  private static func shifts(_ heads: StructuralHead, _ prompts: [Prompt]) -> [(name: String, shift: Double)] {
    var sums = [Double](repeating: 0, count: StructuralFeatures.count)
    for prompt in prompts {
      for (j, value) in StructuralFeatures.values(of: prompt).enumerated() {
        sums[j] += Double((value - heads.scaling.means[j]) * heads.scaling.inverseDeviations[j])
      }
    }
    let count = Double(prompts.count)
    return zip(StructuralFeatures.names, sums).map { ($0, $1 / count) }
      .filter { abs($0.1) > 3 / count.squareRoot() }.sorted { abs($0.1) > abs($1.1) }
  }
}

extension Reliability {
  /// The population stability index of `probabilities` over the bins, half a prompt added to each.
  package func stability(of probabilities: [Double]) -> Double {
    var counts = [Double](repeating: 0.5, count: shares.count)
    for probability in probabilities { counts[bin(of: probability)] += 1 }
    let total = counts.reduce(0, +)
    return zip(counts, shares).reduce(0) { sum, pair in
      let actual = pair.0 / total
      return sum + (actual - pair.1) * log(actual / pair.1)
    }
  }
}
