internal import Pointsman
internal import PointsmanSupport

extension SideBySide {
  /// The header of the table and its rows, models first; a column whose quantity no model records is left out.
  func table(models shown: [Int]) -> [[String]] {
    let lines = shown.map { models[$0] } + (router.map { [$0] } ?? [])
    let hasCosts = models.contains { $0.cost != nil }
    func has(_ quantity: Usage.Quantity) -> Bool { models.contains { $0.spreads[quantity] != nil } }
    let times: [(quantity: Usage.Quantity, name: String)] = [(.firstToken, "TTFT, s"), (.latency, "latency, s")]
    let hasSpeed = has(.outputSpeed)
    let shownTimes = times.filter { has($0.quantity) }
    let header =
      ["model", "score"] + (hasCosts ? ["cost $"] : []) + shownTimes.flatMap { [$0.name, "p90"] }
      + (hasSpeed ? ["tokens/s"] : [])
    let rows = lines.map { line in
      [line.name, withInterval(line.score, line.scoreInterval)] + (hasCosts ? [significant(line.cost)] : [])
        + shownTimes.flatMap { time in
          [line.spreads[time.quantity]?.median, line.spreads[time.quantity]?.percentile90].map(significant)
        }
        + (hasSpeed ? [significant(line.spreads[.outputSpeed]?.median)] : [])
    }
    return [header] + rows
  }

  /// For each time that the router is compared in, a header and the rows of the router and of each model.
  func comparisonTables(models shown: [Int]) -> [[[String]]] {
    comparisons.map { comparison in
      func mean(_ spread: Spread) -> [String] {
        let interval = spread.interval.map { " [\(significant($0.low)), \(significant($0.high))]" } ?? ""
        return [significant(spread.mean) + interval, significant(spread.percentile90)]
      }
      let title = comparison.quantity == .latency ? "latency, s" : "TTFT, s"
      let rows = shown.map { model in
        let (value, interval) = comparison.differences[model]
        let bounds = interval.map { " [\(Self.signed($0.low)), \(Self.signed($0.high))]" } ?? ""
        return [models[model].name] + mean(comparison.models[model]) + [Self.signed(value) + bounds]
      }
      return [[title, "mean", "p90", "router − model"], ["router"] + mean(comparison.router) + [""]] + rows
    }
  }

  /// The meaning of the columns, in a sentence each.
  var legend: String {
    var parts = ["Of times and speeds the median, and p90, which nine of ten answers do not exceed."]
    if models.contains(where: { $0.spreads[.firstToken] != nil }) {
      parts.append("TTFT is the time to first token.")
    }
    if models.contains(where: { $0.spreads[.outputSpeed] != nil }) {
      parts.append("Tokens a second are those after the first token.")
    }
    return parts.joined(separator: " ")
  }

  /// Lines for a terminal.
  func lines(allModels: Bool) -> [String] {
    let shown = ShownModels(scores: models.map(\.score), all: allModels)
    var lines = ["models side by side"] + aligned(table(models: shown.indices)) + (shown.rest.map { [$0] } ?? [])
    lines += wrapped(legend)
    for table in comparisonTables(models: shown.indices) { lines += [""] + aligned(table) }
    if let contradictions { lines += wrapped(contradictions.sentence) }
    return lines
  }

  /// Figures that are not known are null.
  var json: JSONValue {
    .object([
      ("models", .object(models.map { ($0.name, $0.json) })), ("router", router?.json ?? .null),
      (
        "router_less_model",
        router == nil
          ? .null
          : .object(
            ([.firstToken, .latency] as [Usage.Quantity]).map { quantity in
              (quantity.rawValue, comparisons.first { $0.quantity == quantity }?.json(models.map(\.name)) ?? .null)
            })
      ),
      ("first_tokens_after_the_answer", .integer(contradictions?.count ?? 0)),
    ])
  }

  /// "+1.25" to three significant digits.
  private static func signed(_ value: Double) -> String {
    let text = significant(value)
    return value > 0 && value.isFinite ? "+" + text : text
  }
}

extension SideBySide.Contradictions {
  var sentence: String {
    "\(count) \(count == 1 ? "outcome has" : "outcomes have") a \"first_token_s\" above \"latency_s\" (\(example.row), "
      + "\(example.model)). Their tokens a second are not known: correct one of the two."
  }
}

extension SideBySide.Line {
  fileprivate var json: JSONValue {
    .object(
      [
        ("score", .figure(score)), ("score_interval", scoreInterval?.json ?? .null), ("cost", .figure(cost)),
      ] + SideBySide.quantities.map { ($0.rawValue, spreads[$0]?.json ?? .null) })
  }
}

extension SideBySide.Comparison {
  /// Means on the prompts on which the time is known of every model.
  fileprivate func json(_ names: [String]) -> JSONValue {
    .object([
      ("prompts", .integer(router.count)), ("router", router.json),
      (
        "models",
        .object(
          names.indices.map { model in
            let difference: [(key: String, value: JSONValue)] = [
              ("router_less_model", .figure(differences[model].value)),
              ("router_less_model_interval", differences[model].interval?.json ?? .null),
            ]
            return (names[model], .object(models[model].members + difference))
          })
      ),
    ])
  }
}

extension Spread {
  fileprivate var members: [(key: String, value: JSONValue)] {
    [
      ("answers", .integer(count)), ("mean", .figure(mean)), ("mean_interval", interval?.json ?? .null),
      ("median", .figure(median)), ("p90", .figure(percentile90)),
    ]
  }

  fileprivate var json: JSONValue { .object(members) }
}
