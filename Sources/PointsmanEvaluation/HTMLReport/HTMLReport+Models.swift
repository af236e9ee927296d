internal import PointsmanOutcomes
internal import PointsmanTraining

extension HTMLReport {
  /// Nobody compares more diagrams than this.
  private static let mostDiagrams = 9

  /// Each model, and the calibration of its predicted success.
  var modelsSection: Markup? {
    let shown = evaluation.models.indices.sorted {
      (-evaluation.models[$0].share, -evaluation.models[$0].score, $0)
        < (-evaluation.models[$1].share, -evaluation.models[$1].score, $1)
    }.prefix(Self.mostDiagrams)
    let rest = evaluation.models.count - shown.count
    guard evaluation.results.hasProbabilities else { return .section("Models", [modelTable]) }
    return .section(
      "Models and calibration",
      [
        modelTable, evaluation.calibrationNote.map { .paragraph($0, class: "note") },
        .paragraph(
          "Below, what was promised and what happened: prompts in ten bins of equal size by predicted success; dots on the "
            + "diagonal keep their promise. Bars are 95 % intervals (Wilson)."
            + (rest > 0 ? " The \(Self.mostDiagrams) models chosen most." : "")),
        .element("div", ["class": "plots small"], shown.map(reliabilityDiagram)),
      ])
  }

  /// Score, cost and times of the models and of the router; nil where no outcome records a time.
  var sideBySideSection: Markup? {
    guard let figures = evaluation.sideBySide else { return nil }
    let table = figures.table(models: Array(figures.models.indices))
    let comparisons = figures.comparisonTables(models: Array(figures.models.indices)).map {
      Markup.table($0[0], Array($0.dropFirst()))
    }
    return .section(
      "Models side by side",
      [.table(table[0], Array(table.dropFirst())), .paragraph(figures.legend, class: "note")] + comparisons
        + [figures.contradictions.map { .paragraph($0.sentence, class: "note") }])
  }

  private var modelTable: Markup {
    let hasCosts = evaluation.models.contains { $0.cost != nil }
    let header =
      ["model", "mean score"] + (hasCosts ? ["mean cost, $"] : [])
      + ["chosen", "AUC", "log loss, nats", "Brier", "ECE", "ECE if calibrated", "slope"]
    let rows = evaluation.models.indices.map { index -> [String] in
      let model = evaluation.models[index]
      let (probabilities, labels, weights) = evaluation.results.observed(index)
      let line = CalibrationLine(probabilities: probabilities, labels: labels, weights: weights)
      return [model.name, fixed(model.score)] + (hasCosts ? [significant(model.cost)] : [])
        + [
          fixed(100 * model.share, 0) + " %", withInterval(model.auc, model.aucInterval), fixed(model.logLoss),
          fixed(model.brier), fixed(model.ece), fixed(model.eceIfCalibrated), fixed(line?.slope, 2),
        ]
    }
    return .table(header, rows)
  }

  /// (Σ w)² / Σ w², as many prompts of one weight as tell as much: Kish, "Survey sampling", 1965.
  private func effectiveCount(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
  }

  private func reliabilityDiagram(_ index: Int) -> Markup {
    let (probabilities, labels, weights) = evaluation.results.observed(index)
    let name = evaluation.models[index].name
    var plot = Plot(
      "Reliability of the predicted success of \(name)",
      x: .scores("predicted success", .linear(from: 0, to: 1)), y: .scores("observed", .linear(from: 0, to: 1)),
      isSmall: true)
    plot.marks = [.line("random", [(0, 0), (1, 1)], title: "kept promise")]
    for bin in ProbabilityBins.equalMass(10).split(
      probabilities: probabilities, labels: labels, weights: weights)
    {
      let count = weights == nil ? bin.mass : effectiveCount(bin.rows.map { weights?[$0] ?? 1 })
      plot.marks.append(.upright("router", x: bin.probability, Interval(wilson: bin.label, count: count)))
      plot.marks.append(
        .dot(
          "router", (bin.probability, bin.label),
          title: "\(bin.rows.count) prompts: \(fixed(bin.probability)) promised, \(fixed(bin.label)) observed"))
    }
    return .figure(plot.markup, caption: name)
  }
}

extension HTMLReport {
  /// A larger table does not fit a page.
  private static let mostConfusedModels = 10

  /// The model that would have been best against the one chosen.
  var confusionSection: Markup? {
    let results = evaluation.results
    let matrix = ConfusionMatrix(
      choices: results.choices, scores: results.scores, models: results.models, weights: results.weights)
    guard matrix.total > 0 else { return nil }
    let shown = frequentModels(matrix)
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
                // Light enough that the figure is easy to read.
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
    return .section("Confusion between models", [table, .paragraph(confusionNote(matrix, shown.count), class: "note")])
  }

  private func confusionNote(_ matrix: ConfusionMatrix, _ shown: Int) -> String {
    let results = evaluation.results
    let alike = results.choices.indices.count { row in
      let scores = results.scores[row * results.models..<(row + 1) * results.models]
      return scores.allSatisfy { $0 == scores.first }
    }
    let probabilities = results.complete.flatMap { results.predictions[$0] }
    let top2 = topKAccuracy(
      2, probabilities: probabilities, scores: results.scores, models: results.models, weights: results.weights)
    return "Prompts by the model that does best and the one chosen; a choice among several that tie for best is right. "
      + (shown < results.models ? "The \(shown) models met most of \(results.models). " : "")
      + "The \(grouped(alike)) prompts on which all do alike are left out. Macro-F1 \(fixed(matrix.macroF1))"
      + (results.models > 2
        ? "; a best model is among the two most probable on \(fixed(top2.map { 100 * $0 }, 1)) % of all prompts." : ".")
  }

  /// The models most often best or chosen, in the table's order.
  private func frequentModels(_ matrix: ConfusionMatrix) -> [Int] {
    let counts = (0..<matrix.models).map { model in
      (0..<matrix.models).reduce(0) { $0 + matrix[best: model, chosen: $1] + matrix[best: $1, chosen: model] }
    }
    let order = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    return order.prefix(Self.mostConfusedModels).filter { counts[$0] > 0 }.sorted()
  }
}
