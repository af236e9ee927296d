package import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

/// Is routing worth it, and what to label next.
package struct LabellingPlan: Sendable {
  /// A prompt without outcomes that would teach much.
  package struct Candidate: Sendable {
    package let id: String
    package let prompt: String
    /// The two most probable models, and the gap between their probabilities.
    package let models: (String, String)
    package let margin: Double
  }

  package let evaluation: Evaluation
  /// What an oracle would gain over the best single model.
  package let headroom: Double
  /// Labelled prompts that it takes to show the present gain; nil when there is none.
  package let detection: Int?
  /// The prompts to label next, the most telling first.
  package private(set) var next: [Candidate] = []

  package init(_ evaluation: Evaluation) {
    let judged = evaluation.judged
    self.evaluation = evaluation
    headroom = evaluation.baselines.oracle - evaluation.baselines.bestSingle.score
    detection = detectionSize(of: zip(judged.routedScores, judged.scores(of: judged.bestSingle)).map { $0 - $1 })
  }

  /// Chooses up to `count` of `candidates`: those on which the two most probable models are nearest to each other, where
  /// an outcome decides most, leaving out near-copies of prompts that are labelled or chosen already. O(text).
  ///
  /// Uncertainty sampling: Lewis and Gale, "A sequential algorithm for training text classifiers", 1994.
  package mutating func choose(_ count: Int, of candidates: [(id: String, prompt: Prompt)], by router: Router)
    throws(RouterError)
  {
    let ranked = try candidates.map { candidate throws(RouterError) in
      let p = try router.probabilities(for: candidate.prompt)
      let order = p.indices.sorted { (-p[$0], $0) < (-p[$1], $1) }
      return Candidate(
        id: candidate.id, prompt: candidate.prompt.userText, models: (router.models[order[0]], router.models[order[1]]),
        margin: p[order[0]] - p[order[1]])
    }
    let order = ranked.indices.sorted { (ranked[$0].margin, $0) < (ranked[$1].margin, $1) }
    let labelled = evaluation.judged.table.rows
    let rows = labelled + order.map { OutcomeRow(id: ranked[$0].id, prompt: candidates[$0].prompt) }
    let copies = Set(DuplicateCounts(within: OutcomeTable(rows: rows.map { ($0, [:]) })).rows)
    next = order.enumerated().filter { !copies.contains(labelled.count + $0.offset) }.prefix(count)
      .map { ranked[$0.element] }
  }
}
