internal import PointsmanOutcomes
internal import PointsmanSupport

/// Figures of choices where too few prompts have outcomes of every model: production feedback, where each prompt went to
/// one model, or a benchmark that was run in part.
struct PartialOutcomes: Sendable {
  /// Two models on the prompts that both were observed on.
  struct Pair: Sendable {
    let first: String
    let second: String
    /// Prompts observed on both.
    let prompts: Int
    /// The mean score of the second less that of the first.
    let difference: Double
    let interval: Interval?
    /// Two-sided, that both are alike; nil of too few prompts.
    let pValue: Double?
  }

  /// Prompts with weight, and those of them with every model.
  let prompts: Int
  let complete: Int
  /// Prompts whose chosen model was observed, and the choices' mean score there. Where models were not given their prompts
  /// at random, the mean over all prompts may be another.
  let matched: Int
  let matchedScore: Double
  let matchedInterval: Interval?
  /// The pairs of models that share most prompts, and the number of pairs that share any.
  let pairs: [Pair]
  let pairCount: Int
  /// Complete prompts that show a gain of `Self.gain`; nil where fewer than two models have outcomes.
  let needed: Int?

  /// A gain worth having.
  private static let gain = 0.05
  /// Nobody reads more pairs than this.
  private static let mostPairs = 10

  /// nil where choices can be judged. O(n · models²).
  init?(_ results: RoutingResults) {
    guard results.complete.isEmpty else { return nil }
    let table = results.table
    let rows = table.countedRows
    let weights = table.weights
    func estimate(_ values: [Double], _ rows: [Int]) -> ClusteredMean {
      ClusteredMean(
        of: values, clusters: results.allClusters.map { clusters in rows.map { clusters[$0] } },
        weights: weights.map { weights in rows.map { weights[$0] } })
    }
    (prompts, complete) = (rows.count, results.completeCount)
    let chosen = zip(rows, results.choices(of: rows)).compactMap { row, choice in
      table.score(row: row, model: choice).map { (row: row, score: $0) }
    }
    matched = chosen.count
    let matching = estimate(chosen.map(\.score), chosen.map(\.row))
    (matchedScore, matchedInterval) = (matching.value, matching.shareInterval)
    func isShared(_ row: Int, _ a: Int, _ b: Int) -> Bool {
      table.score(row: row, model: a) != nil && table.score(row: row, model: b) != nil
    }
    var shared: [(a: Int, b: Int, count: Int)] = []
    for a in 0..<results.models {
      for b in a + 1..<max(a + 1, results.models) {
        let count = rows.count { isShared($0, a, b) }
        if count > 0 { shared.append((a, b, count)) }
      }
    }
    pairCount = shared.count
    pairs = shared.sorted { (-$0.count, $0.a, $0.b) < (-$1.count, $1.a, $1.b) }.prefix(Self.mostPairs)
      .map { a, b, _ in
        let rows = rows.filter { isShared($0, a, b) }
        let (first, second) = (
          rows.map { table.score(row: $0, model: a) ?? 0 }, rows.map { table.score(row: $0, model: b) ?? 0 }
        )
        let difference = estimate(zip(first, second).map { $1 - $0 }, rows)
        return Pair(
          first: table.models[a], second: table.models[b], prompts: rows.count, difference: difference.value,
          interval: difference.interval(), pValue: difference.pValue)
      }
    needed = Self.needed(results)
  }

  /// The power of the paired test for two models whose scores have the variances that were observed, and no correlation:
  /// n = ((z₀.₉₇₅ + z₀.₈₀) / gain)² · (v₁ + v₂), of the two models of highest mean.
  private static func needed(_ results: RoutingResults) -> Int? {
    let models = (0..<results.models).compactMap { model -> (mean: Double, variance: Double)? in
      let (_, scores, weights) = results.observed(model)
      guard !scores.isEmpty else { return nil }
      let average = mean(scores, by: weights)
      return (average, mean(scores.map { ($0 - average) * ($0 - average) }, by: weights))
    }.sorted { $0.mean > $1.mean }
    guard models.count > 1 else { return nil }
    let reach = (normalQuantile975 + normalQuantile80) / gain
    let count = Int(exactly: (reach * reach * (models[0].variance + models[1].variance)).rounded(.up))
    return count.map { max(RoutingResults.fewestComplete, $0) }
  }
}

extension PartialOutcomes {
  /// The verdict in words.
  var reason: String {
    let fault =
      complete == 0
      ? "no prompt has outcomes of every model, so choices cannot be judged."
      : "only \(grouped(complete)) of \(grouped(prompts)) prompts \(complete == 1 ? "has" : "have") outcomes of every "
        + "model, too few to judge choices by."
    return "No verdict: \(fault)\(remedy)"
  }

  private var remedy: String {
    needed.map {
      " Run every model on about \(grouped($0)) prompts: so many show a gain of \(fixed(Self.gain, 2)) in four of five samples."
    } ?? ""
  }

  /// The figures that are known, for a terminal.
  var lines: [String] {
    var lines = wrapped(matchedSentence)
    if pairs.isEmpty { return lines + ["No two models were observed on the same prompt."] }
    let rows = pairs.map { pair in
      [
        "\(pair.first), \(pair.second)", grouped(pair.prompts), signed(pair.difference),
        pair.interval.map { "[\(signed($0.low)), \(signed($0.high))]" } ?? "–",
        pair.pValue.map { formatted(pValue: $0) } ?? "–",
      ]
    }
    lines += [""] + aligned([["models, second less first", "shared prompts", "score", "95 % interval", ""]] + rows)
    if pairCount > pairs.count { lines.append("and \(grouped(pairCount - pairs.count)) pairs that share fewer") }
    return lines
  }

  /// The choices that happen to have an outcome, in a sentence.
  var matchedSentence: String {
    matched == 0
      ? "The model that the router chooses was observed on no prompt."
      : "Where the chosen model was observed, on \(grouped(matched)) of \(grouped(prompts)) prompts, choices score "
        + "\(withInterval(matchedScore, matchedInterval)); another mean is possible on the others."
  }

  var json: JSONValue {
    .object([
      (
        "choices_observed",
        .object([
          ("prompts", .integer(matched)), ("score", .figure(matchedScore)),
          ("score_interval", matchedInterval?.json ?? .null),
        ])
      ),
      (
        "pairs",
        .array(
          pairs.map { pair in
            .object([
              ("models", .array([.string(pair.first), .string(pair.second)])), ("prompts", .integer(pair.prompts)),
              ("difference", .figure(pair.difference)), ("interval", pair.interval?.json ?? .null),
              ("p_value", .figure(pair.pValue)),
            ])
          })
      ),
      ("pairs_in_all", .integer(pairCount)), ("complete_prompts_needed", needed.map { .integer($0) } ?? .null),
    ])
  }
}

extension HTMLReport {
  /// In the place of the sections about choices.
  var partialSection: Markup? {
    evaluation.partial.map { partial in
      let rows = partial.pairs.map { pair in
        [
          pair.first, pair.second, grouped(pair.prompts),
          signed(pair.difference) + (pair.interval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? ""),
          pair.pValue.map { formatted(pValue: $0) } ?? "–",
        ]
      }
      let table: Markup? =
        rows.isEmpty
        ? nil : .table(["first", "second", "shared prompts", "second less first", ""], rows)
      return .group([
        .element("h2", [:], [.text("What can be said without complete prompts")]), .paragraph(partial.matchedSentence),
        table ?? .paragraph("No two models were observed on the same prompt.", class: "note"),
      ])
    }
  }
}
