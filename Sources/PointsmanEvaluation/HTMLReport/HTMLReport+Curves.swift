internal import Pointsman
internal import PointsmanOutcomes

extension HTMLReport {
  /// The cost of each wish, with the curve beside it: the first thing to read after the verdict.
  var operatingSection: Markup? {
    guard let operating = evaluation.operating, !operating.points.isEmpty else { return nil }
    let cells = operating.cells
    let table = Markup.table(cells[0], Array(cells.dropFirst()), textColumns: [0, 3, 4])
    return .section(
      "What you get for what you pay",
      [
        .element("div", ["class": "wide"], [table]), .paragraph(operating.note, class: "note"),
        operating.isPriced ? costQualitySection : nil, leadTable,
      ])
  }

  /// The score that a budget buys: the router's curve, random mixes of single models, and the oracle.
  var costQualitySection: Markup? {
    guard let curves = evaluation.results.priced?.costQuality, let cost = evaluation.router.cost,
      curves.singles.contains(where: { $0.cost != curves.singles[0].cost })
    else {
      return .section(
        "Cost and quality",
        [
          .paragraph(
            evaluation.costGaps.map { $0.sentence + " There are too few for a curve." }
              ?? "The outcomes record no costs that differ between models, so there is no curve to draw.",
            class: "note")
        ])
    }
    let caption =
      "Score that a mean cost buys. The large dot is the router as judged above; its line shows its scores as money gets "
      + "more valuable. The dashed line is a random mix of two single models: a router below it is not worth having."
    let plot = plot(curves.router, curves.oracle, curves.singles, cost)
    return .section(
      "Cost and quality",
      [
        .beside([.figure(plot.markup, caption: caption), curves.router.flatMap { costTable($0, curves.singles) }]),
        netBenefitFigure,
      ])
  }

  private func plot(
    _ router: RouterSweep?, _ oracle: RouterSweep, _ singles: [CostQualityPoint], _ cost: Double
  ) -> Plot {
    let hull = UpperHull(of: singles).nonDecreasing
    let costs = singles.map(\.cost) + [cost]
    let costliest = costs.max() ?? 1
    let cheapest = costs.min() ?? 0
    // Over more than a tenfold range only logarithms keep the cheap models apart.
    let scale = cheapest > 0 && costliest > 10 * cheapest ? Scale.logarithmic(over: costs) : .linear(over: costs)
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
    let results = evaluation.results
    let score = results.priced.map { $0.average($0.routedScores) } ?? evaluation.router.score
    // Of the prompts whose costs are known the interval is another.
    let interval = results.costs == nil ? nil : evaluation.router.scoreInterval
    // The best models get the better places for their names.
    for model in singles.indices.sorted(by: { singles[$0].score > singles[$1].score }) {
      let point = singles[model]
      plot.marks.append(
        .dot(
          "single", (point.cost, point.score), radius: 3.5,
          title: "\(names[model]): \(fixed(point.score)) at $\(significant(point.cost))",
          label: shortened(names[model], 26)))
    }
    if let interval { plot.marks.append(.upright("router", x: cost, interval)) }
    plot.marks.append(
      .dot(
        "router", (cost, score), radius: 6,
        title: "router: \(withInterval(score, interval)) at $\(significant(cost))"))
    plot.legend = [
      ("router", "router"), ("single", "single models"), ("zero", "random mix of two"), ("oracle", "oracle"),
    ]
    return plot
  }

