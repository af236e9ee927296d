internal import Pointsman
package import PointsmanSupport

extension Certificate {
  /// The certificate as `pointsman certify` prints it: what is certified, the curve, and what more prompts would certify.
  ///
  /// Lines of at most 80 columns, but for those of the table.
  package var text: String {
    var paragraphs = [wrapped(statement).joined(separator: "\n"), aligned(table).joined(separator: "\n")]
    paragraphs.append(
      wrapped(
        "Each line holds at \(percent(confidence)) confidence by itself. Under \"seen\" is the least that keeps the share on "
          + "these prompts, which is no certificate."
      ).joined(separator: "\n"))
    paragraphs.append(wrapped(moreLabels).joined(separator: "\n"))
    return paragraphs.joined(separator: "\n\n")
  }

  /// The guarantee in a few sentences, with the figures of the certified point beside the best single model's.
  package var statement: String {
    let promise =
      "at least \(percent(guarantee)) of the quality of the best single model, whichever that is, at "
      + "\(percent(confidence)) confidence"
    guard let certified = line.certified else {
      return "Not certified: on \(sample) no way of choosing surely keeps \(promise). Always use "
        + "\(curve.models[curve.best]), or bring more prompts, or ask for less."
    }
    let point = curve.points[certified]
    var text =
      "Certified on \(sample): \(point.policy.phrase) keeps \(promise). It scores \(fixed(point.score)), "
      + "\(percent(point.score / curve.bestScore)) of the \(fixed(curve.bestScore)) of "
      + curve.models[curve.best]
    if let cost = point.cost, let bestCost = curve.bestCost {
      text +=
        ", and costs \(significant(cost)) USD a prompt, \(percent(cost / bestCost)) of its \(significant(bestCost))"
    } else if let cost = point.forecastCost {
      text += ", and costs \(significant(cost)) USD a prompt by forecast"
    }
    return text + ". Calls: \(calls(of: point))."
  }

  /// The prompts tested with, and how many of them are independent.
  private var sample: String {
    var text = "\(grouped(curve.prompts)) prompts"
    if curve.count < curve.prompts {
      text += " in \(grouped(curve.count)) clusters (groups and near-duplicates, each counted once)"
    }
    return text
  }

  /// The models that answer, the most frequent first; of many the first three.
  private func calls(of point: OperatingCurve.Point) -> String {
    let order = curve.models.indices.filter { point.calls[$0] > 0 }
      .sorted { (-point.calls[$0], $0) < (-point.calls[$1], $1) }
    let shown = order.prefix(order.count > 4 ? 3 : 4)
    var parts = shown.map { "\(percent(point.calls[$0])) \(curve.models[$0])" }
    if order.count > shown.count {
      let rest = order.dropFirst(shown.count)
      parts.append("\(percent(rest.reduce(0) { $0 + point.calls[$1] })) \(rest.count) others")
    }
    return parts.joined(separator: ", ")
  }

  private var table: [[String]] {
    let measure = curve.measure
    // The share of strong calls is a part of all calls already.
    let isPart = measure == nil
    let header =
      ["keep", "certified", "score"] + (measure.map { [$0.header, "of the best"] } ?? ["strong calls"]) + ["seen"]
    return [header]
      + lines.map { line in
        let keep = percent(line.share) + (line.share == guarantee ? " *" : "")
        let seen = line.seen.map { percent(curve.relativeExpense($0)) } ?? "–"
        guard let certified = line.certified else {
          return [keep, "nothing", "–"] + (isPart ? ["–"] : ["–", "–"]) + [seen]
        }
        let point = curve.points[certified]
        let figures =
          (measure.map { [significant($0.value(point))] } ?? []) + [percent(curve.relativeExpense(certified))]
        return [keep, point.policy.command, fixed(point.score)] + figures + [seen]
      }
  }

