package import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport

/// Is routing worth it, and which prompts to label next?
package struct LabellingPlan: Sendable {
  /// A prompt without outcomes whose label would teach much.
  package struct Candidate: Sendable {
    package let id: String
    package let prompt: String
    /// The two most probable models, and the gap between their probabilities.
    package let models: (String, String)
    package let margin: Double
  }

  package let evaluation: Evaluation
  /// The gain of an oracle of these very outcomes, luck included, over the best single model; not a number where choices
  /// cannot be judged.
  package let headroom: Double
  /// Labelled prompts that it takes to show the present gain; nil when there is none.
  package let promptsToDetectGain: Int?
  /// The worth of knowing the true gain; nil where choices cannot be judged, and for a single prompt or group.
  let information: ValueOfInformation?
  /// The prompts to label next, the most informative first.
  package private(set) var next: [Candidate] = []

  package init(_ evaluation: Evaluation) {
    let results = evaluation.results
    self.evaluation = evaluation
    headroom = evaluation.baselines.oracle - (evaluation.baselines.bestSingle?.score ?? .nan)
    let gain = results.estimate(
      ofDifferences: zip(results.routedScores, results.scores(of: results.bestSingle)).map { $0 - $1 })
    information = gain.interval().map { _ in ValueOfInformation(gain: gain.value, standardError: gain.standardError) }
    promptsToDetectGain = gain.rows(toShow: gain.value)
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
    let labelled = evaluation.results.table.rows
    let rows = labelled + order.map { OutcomeRow(id: ranked[$0].id, prompt: candidates[$0].prompt) }
    let copies = Set(DuplicateCounts(within: OutcomeTable(rows: rows.map { ($0, [:]) })).rows)
    next = order.enumerated().filter { !copies.contains(labelled.count + $0.offset) }.prefix(count)
      .map { ranked[$0.element] }
  }
}

extension LabellingPlan {
  /// The plan for a terminal.
  package var text: String {
    var lines = wrapped(evaluation.verdict.reason) + [""]
    if let curve = evaluation.learningCurve {
      let rows = curve.points.map { point in
        [
          grouped(point.prompts), fixed(point.score),
          point.interval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? "–",
        ]
      }
      lines += aligned([["labels", "score", "95 % interval"]] + rows)
      lines += [
        "best single \(fixed(curve.bestSingle)), oracle of these outcomes \(fixed(evaluation.baselines.oracle))", "",
      ]
      lines += wrapped(curve.sentence)
    } else {
      lines.append(
        evaluation.judgesChoices
          ? "Too few prompts for a learning curve." : "A learning curve needs prompts with outcomes of every model.")
    }
    lines += wrapped(detectionSentence)
    if let information { lines += wrapped(information.sentence) }
    if !next.isEmpty {
      lines += ["", "label next, where the two most probable models are closest:"]
      lines += next.map { candidate in
        let line = candidate.prompt.split(whereSeparator: \.isNewline).joined(separator: " ").visible
        let shown = line.count > 60 ? line.prefix(59) + "…" : line[...]
        return "\(candidate.id.visible)\t\(fixed(candidate.margin))\t\(shown)"
      }
    }
    return lines.joined(separator: "\n")
  }

  private var detectionSentence: String {
    guard evaluation.judgesChoices else { return "Without them no gain can be detected." }
    guard let promptsToDetectGain else {
      return "There is no gain to detect. \(headroomSentence)"
    }
    let enough = promptsToDetectGain <= evaluation.completePrompts
    return
      "To show the present gain of \(signed(evaluation.verdict.gain)) in four of five samples takes about "
      + "\(grouped(promptsToDetectGain)) prompts; there are \(grouped(evaluation.completePrompts)), "
      + (enough ? "enough" : "too few") + ". \(headroomSentence)"
  }

  /// The gain of perfect choices, and the outcomes that it is of.
  private var headroomSentence: String {
    let best = evaluation.baselines.bestSingle?.score ?? .nan
    let luck = evaluation.promises?.oracleByLuck.map { ", where luck alone can show \(signed($0 - best))" } ?? ""
    let split = evaluation.baselines.oracleOfSplitRuns.map {
      "; choices by half of each prompt's runs gain \(signed($0 - best)) on the other half"
    }
    return "The best choice for each of these very outcomes, luck included, would gain \(signed(headroom))\(luck)"
      + "\(split ?? "")."
  }

  /// The plan as `pointsman plan --json` prints it.
  package var json: JSONValue {
    let curve = evaluation.learningCurve
    return .object([
      ("verdict", evaluation.verdict.json), ("headroom", .figure(headroom)),
      (
        "headroom_by_luck",
        .figure(evaluation.promises?.oracleByLuck.map { $0 - (evaluation.baselines.bestSingle?.score ?? .nan) })
      ),
      ("value_of_information", information?.json ?? .null),
      ("prompts_to_detect_gain", promptsToDetectGain.map { .integer($0) } ?? .null),
      (
        "learning_curve",
        .array(
          (curve?.points ?? []).map { point in
            .object([
              ("prompts", .integer(point.prompts)), ("score", .figure(point.score)),
              ("interval", point.interval?.json ?? .null),
            ])
          })
      ),
      (
        "worth",
        .array(
          (curve?.worth ?? []).map { worth in
            .object([
              ("more", .integer(worth.more)), ("gain", .figure(worth.gain)),
              ("interval", worth.interval?.json ?? .null),
            ])
          })
      ),
      (
        "label_next",
        .array(
          next.map { candidate in
            .object([
              ("id", .string(candidate.id)), ("margin", .figure(candidate.margin)),
              ("models", .array([.string(candidate.models.0), .string(candidate.models.1)])),
            ])
          })
      ),
    ])
  }
}