  private func costTable(_ router: RouterSweep, _ singles: [CostQualityPoint]) -> Markup? {
    guard let curve = evaluation.curve else { return nil }
    let results = evaluation.results
    let fitted = curve.crossFitted
    let gain = GainOverBest(router: router.points, singles: singles)?.performanceGain
    var rows = [
      ["area under the curve (AIQ)", fitted?.aiq.text() ?? "–", fixed(curve.aiq)],
      ["AIQ of random mixes", fixed(fitted?.aiqZero.value), fixed(curve.aiqZero)],
      ["AIQ of the oracle of these outcomes", "", fixed(curve.aiqOracle)],
      [
        "of the way from mixes to the oracle, %", fitted?.gapClosed?.text(1, scale: 100) ?? "–",
        fixed(curve.gapClosed.map { 100 * $0 }, 1),
      ],
      [
        "cost at the best single model’s quality, % of its cost", fitted?.neutralCost?.text(0, scale: 100) ?? "–",
        curve.qnc.map { fixed(100 * $0, 0) } ?? "not reached",
      ],
      ["quality got there, %", fitted?.neutralQuality?.text(1, scale: 100) ?? "–", ""],
      [
        "best point over the best single model, %", fitted?.performanceGain?.text(1, scale: 100) ?? "–",
        gain.map { signed(100 * $0, 1) } ?? "–",
      ],
    ]
    if let price = evaluation.price {
      let name = evaluation.models[price.bestSingle.model].name
      rows += [
        [
          "regret where a success is worth $\(significant(price.worth))",
          withInterval(price.regret, price.regretInterval), "",
        ],
        ["regret of \(name) alone, the best single one there", fixed(price.bestSingle.regret), ""],
      ]
    }
    if let results = results.priced, let costs = results.costs,
      let choice = OptimalChoice(
        choices: results.choices, scores: results.scores, costs: costs, models: results.models,
        weights: results.weights)
    {
      rows.append(["cheapest right model chosen, of solvable prompts, %", fixed(100 * choice.selection, 1), ""])
    }
    return .table(["", "prices by other folds", "prices by these prompts"], rows)
  }

  /// The utility over the worth of a success, against the best single model there.
  private var netBenefitFigure: Markup? {
    guard let benefit = evaluation.netBenefit else { return nil }
    let worths = benefit.points.map(\.worth)
    let band = benefit.points.map { point -> (x: Double, low: Double, high: Double) in
      (point.worth, point.band?.low ?? point.gain, point.band?.high ?? point.gain)
    }
    let gains = benefit.points.map { (x: $0.worth, y: $0.gain) }
    let ends: [Double] = [0] + band.map(\.low) + band.map(\.high)
    var plot = Plot(
      "Utility of the router less that of the best single model, against the worth of a success",
      x: .costs("a success is worth, USD (log scale)", .logarithmic(over: worths)),
      y: .scores("gain in utility", .linear(over: ends)))
    plot.marks = [
      .band("router", band),
      .line("single", [(worths[0], 0), (worths[worths.count - 1], 0)], title: "best single model at each worth"),
      .line("router", gains, title: "router"),
    ]
    plot.legend = [("router", "router"), ("single", "best single model at each worth")]
    return .figure(
      plot.markup,
      caption: "Score less cost over worth, compared with the best single model at that worth. \(benefit.sentence)")
  }

  /// The gain over the best single model by the least lead that diverts a prompt.
  private var leadTable: Markup? {
    guard let lead = evaluation.gainByLead, let best = evaluation.baselines.bestSingle?.model else { return nil }
    return .group([
      .element("h3", [:], [.text("Gain by lead")]),
      .table(
        ["lead over \(best) at least", "prompts diverted", "gain over all prompts", "promised"],
        lead.steps.map { step in
          [
            signed(step.leastLead), fixed(100 * step.share, 1) + " %",
            signed(step.gain) + (step.gainInterval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? ""),
            signed(step.promised),
          ]
        }),
      .paragraph(
        "Prompts leave \(best) only where the chosen model leads by so much. A least lead taken from this table for its gain "
          + "needs other prompts to be judged on.", class: "note"),
    ])
  }

  /// At most some two hundred points, ends included: more than the plot has columns to show.
  private static func thinned(_ points: [CostQualityPoint]) -> [CostQualityPoint] {
    let step = max(1, points.count / 200)
    return points.enumerated().filter { $0.offset % step == 0 || $0.offset == points.count - 1 }.map(\.element)
  }
}