  /// The cheaper points that further prompts would certify, for the guarantee that was asked for.
  private var moreLabels: String {
    guard line.certified != curve.points.count - 1 else {
      return "More labels: the cheapest way of choosing is certified."
    }
    guard let first = line.further.first else {
      return line.certified == nil
        ? "More labels: these prompts do not show a way of choosing that keeps \(percent(guarantee)), so that more are not known "
          + "to certify one."
        : "More labels: these prompts do not show a cheaper point that keeps \(percent(guarantee)), so that more are not known "
          + "to certify one."
    }
    let isPriced = curve.points[0].cost != nil || curve.points[0].forecastCost != nil
    let whole = isPriced ? "of the cost" : "of calls to the strong model"
    let unit = curve.count < curve.prompts ? "clusters" : "prompts"
    let steps = line.further.map { further in
      "\(grouped(further.draws)) \(unit) would certify \(percent(curve.relativeExpense(further.point))) \(whole)"
    }
    return
      "More labels: about \(steps.joined(separator: ", ")). \(grouped(first.draws - curve.count)) more are needed for the "
      + "first. This is an estimate: it holds with a chance of about 80 %, if further prompts show the same differences as "
      + "these."
  }

  private func percent(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    let text = fixed(100 * share, 1)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
  }
}

extension OperatingCurve {
  /// USD a prompt at a point, as recorded or else by forecast; nil where neither is known.
  fileprivate var measure: (header: String, value: (Point) -> Double?)? {
    if points[0].cost != nil { return ("cost, USD", \.cost) }
    return points[0].forecastCost != nil ? ("forecast, USD", \.forecastCost) : nil
  }
}

extension Policy {
  /// The rule within a sentence.
  fileprivate var phrase: String { allowed == nil && objective != .mostLikely ? command : rule }
}

extension Certificate {
  /// The members of the JSON object that `pointsman certify --json` prints.
  package var members: [(key: String, value: JSONValue)] {
    let point = line.certified.map { curve.points[$0] }
    return [
      ("certified", .bool(point != nil)), ("guarantee", .figure(guarantee)), ("confidence", .figure(confidence)),
      ("prompts", .integer(curve.prompts)), ("clusters", .integer(curve.count)),
      ("incomplete", .integer(curve.incomplete)), ("policy", point?.policy.json ?? .null),
      ("score", .figure(point?.score)), ("cost", .figure(point?.cost)),
      ("forecast_cost", .figure(point?.forecastCost)), ("calls", point.map(calls) ?? .null),
      ("best_model", .string(curve.models[curve.best])), ("best_score", .figure(curve.bestScore)),
      ("best_cost", .figure(curve.bestCost)), ("curve", .array(lines.map(json))),
      ("more_prompts_assume", .string("the same differences, a chance of 0.8")),
    ]
  }

  private func json(_ line: Line) -> JSONValue {
    .object([
      ("guarantee", .figure(line.share)), ("certified", line.certified.map(json) ?? .null),
      ("seen", line.seen.map(json) ?? .null),
      (
        "more_prompts",
        .array(
          line.further.map { further in
            .object([
              ("clusters", .integer(further.draws)), ("more", .integer(further.draws - curve.count)),
              ("point", json(further.point)),
            ])
          })
      ),
    ])
  }

  private func json(_ index: Int) -> JSONValue {
    let point = curve.points[index]
    return .object([
      ("policy", point.policy.json), ("score", .figure(point.score)),
      ("share_of_best_score", .figure(point.score / curve.bestScore)), ("cost", .figure(point.cost)),
      ("share_of_best_cost", .figure(point.cost.flatMap { cost in curve.bestCost.map { cost / $0 } })),
      ("forecast_cost", .figure(point.forecastCost)), ("calls", calls(point)),
    ])
  }

  private func calls(_ point: OperatingCurve.Point) -> JSONValue {
    .object(zip(curve.models, point.calls).map { ($0, .figure($1)) })
  }
}
