internal import PointsmanTraining

/// Which model would have been best, and which was chosen.
struct ConfusionSection {
  private let evaluation: Evaluation
  /// A larger table fits no page.
  private let limit = 10

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    let judged = evaluation.judged
    let matrix = ConfusionMatrix(choices: judged.choices, scores: judged.scores, models: judged.models)
    guard matrix.total > 0 else { return nil }
    let shown = frequent(matrix)
    let names = shown.map { shortened(evaluation.models[$0].name, shown.count > 4 ? 15 : 24) }
    let header = [Markup.text("best ↓ chosen →")] + names.map(Markup.text)
    let rows = shown.enumerated().map { index, best in
      let total = shown.reduce(0) { $0 + matrix[best: best, chosen: $1] }
      return Markup.element(
        "tr", [:],
        [.element("td", [:], [.text(names[index])])]
          + shown.map { chosen in
            let count = matrix[best: best, chosen: chosen]
            let share = total > 0 ? count / total : 0
            return .element(
              "td",
              [
                "class": best == chosen ? "right" : "wrong",
                // Never so deep that the figure is hard to read.
                "style": "background:rgba(var(--heat),\(coordinate(45 * share))%)",
                "title": "\(fixed(100 * share, 0)) % of the prompts that \(evaluation.models[best].name) does best",
              ], [.text(fixed(count, 0))])
          })
    }
    let table = Markup.element(
      "div", ["class": "wide"],
      [
        .element(
          "table", ["class": "confusion"],
          [
            .element("thead", [:], [.element("tr", [:], header.map { .element("th", [:], [$0]) })]),
            .element("tbody", [:], rows),
          ])
      ])
    return .section("Confusion between models", [table, .paragraph(note(matrix, shown.count), class: "note")])
  }

  private func note(_ matrix: ConfusionMatrix, _ shown: Int) -> String {
    let judged = evaluation.judged
    let alike = judged.choices.count - Int(matrix.total.rounded())
    let probabilities = judged.complete.flatMap { judged.predictions[$0] }
    let top2 = topKAccuracy(2, probabilities: probabilities, scores: judged.scores, models: judged.models)
    return "Prompts by the model that does best and the one chosen; a choice among several that tie for best is right. "
      + (shown < judged.models ? "The \(shown) models met most of \(judged.models). " : "")
      + "The \(grouped(alike)) prompts on which all do alike are left out. Macro-F1 \(fixed(matrix.macroF1))"
      + (judged.models > 2
        ? "; a best model is among the two most probable on \(fixed(top2.map { 100 * $0 }, 1)) % of all prompts." : ".")
  }

  /// The models most often best or chosen, in the table's order.
  private func frequent(_ matrix: ConfusionMatrix) -> [Int] {
    let counts = (0..<matrix.models).map { model in
      (0..<matrix.models).reduce(0) { $0 + matrix[best: model, chosen: $1] + matrix[best: $1, chosen: model] }
    }
    let order = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    return order.prefix(limit).filter { counts[$0] > 0 }.sorted()
  }
}
