internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// The gain of diverting prompts from the best single model only where the chosen model leads by enough.
///
/// The lead is P(chosen) − P(best single). One row a fifth of the diverted prompts, the largest leads first: a gain that comes
/// with large leads alone says that small ones do not pay. The best single model is the best on the judged prompts, which favours it.
/// Sources: El-Yaniv and Wiener, "On the foundations of noise-free selective classification", 2010, on risk by coverage.
public struct GainByLead: Sendable {
  /// Prompts whose lead is at least `leastLead`.
  public struct Step: Sendable {
    /// The least lead that diverts a prompt.
    public let leastLead: Double
    /// The share of all prompts that are diverted then.
    public let share: Double
    /// The mean gain over the best single model, over all prompts.
    public let gain: Double
    /// At 95 %, by prompts or groups.
    public let gainInterval: Interval?
    /// The gain that the leads promise.
    public let promised: Double
  }

  /// By falling lead; the last has every diverted prompt.
  public let steps: [Step]

  private static let parts = 5

  /// nil without probabilities, and where no prompt is diverted. O(n log n).
  init?(_ results: RoutingResults) {
    guard results.hasProbabilities, !results.complete.isEmpty else { return nil }
    let (best, models) = (results.bestSingle, results.models)
    var (leads, gains) = ([Double](), [Double]())
    for (index, row) in results.complete.enumerated() {
      let choice = results.choices[index]
      leads.append(choice == best ? 0 : results.predictions[row, choice] - results.predictions[row, best])
      gains.append(results.scores[index * models + choice] - results.scores[index * models + best])
    }
    let diverted = results.choices.indices.filter { results.choices[$0] != best }
    let order = diverted.sorted { (-leads[$0], $0) < (-leads[$1], $1) }
    var steps: [Step] = []
    for part in 1...Self.parts {
      let end = order.count * part / Self.parts
      guard end > 0, steps.last?.leastLead != leads[order[end - 1]] else { continue }
      let least = leads[order[end - 1]]
      let isDiverted = results.choices.indices.map { results.choices[$0] != best && leads[$0] >= least }
      func kept(_ values: [Double]) -> [Double] { zip(values, isDiverted).map { $1 ? $0 : 0 } }
      let gain = results.estimate(ofDifferences: kept(gains))
      steps.append(
        Step(
          leastLead: least, share: results.average(kept(leads.map { _ in 1 })), gain: gain.value,
          gainInterval: gain.interval(), promised: results.average(kept(leads))))
    }
    guard !steps.isEmpty else { return nil }
    self.steps = steps
  }
}

extension GainByLead {
  var json: JSONValue {
    .array(
      steps.map { step in
        .object([
          ("least_lead", .figure(step.leastLead)), ("share", .figure(step.share)), ("gain", .figure(step.gain)),
          ("gain_interval", step.gainInterval?.json ?? .null), ("promised", .figure(step.promised)),
        ])
      })
  }
}

extension Evaluation {
  /// The gain by lead over the best single model; nil where choices cannot be judged, or no prompt is diverted.
  public var gainByLead: GainByLead? { promises == nil ? nil : GainByLead(results) }
}
