internal import PointsmanOutcomes
package import PointsmanSupport

extension LabellingPlan {
  /// The plan for a terminal.
  package var text: String {
    var lines = wrapped(evaluation.verdict.reason) + [""]
    if let curve = evaluation.learningCurve {
      lines += curve.lines
      lines += [
        "best single \(fixed(curve.bestSingle)), oracle of these outcomes \(fixed(evaluation.baselines.oracle))", "",
      ]
      lines += wrapped(curve.sentence)
    } else {
      lines.append(
        evaluation.judgesChoices
          ? "Too few prompts for a learning curve." : "A learning curve needs prompts with outcomes of every model.")
    }
    lines += wrapped(sizeSentence)
    if let information { lines += wrapped(information.sentence) }
    if !next.isEmpty { lines += [""] + nextLines }
    return lines.joined(separator: "\n")
  }

  /// The number of prompts that it takes.
  var sizeSentence: String {
    guard evaluation.judgesChoices else { return "Without them no gain can be detected." }
    guard let interval = evaluation.verdict.gainInterval else {
      return "How many prompts would show a gain cannot be said of so few. \(headroomSentence)"
    }
    let (asked, prompts) = (signed(gainOfInterest), evaluation.results.promptsJudged)
    var sentence =
      promptsToShowGain.map {
        "A gain of \(asked) shows in four of five samples of about \(grouped($0)) prompts; there are \(grouped(prompts)), "
          + ($0 <= prompts ? "enough." : "too few.")
      } ?? "How many prompts would show a gain of \(asked) cannot be said."
    let measured = "The measured gain is \(signed(evaluation.verdict.gain))\(Verdict.spread(interval))"
    if let needed = promptsToShowMeasuredGain {
      sentence +=
        " \(measured): if that is so, between \(grouped(needed.lowerBound)) and \(grouped(needed.upperBound)) prompts show it."
    } else if interval.high < 0 {
      sentence += " \(measured): there is no gain to show."
    } else {
      sentence += " \(measured), which holds 0: how many prompts would show it cannot be said."
    }
    return "\(sentence) \(headroomSentence)"
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

  private var nextLines: [String] {
    let random = next.count { $0.picked == .random }
    let rest = next.count - random
    let lines = wrapped(
      "Label next: \(grouped(random)) of \(grouped(candidates)) candidates, drawn at random"
        + (rest > 0
          ? ", and then the \(grouped(rest)) on which the two most probable models are closest" : "")
        + ". "
        + "Judge figures on those drawn at random: they alone are a fair sample. The probability of a prompt to be chosen is in the "
        + "third column; with \"weight\": 1 / probability all of them can count together.")
    return lines + [""]
      + next.map { candidate in
        let line = candidate.prompt.split(whereSeparator: \.isNewline).joined(separator: " ").visible
        let shown = line.count > 60 ? line.prefix(59) + "…" : line[...]
        return [
          candidate.id.visible, candidate.picked.rawValue, significant(candidate.probability), fixed(candidate.margin),
          String(shown),
        ].joined(separator: "\t")
      }
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
      ("gain_of_interest", .figure(gainOfInterest)),
      ("prompts_to_show_gain", promptsToShowGain.map { .integer($0) } ?? .null),
      (
        "prompts_to_show_measured_gain",
        promptsToShowMeasuredGain.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) } ?? .null
      ),
      ("learning_curve", .array((curve?.points ?? []).map(\.json))),
      ("worth", .array((curve?.worth ?? []).map(\.json))),
      ("candidates", .integer(candidates)),
      ("label_next", .array(next.map(\.json))),
    ])
  }
}

extension LabellingPlan.Candidate {
  fileprivate var json: JSONValue {
    .object([
      ("id", .string(id)), ("picked", .string(picked.rawValue)), ("probability", .figure(probability)),
      ("margin", .figure(margin)), ("models", .array([.string(models.0), .string(models.1)])),
    ])
  }
}

extension LearningCurve.Point {
  fileprivate var json: JSONValue {
    .object([
      ("prompts", .integer(prompts)), ("parts", .integer(parts)), ("score", .figure(score)),
      ("spread", .figure(spread)), ("interval", interval?.json ?? .null),
    ])
  }
}

extension LearningCurve.Worth {
  fileprivate var json: JSONValue {
    .object([("more", .integer(more)), ("gain", .figure(gain)), ("interval", interval?.json ?? .null)])
  }
}