extension HTMLReport {
  /// The share of the gap between two models that is recovered at each share of strong calls.
  var pairSection: Markup? {
    guard let pair = evaluation.pair else { return nil }
    let title = "\(pair.weak) or \(pair.strong)"
    guard pair.apgr != nil, let columns = evaluation.results.pairColumns(pair.names),
      let curve = evaluation.results.pairCurve(pair.names)
    else {
      return .section(
        title, [.paragraph("\(pair.undefined.prefix(1).uppercased())\(pair.undefined.dropFirst()).", class: "note")])
    }
    let caption =
      "Share of the gap between \(pair.weak) (\(fixed(curve.weakMean))) and \(pair.strong) (\(fixed(curve.strongMean))) that is "
      + "recovered when the prompts that need it most, by the router’s order, go to the stronger model. A random order "
      + "follows the diagonal; the oracle knows every outcome."
    return .section(
      title,
      [.beside([.figure(plot(curve, columns.weak, columns.strong, pair).markup, caption: caption), pairTable(pair)])])
  }

  private func plot(_ curve: PairCurve, _ weak: [Double], _ strong: [Double], _ pair: Evaluation.PairFigures) -> Plot {
    let shares = (0...100).map { Double($0) / 100 }
    let routed = shares.compactMap { share in curve.pgr(at: share).map { (x: share, y: $0) } }
    let gap = curve.strongMean - curve.weakMean
    let isWeighted = evaluation.results.weights != nil
    let best = (isWeighted ? [] : shares).compactMap { share in
      optimalScore(share: share, weak: weak, strong: strong).map { (x: share, y: ($0 - curve.weakMean) / gap) }
    }
    let strongest = evaluation.results.table.models.firstIndex(of: pair.strong)
    let share = evaluation.results.average(evaluation.results.choices.map { $0 == strongest ? 1 : 0 })
    var plot = Plot(
      "Share of the performance gap recovered against the share of strong calls",
      x: .shares("prompts sent to \(shortened(pair.strong, 30))", .linear(from: 0, to: 1)),
      y: .shares("gap recovered", .linear(over: routed.map(\.y) + best.map(\.y) + [0, 1])))
    plot.marks = [
      .line("random", [(0, 0), (1, 1)], title: "random order"), .line("oracle", best, title: "oracle"),
      .line("router", routed, title: "router"),
    ]
    for level in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
      guard let recovered = curve.pgr(at: level) else { continue }
      plot.marks.append(
        .dot(
          "router", (level, recovered), radius: 2.5,
          title: "\(fixed(100 * level, 0)) % strong calls recover \(fixed(100 * recovered, 1)) % of the gap"))
    }
    if evaluation.results.models == 2, let recovered = curve.pgr(at: share) {
      plot.marks.append(
        .dot(
          "router", (share, recovered), radius: 6,
          title: "most probable model: \(fixed(100 * share, 1)) % strong calls recover \(fixed(100 * recovered, 1)) %"))
    }
    plot.legend = [("router", "router"), ("oracle", "oracle"), ("random", "random order")]
    return plot
  }

  private func pairTable(_ pair: Evaluation.PairFigures) -> Markup {
    let calls = zip(["20", "50", "80"], zip(pair.callsForPerformance, pair.callsForPerformanceIntervals)).map {
      level, share in
      [
        "strong calls to recover \(level) % of the gap, %",
        withInterval(
          share.0.map { 100 * $0 }, share.1.map { Interval(low: 100 * $0.low, high: 100 * $0.high) }, 1),
      ]
    }
    return .table(
      ["", ""],
      [
        ["area under the curve (APGR); random is 0.500", withInterval(pair.apgr, pair.apgrInterval)],
        ["APGR in RouteLLM’s form", withInterval(pair.apgrRouteLLM, pair.apgrRouteLLMInterval)],
        ["AUC for “the stronger one is strictly better”", fixed(pair.strongBetterAUC)],
      ] + calls)
  }
}
