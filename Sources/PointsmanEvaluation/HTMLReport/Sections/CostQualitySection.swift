/// What a budget buys: the router's curve, random mixes of single models, and the oracle.
struct CostQualitySection {
  private let evaluation: Evaluation

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    guard let curves = evaluation.judged.costQuality, let cost = evaluation.router.cost,
      curves.singles.contains(where: { $0.cost != curves.singles[0].cost })
    else {
      return .section(
        "Cost and quality",
        [
          .paragraph(
            "The outcomes record no costs that differ between models, so there is no curve to draw.", class: "note")
        ])
    }
    let caption =
      "Score that a mean cost buys. The large dot is the router as judged above; its line shows what it reaches as money gets "
      + "dearer. The dashed line is a random mix of two single models: a router below it is not worth having."
    let plot = plot(curves.router, curves.oracle, curves.singles, cost)
    return .section(
      "Cost and quality",
      [.beside([.figure(plot.markup, caption: caption), curves.router.flatMap { figures($0, curves.singles) }])])
  }

  private func plot(
    _ router: RouterSweep?, _ oracle: RouterSweep, _ singles: [CostQualityPoint], _ cost: Double
  ) -> Plot {
    let hull = UpperHull(of: singles).nonDecreasing
    let costs = singles.map(\.cost) + [cost]
    let dearest = costs.max() ?? 1
    let cheapest = costs.min() ?? 0
    // Over more than a tenfold range only logarithms keep the cheap models apart.
    let scale = cheapest > 0 && dearest > 10 * cheapest ? Scale.logarithmic(over: costs) : .linear(over: costs)
    let visible: (CostQualityPoint) -> Bool = { scale.low <= $0.cost && $0.cost <= scale.high }
    let routed = Self.thinned((router?.points ?? []).filter(visible))
    let best = Self.thinned(oracle.points.filter(visible))
    let scores = Scale.linear(over: (singles + routed + best).map(\.score), within: 0...1)
    var plot = Plot(
      "Mean score against mean cost of the router, single models, random mixes and the oracle",
      x: .costs("mean cost a prompt, USD" + (scale.kind == .logarithmic ? " (log scale)" : ""), scale),
      y: .scores("mean score", scores))
    let steps = (0...60).map { scale.value(at: Double($0) / 60) }
    let mix = steps.compactMap { cost in hull.score(at: cost).map { (x: cost, y: $0) } }
    plot.marks = [
      .line("oracle", best.map { ($0.cost, $0.score) }, title: "oracle"),
      .line("zero", mix, title: "random mix of single models"),
      .line("router", routed.map { ($0.cost, $0.score) }, title: "router"),
    ]
    let names = evaluation.models.map(\.name)
    // The best models get the better places for their names.
    for model in singles.indices.sorted(by: { singles[$0].score > singles[$1].score }) {
      let point = singles[model]
      plot.marks.append(
        .dot(
          "single", (point.cost, point.score), radius: 3.5,
          title: "\(names[model]): \(fixed(point.score)) at $\(significant(point.cost))",
          label: shortened(names[model], 26)))
    }
    if let interval = evaluation.router.scoreInterval { plot.marks.append(.upright("router", x: cost, interval)) }
    plot.marks.append(
      .dot(
        "router", (cost, evaluation.router.score), radius: 6,
        title:
          "router: \(withInterval(evaluation.router.score, evaluation.router.scoreInterval)) at $\(significant(cost))"))
    plot.legend = [
      ("router", "router"), ("single", "single models"), ("zero", "random mix of two"), ("oracle", "oracle"),
    ]
    return plot
  }

  private func figures(_ router: RouterSweep, _ singles: [CostQualityPoint]) -> Markup? {
    guard let curve = evaluation.curve else { return nil }
    let judged = evaluation.judged
    var rows = [
      ["area under the curve (AIQ)", fixed(curve.aiq)], ["AIQ of random mixes", fixed(curve.aiqZero)],
      ["AIQ of the oracle", fixed(curve.aiqOracle)],
      ["of the way from mixes to the oracle", fixed(curve.gapClosed.map { 100 * $0 }, 1) + " %"],
      [
        "least cost at the best single model’s quality",
        curve.qnc.map { fixed(100 * $0, 0) + " % of its cost" } ?? "not reached",
      ],
    ]
    if let gain = GainOverBest(router: router.points, singles: singles) {
      rows.append(["best point over the best single model", signed(100 * gain.performanceGain, 1) + " %"])
    }
    if let price = evaluation.price {
      let name = evaluation.models[price.bestSingle.model].name
      rows += [
        [
          "regret where a success is worth $\(significant(price.worth))",
          withInterval(price.regret, price.regretInterval),
        ],
        ["regret of \(name) alone, the best single one there", fixed(price.bestSingle.regret)],
      ]
    }
    if let choice = judged.costs.flatMap({
      OptimalChoice(choices: judged.choices, scores: judged.scores, costs: $0, models: judged.models)
    }) {
      rows.append(["cheapest right model chosen, of solvable prompts", fixed(100 * choice.selection, 1) + " %"])
    }
    return .table(["", ""], rows)
  }

  /// At most some two hundred points, ends included: more than the plot has columns to show.
  private static func thinned(_ points: [CostQualityPoint]) -> [CostQualityPoint] {
    let step = max(1, points.count / 200)
    return points.enumerated().filter { $0.offset % step == 0 || $0.offset == points.count - 1 }.map(\.element)
  }
}
