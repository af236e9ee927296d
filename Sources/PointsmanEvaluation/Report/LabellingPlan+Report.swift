internal import Pointsman
internal import PointsmanOutcomes
package import PointsmanSupport

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
      lines += ["best single \(fixed(curve.bestSingle)), oracle \(fixed(evaluation.baselines.oracle))", ""]
      lines += wrapped(LearningWords(curve).sentence)
    } else {
      lines.append("Too few prompts for a learning curve.")
    }
    lines += wrapped(detectionWords)
    if !next.isEmpty {
      lines += ["", "label next, where the two most probable models are closest:"]
      lines += next.map { candidate in
        let words = candidate.prompt.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(candidate.id)\t\(fixed(candidate.margin))\t\(words.count > 60 ? words.prefix(59) + "…" : words[...])"
      }
    }
    return lines.joined(separator: "\n")
  }

  private var detectionWords: String {
    guard let detection else {
      return "There is no gain to detect; a perfect router would gain \(signed(headroom))."
    }
    let enough = detection <= evaluation.completePrompts
    return
      "To show the present gain of \(signed(evaluation.verdict.gain)) in four of five samples takes about "
      + "\(grouped(detection)) prompts; there are \(grouped(evaluation.completePrompts)), "
      + (enough ? "enough" : "too few") + ". A perfect router would gain \(signed(headroom))."
  }

  /// The plan as `pointsman plan --json` prints it.
  package var json: JSONValue {
    let curve = evaluation.learningCurve
    return .object([
      ("verdict", evaluation.verdict.json), ("headroom", .figure(headroom)),
      ("prompts_to_detect_gain", detection.map { .integer($0) } ?? .null),
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
