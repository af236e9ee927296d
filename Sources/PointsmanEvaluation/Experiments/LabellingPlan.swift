package import Pointsman
internal import PointsmanOutcomes

/// Is routing worth it, and which prompts to label next?
package struct LabellingPlan: Sendable {
  /// A prompt without outcomes that is chosen for labelling.
  package struct Candidate: Sendable {
    package let id: String
    package let prompt: String
    /// The two most probable models, and the gap between their probabilities.
    package let models: (String, String)
    package let margin: Double
    package let picked: Pick
    /// The chance to be chosen in either way, above 0 and at most 1, over other random draws. 1 over it is the weight of the row
    /// among all prompts that are labelled.
    package let probability: Double
  }

  /// The way in which a candidate is chosen.
  package enum Pick: String, Sendable {
    /// By a random draw from all candidates: a fair sample.
    case random
    /// For a small gap between its two most probable models.
    case uncertain
  }

  package let evaluation: Evaluation
  /// The gain of an oracle of these very outcomes, luck included, over the best single model; not a number where choices
  /// cannot be judged.
  package let headroom: Double
  /// The least gain that would matter.
  package let gainOfInterest: Double
  /// Labelled prompts that show it in four of five samples; nil where that cannot be known.
  package let promptsToShowGain: Int?
  /// The same for the gains at both ends of the measured gain's interval: fewest at its upper end. nil unless the whole interval is
  /// above 0.
  package let promptsToShowMeasuredGain: ClosedRange<Int>?
  /// The worth of knowing the true gain; nil where choices cannot be judged, and for a single prompt or group.
  let information: ValueOfInformation?
  /// The prompts to label next: those drawn at random in the order of the candidates, then the most uncertain first.
  package private(set) var next: [Candidate] = []
  /// The number of candidates that copy no other prompt.
  private(set) var candidates = 0

  /// - Parameter gain: the least gain that would matter, above 0.
  package init(_ evaluation: Evaluation, showing gain: Double = Verdict.gainOfInterest) {
    let results = evaluation.resultsOfDivisions
    self.evaluation = evaluation
    headroom = evaluation.baselines.oracle - (evaluation.baselines.bestSingle?.score ?? .nan)
    let estimate = results.estimate(
      ofDifferences: zip(results.routedScores, results.scores(of: results.bestSingle)).map { $0 - $1 })
    let interval = estimate.interval()
    information = interval.map { _ in
      ValueOfInformation(gain: estimate.value, standardError: estimate.standardError)
    }
    gainOfInterest = gain
    promptsToShowGain = interval.flatMap { _ in estimate.rows(toShow: gain) }
    if let interval, interval.low > 0, let fewest = estimate.rows(toShow: interval.high),
      let most = estimate.rows(toShow: interval.low)
    {
      promptsToShowMeasuredGain = fewest...most
    } else {
      promptsToShowMeasuredGain = nil
    }
  }

  /// Chooses up to `count` of `candidates`: half of them at random, and then those on which the two most probable models
  /// are nearest to each other. Near-copies of prompts that are labelled, or are candidates already, are left out. O(text).
  ///
  /// The random half is what figures can be judged on. Labels of the other half may teach more; it has not been shown that they do.
  /// Uncertainty sampling: Lewis and Gale, "A sequential algorithm for training text classifiers", 1994.
  package mutating func choose(
    _ count: Int, of candidates: [(id: String, prompt: Prompt)], by router: Router, seed: UInt64 = 0
  ) throws(RouterError) {
    let labelled = evaluation.results.table.rows
    let rows = labelled + candidates.map { OutcomeRow(id: $0.id, prompt: $0.prompt) }
    let copies = Set(DuplicateCounts(within: OutcomeTable(rows: rows.map { ($0, [:]) })).rows)
    let distinct = candidates.indices.filter { !copies.contains(labelled.count + $0) }
    let probabilities = try distinct.map { candidate throws(RouterError) in
      let p = try router.probabilities(for: candidates[candidate].prompt)
      let order = p.indices.sorted { (-p[$0], $0) < (-p[$1], $1) }
      return (first: order[0], second: order[1], margin: p[order[0]] - p[order[1]])
    }
    let order = distinct.indices.sorted { (probabilities[$0].margin, $0) < (probabilities[$1].margin, $1) }
    let sample = LabelSample(count, of: distinct.count, seed: seed)
    func candidate(_ rank: Int, _ picked: Pick) -> Candidate {
      let (candidate, p) = (candidates[distinct[order[rank]]], probabilities[order[rank]])
      return Candidate(
        id: candidate.id, prompt: candidate.prompt.userText, models: (router.models[p.first], router.models[p.second]),
        margin: p.margin, picked: picked, probability: sample.probability(rank: rank))
    }
    self.candidates = distinct.count
    next =
      sample.random.sorted { order[$0] < order[$1] }.map { candidate($0, .random) }
      + sample.uncertain.map { candidate($0, .uncertain) }
  }
}
