internal import PointsmanOutcomes
internal import PointsmanTraining

/// Each model, and how far its predicted success can be believed.
struct ModelsSection {
  private let evaluation: Evaluation
  /// More diagrams than this no one compares.
  private let limit = 9

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    let shown = evaluation.models.indices.sorted {
      (-evaluation.models[$0].share, -evaluation.models[$0].score, $0)
        < (-evaluation.models[$1].share, -evaluation.models[$1].score, $1)
    }.prefix(limit)
    let rest = evaluation.models.count - shown.count
    guard evaluation.judged.hasProbabilities else { return .section("Models", [table]) }
    return .section(
      "Models and calibration",
      [
        table,
        .paragraph(
          "Below, what was promised and what happened: prompts in ten bins of equal size by predicted success; dots on the "
            + "diagonal keep their promise. Bars are 95 % intervals (Wilson)."
            + (rest > 0 ? " The \(limit) models chosen most." : "")),
        .element("div", ["class": "plots small"], shown.map(diagram)),
      ])
  }

  private var table: Markup {
    let hasCosts = evaluation.models.contains { $0.cost != nil }
    let header =
      ["model", "mean score"] + (hasCosts ? ["mean cost, $"] : [])
      + ["chosen", "AUC", "log loss, nats", "Brier", "ECE", "slope"]
    let rows = evaluation.models.indices.map { index -> [String] in
      let model = evaluation.models[index]
      let (probabilities, labels) = evaluation.judged.observed(index)
      let line = CalibrationLine(probabilities: probabilities, labels: labels)
      return [model.name, fixed(model.score)] + (hasCosts ? [significant(model.cost)] : [])
        + [
          fixed(100 * model.share, 0) + " %", fixed(model.auc), fixed(model.logLoss), fixed(model.brier),
          fixed(model.ece), fixed(line?.slope, 2),
        ]
    }
    return .table(header, rows)
  }

  private func diagram(_ index: Int) -> Markup {
    let (probabilities, labels) = evaluation.judged.observed(index)
    let name = evaluation.models[index].name
    var plot = Plot(
      "Reliability of the predicted success of \(name)",
      x: .scores("predicted success", .linear(from: 0, to: 1)), y: .scores("observed", .linear(from: 0, to: 1)),
      isSmall: true)
    plot.marks = [.line("random", [(0, 0), (1, 1)], title: "kept promise")]
    for bin in ProbabilityBins.equalMass(10).split(probabilities: probabilities, labels: labels) {
      plot.marks.append(.upright("router", x: bin.probability, Interval(wilson: bin.label, count: bin.mass)))
      plot.marks.append(
        .dot(
          "router", (bin.probability, bin.label),
          title: "\(bin.rows.count) prompts: \(fixed(bin.probability)) promised, \(fixed(bin.label)) observed"))
    }
    return .figure(plot.markup, caption: name)
  }
}
