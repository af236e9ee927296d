internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

extension HTMLReport {
  /// Nobody reads more rows than this; the largest categories are shown.
  private static let mostCategories = 30

  /// The router's score by category, with intervals.
  var categorySection: Markup? {
    let categories = CategoryFigures.all(evaluation.results)
    guard !categories.isEmpty else { return nil }
    let shown = Array(categories.prefix(Self.mostCategories))
    let best = evaluation.baselines.bestSingle?.model ?? "–"
    let rows = shown.map { category in
      RowPlot.Row(
        name: category.name, detail: grouped(category.prompts), value: category.router,
        interval: category.routerInterval, reference: category.bestSingle,
        title: "\(category.name): router \(withInterval(category.router, category.routerInterval)), \(best) "
          + "\(fixed(category.bestSingle)), gain \(signed(category.gain))"
          + (category.gainInterval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? ""))
    }
    let plot = RowPlot("Mean score by category, router and best single model", axis: "mean score", rows: rows)
    let rest = categories.count - shown.count
    let caption =
      "Mean score by category with its 95 % interval, and the number of prompts; the ring is \(best), the best single model."
      + (rest > 0 ? " The \(Self.mostCategories) largest of \(categories.count) categories." : "")
    return .section("By category", [.figure(plot.markup, caption: caption), clearDifferences(categories)])
  }

  /// The categories on which the gain is clear, either way.
  private func clearDifferences(_ categories: [CategoryFigures]) -> Markup {
    func names(_ clear: [CategoryFigures]) -> String {
      let shown = clear.prefix(6).map { "\($0.name) (\(signed($0.gain)))" }.joined(separator: ", ")
      return shown + (clear.count > 6 ? " and \(clear.count - 6) more" : "")
    }
    let gained = categories.filter { ($0.gainInterval?.low ?? 0) > 0 }.sorted { $0.gain > $1.gain }
    let lost = categories.filter { ($0.gainInterval?.high ?? 0) < 0 }.sorted { $0.gain < $1.gain }
    let gains = gained.isEmpty ? "It gains clearly on no single category." : "It gains clearly on \(names(gained))."
    let losses = lost.isEmpty ? "It loses clearly on none." : "It loses clearly on \(names(lost))."
    return .paragraph("\(gains) \(losses)")
  }
}

extension HTMLReport {
  /// The characters of a prompt that show its subject.
  private static let promptLength = 900

  /// Prompts on which the router did better, and worse, than the best single model.
  var examplesSection: Markup? {
    // Estimates of outcomes are no examples.
    guard !evaluation.results.isDoublyRobust else { return nil }
    let examples = RoutedExamples(evaluation.results)
    let best = evaluation.baselines.bestSingle?.model ?? "–"
    guard examples.gainCount + examples.lossCount > 0 else { return nil }
    return .section(
      "Where it gains and where it loses",
      [
        .paragraph(
          "Against always \(best), the router does better on \(grouped(examples.gainCount)) prompts and worse on "
            + "\(grouped(examples.lossCount)). Those it was surest of, of the largest differences:"),
        examplePart("Gains", examples.gains), examplePart("Losses", examples.losses),
      ])
  }

  private func examplePart(_ title: String, _ examples: [RoutedExamples.Example]) -> Markup? {
    guard !examples.isEmpty else { return nil }
    let best = evaluation.baselines.bestSingle?.model ?? "–"
    return .group(
      [.element("h3", [:], [.text(title)])]
        + examples.map { example in
          let category = example.category.map { ", \($0)" } ?? ""
          let outcome =
            "\(example.id)\(category): \(example.chosen) chosen at \(fixed(100 * example.probability, 0)) %, scored "
            + "\(shortest(example.chosenScore)); \(best) scored \(shortest(example.bestSingleScore))."
          let cut =
            example.prompt.count > Self.promptLength
            ? example.prompt.prefix(Self.promptLength) + " …" : example.prompt[...]
          return .element(
            "div", ["class": "example"],
            [.paragraph(outcome, class: "note"), .element("blockquote", [:], [.text(String(cut))])])
        })
  }
}

/// The quality of the choices on the prompts of one category.
struct CategoryFigures: Sendable {
  let name: String
  /// Complete rows in the category.
  let prompts: Int
  let router: Double
  let routerInterval: Interval?
  /// The best single model over all categories, on this one.
  let bestSingle: Double
  /// The router less the best single model, prompt by prompt.
  let gain: Double
  let gainInterval: Interval?

  /// One entry a category, the largest first; none when the rows name fewer than two. O(n).
  static func all(_ results: RoutingResults) -> [CategoryFigures] {
    let (routed, single) = (results.routedScores, results.scores(of: results.bestSingle))
    let names = results.complete.map { results.table.rows[$0].category ?? "no category" }
    let rows = Dictionary(grouping: names.indices, by: { names[$0] })
    guard rows.count > 1 else { return [] }
    let (clusters, divisions) = (results.clusters, results.divisions)
    return rows.sorted { (-$0.value.count, $0.key) < (-$1.value.count, $1.key) }.map { name, rows in
      func estimate(_ values: [Double], divisions: FoldDivisions? = nil) -> ClusteredMean {
        ClusteredMean(
          of: rows.map { values[$0] }, clusters: clusters.map { clusters in rows.map { clusters[$0] } },
          weights: results.weights.map { weights in rows.map { weights[$0] } },
          divisions: divisions?.selecting(rows: rows))
      }
      let (score, gain) = (
        estimate(routed), estimate(zip(routed, single).map { $0 - $1 }, divisions: divisions)
      )
      return CategoryFigures(
        name: name, prompts: rows.count, router: score.value, routerInterval: score.shareInterval,
        bestSingle: estimate(single).value, gain: gain.value, gainInterval: gain.interval())
    }
  }
}

/// The prompts on which the router did most better, and most worse, than the best single model.
struct RoutedExamples: Sendable {
  struct Example: Sendable {
    let id: String
    let category: String?
    let prompt: String
    let chosen: String
    let chosenScore: Double
    let bestSingleScore: Double
    /// The router's probability of the model it chose.
    let probability: Double
  }

  let gains: [Example]
  let losses: [Example]
  /// The number of gains in all, and of losses.
  let gainCount: Int
  let lossCount: Int

  /// The first `count` of each kind: the largest differences first, of equals the ones the router was surest of.
  /// O(n log n).
  init(_ results: RoutingResults, count: Int = 5) {
    let (routed, single) = (results.routedScores, results.scores(of: results.bestSingle))
    func probability(_ row: Int) -> Double {
      results.predictions[results.complete[row], results.choices[row]]
    }
    func ordered(_ difference: (Int) -> Double) -> [Int] {
      routed.indices.filter { difference($0) > 0 }
        .map { (row: $0, key: (-difference($0), -probability($0), $0)) }.sorted { $0.key < $1.key }.map(\.row)
    }
    func example(_ row: Int) -> Example {
      let entry = results.table.rows[results.complete[row]]
      return Example(
        id: entry.id, category: entry.category, prompt: entry.prompt.userText,
        chosen: results.table.models[results.choices[row]], chosenScore: routed[row], bestSingleScore: single[row],
        probability: probability(row))
    }
    let (won, lost) = (ordered { routed[$0] - single[$0] }, ordered { single[$0] - routed[$0] })
    (gainCount, lossCount) = (won.count, lost.count)
    (gains, losses) = (won.prefix(count).map(example), lost.prefix(count).map(example))
  }
}
