/// How routing does by category, with intervals.
struct CategorySection {
  private let evaluation: Evaluation
  /// More rows than this no one reads; the largest categories stand for the rest.
  private let limit = 30

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    let categories = CategoryFigures.all(evaluation.judged, Bootstrap(seed: evaluation.seed))
    guard !categories.isEmpty else { return nil }
    let shown = Array(categories.prefix(limit))
    let best = evaluation.baselines.bestSingle.model
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
      + (rest > 0 ? " The \(limit) largest of \(categories.count) categories." : "")
    return .section("By category", [.figure(plot.markup, caption: caption), differences(categories)])
  }

  /// The categories on which the gain is clear, either way.
  private func differences(_ categories: [CategoryFigures]) -> Markup {
    func names(_ clear: [CategoryFigures]) -> String {
      let words = clear.prefix(6).map { "\($0.name) (\(signed($0.gain)))" }.joined(separator: ", ")
      return words + (clear.count > 6 ? " and \(clear.count - 6) more" : "")
    }
    let gained = categories.filter { ($0.gainInterval?.low ?? 0) > 0 }.sorted { $0.gain > $1.gain }
    let lost = categories.filter { ($0.gainInterval?.high ?? 0) < 0 }.sorted { $0.gain < $1.gain }
    let gains = gained.isEmpty ? "It gains clearly on no single category." : "It gains clearly on \(names(gained))."
    let losses = lost.isEmpty ? "It loses clearly on none." : "It loses clearly on \(names(lost))."
    return .paragraph("\(gains) \(losses)")
  }
}
