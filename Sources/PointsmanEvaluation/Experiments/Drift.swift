package import Pointsman
internal import PointsmanSupport

/// The shift of prompts from those that a router was trained on, measured without labels.
package struct Drift: Sendable {
  package let prompts: Int
  /// Of the prompts that the router can recognise if it was trained on them, the number that it was trained on, and
  /// their number; nil in files that older versions wrote. Probabilities of training prompts are more extreme than those of
  /// fresh ones, and differ from those of training, which were held out.
  package let trainedOn: (recognized: Int, recognizable: Int)?
  /// For each model the population stability index of its probabilities over the bins of held-out prompts,
  /// Σ (a − e) ln(a / e): below 0.1 stable, above 0.25 a major shift (Siddiqi, "Credit risk scorecards", 2006). nil in
  /// files that older versions wrote.
  package let stability: [(model: String, index: Double?)]
  /// For each structural feature the shift of its mean, in standard deviations of training; by falling size. Features
  /// whose shift is within three standard errors are left out; none without a structural block.
  package let features: [(name: String, shift: Double)]
  /// The share of prompts that the guard would call unlike those of training; of training's own it is 1 to 2 %.
  package let unfamiliar: Double?

  /// O(prompts · length).
  ///
  /// - Parameter probabilities: the router's, one row a prompt.
  package init(_ router: Router, prompts: [Prompt], probabilities: [[Double]]) {
    precondition(!prompts.isEmpty && prompts.count == probabilities.count)
    self.prompts = prompts.count
    trainedOn = router.manifest.training.prompts.map { $0.overlap(with: prompts) }.map { ($0.0, $0.1) }
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

/// The threshold at which a given share of prompts goes to the strong model.
package struct ShareThreshold: Sendable, Equatable {
  /// The strong model is called where P(strong) − P(weak) is at least this.
  package let threshold: Double
  /// The share of the prompts given that this calls it on: the nearest to what was asked that ties allow.
  package let share: Double

  /// O(n log n).
  ///
  /// - Parameters:
  ///   - advantages: P(strong) − P(weak) of each prompt; at least one.
  ///   - share: the share wanted, from 0 to 1.
  package init(advantages: [Double], share wanted: Double) {
    precondition(!advantages.isEmpty && 0...1 ~= wanted)
    let sorted = advantages.sorted(by: >)
    // A cut after the first k lies between two that differ; none and all are cuts, too.
    let cuts = (0...sorted.count).filter { $0 == 0 || $0 == sorted.count || sorted[$0 - 1] > sorted[$0] }
    let aim = wanted * Double(sorted.count)
    let cut = cuts.min { abs(Double($0) - aim) < abs(Double($1) - aim) }!
    share = Double(cut) / Double(sorted.count)
    // Advantages lie from −1 to 1; 2 is above all, −2 below.
    let above = cut == 0 ? 2 : sorted[cut - 1]
    let below = cut == sorted.count ? -2 : sorted[cut]
    let middle = (above + below) / 2
    threshold = middle > below ? middle : above
  }
}

extension Drift {
  /// The drift as `pointsman threshold` prints it.
  package var text: String {
    var lines = ["against training, on \(prompts) prompts", ""]
    if let trainedOn, trainedOn.recognized > 0 {
      let share = "\(trainedOn.recognized) of the \(trainedOn.recognizable) prompts that can be told apart"
      lines += wrapped(
        "The router was trained on \(trainedOn.recognized == trainedOn.recognizable ? "these prompts" : share): it knows the answers, and is "
          + "surer of them than of fresh prompts, with which the index below compares. Neither the index nor the "
          + "threshold holds for fresh prompts: set it on those.")
      lines.append("")
    }
    lines += aligned(
      [["model", "stability index", ""]]
        + stability.map { [$0.model, fixed($0.index), $0.index.map(Self.verdict) ?? "unknown"] })
    if let unfamiliar { lines += ["", "unlike those of training: \(fixed(100 * unfamiliar, 1)) %"] }
    if features.isEmpty {
      lines.append("no feature of form has moved")
    } else {
      // Ten are enough; a drift moves many correlated features.
      lines += ["", "features that moved, in standard deviations"]
      lines += aligned([["feature", "shift"]] + features.prefix(10).map { [$0.name, signed($0.shift, 2)] })
    }
    return lines.joined(separator: "\n")
  }

  private static func verdict(_ index: Double) -> String {
    index < 0.1 ? "stable" : index <= 0.25 ? "some shift" : "major shift"
  }
}
