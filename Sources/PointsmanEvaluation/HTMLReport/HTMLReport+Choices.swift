internal import PointsmanOutcomes

extension HTMLReport {
  /// The score of each way of choosing, the same training in two regimes, and the permutation test.
  var choicesSection: Markup? {
    .section("The worth of choosing", [ways, promises, regimes, permutations])
  }

  private var ways: Markup {
    let (router, baselines) = (evaluation.router, evaluation.baselines)
    func lead(_ baseline: String) -> String {
      let text = baselines.leadText(baseline)
      return text.isEmpty ? "" : "the router leads by \(text)"
    }
    let entries: [(name: String, score: Double?, note: String)] = [
      ("oracle, knowing every outcome and its luck", baselines.oracle, evaluation.luckNote ?? ""),
      ("router", router.score, router.scoreInterval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? ""),
      (
        "always the best single model", baselines.bestSingle?.score,
        "\(baselines.bestSingle?.model ?? ""); \(lead("best_single"))"
      ),
      ("always the one that was best before, without hindsight", baselines.bestElsewhere, lead("best_elsewhere")),
      (
        "best model of the category", baselines.category,
        "no router needed, where categories are known; \(lead("category"))"
      ),
      ("best among the 40 nearest prompts", baselines.nearest40, lead("knn")),
      ("best among the 100 nearest prompts", baselines.nearest100, lead("knn_100")),
      ("by prompt length alone", baselines.length, lead("length")),
      ("a model at random", baselines.random, lead("random")),
    ]
    let rows = entries.filter { $0.score != nil }.map { entry in
      Markup.element(
        "tr", ["class": entry.name == "router" ? "chosen" : "plain"],
        [
          .element("td", [:], [.text(entry.name)]), .element("td", ["class": "figure"], [.text(fixed(entry.score))]),
          .element("td", [:], [.text(entry.note)]),
        ])
    }
    return .group([
      .element("div", ["class": "wide"], [.element("table", [:], [.element("tbody", [:], rows)])]),
      .paragraph(
        "The router picks a model that none beats on \(fixed(100 * router.accuracy, 1)) % of prompts"
          + (router.cost.map { ", at $\(significant($0)) a prompt" } ?? "")
          + ". Length, category and nearest prompts learned on \(baselines.source.rawValue).", class: "note"),
    ])
  }

  private var promises: Markup? {
    guard let promises = evaluation.promises else { return nil }
    func row(_ name: String, _ promise: PromisedFigures.Promise) -> [String] {
      let interval = promise.excessInterval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? ""
      return [name, fixed(promise.promised), fixed(promise.got), signed(promise.excess) + interval]
    }
    return .group([
      .element("h3", [:], [.text("Promised and got")]),
      .table(
        ["", "promised", "got", "difference"],
        [
          row("probability of the chosen model", promises.score),
          row("its lead over the most probable other", promises.lead),
        ]),
      .paragraph(
        "The highest of several uncertain probabilities is too high as a rule. Rules that read the number, such as a "
          + "willingness to pay or a least quality, are off by as much.", class: "note"),
    ])
  }

  private var regimes: Markup? {
    guard let unseen = evaluation.unseen else { return nil }
    let columns = [RegimeFigures(evaluation), unseen]
    func row(_ name: String, _ value: (RegimeFigures) -> String) -> [String] { [name] + columns.map(value) }
    var rows = [
      row("mean AUC", { fixed($0.meanAUC) }), row("mean log loss, nats", { fixed($0.meanLogLoss) }),
      row("score", { withInterval($0.score, $0.scoreInterval) }),
      row(
        "gain over the best single model",
        { figures in
          signed(figures.gain)
            + (figures.gainInterval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? "")
        }),
    ]
    if columns.contains(where: { $0.apgr != nil }) {
      rows.append(row("APGR", { withInterval($0.apgr, $0.apgrInterval) }))
    }
    rows.append(row("verdict", { $0.advice("’") }))
    return .group([
      .element("h3", [:], [.text("Prompts like these, and prompts of a new kind")]),
      .table(["", "kinds it knows", "kinds it has not seen"], rows),
      .paragraph(
        "On the right every prompt is judged by what was learned from other categories: what to expect of the router when "
          + "the work changes. It is a quick estimate, from one training, and rather low. Cross-validation with categories "
          + "left out trains again for each.",
        class: "note"),
    ])
  }

  private var permutations: Markup? {
    guard let test = evaluation.permutationTest else { return nil }
    let gains = test.gain.interval
    let area = test.auc.map { auc in
      "a mean AUC of \(withInterval(auc.mean, auc.interval)) (chance is 0.500, or \(fixed(0.5 + test.optimism)) with what "
        + "choosing penalties and weights on the same rows may lend; the shuffles range from "
        + "\(fixed(auc.spread.low)) to \(fixed(auc.spread.high))) and "
    }
    return .paragraph(
      "Control: trained on shuffled outcomes, \(test.permutations) times over, the same training reaches "
        + "\(area ?? "")a gain of \(signed(test.gain.mean)) [\(signed(gains.low)), \(signed(gains.high))] over the same choices "
        + "in random order (from \(signed(test.gain.spread.low)) to \(signed(test.gain.spread.high)))"
        + (test.coversChance
          ? "." : ": more than one chance in a thousand explains. Labels may leak: do not trust these figures."),
      class: test.coversChance ? "note" : "alarm")
  }
}

extension HTMLReport {
  /// The score by number of labels, and the value of more of them.
  var learningSection: Markup? {
    guard let curve = evaluation.learningCurve, let last = curve.points.last else { return nil }
    let most = Double(2 * last.prompts)
    let ends = curve.points.flatMap { [$0.score, $0.interval?.low ?? $0.score, $0.interval?.high ?? $0.score] }
    let least = Double(curve.points[0].prompts)
    let scale = Scale.logarithmic(over: [least, most])
    let shares = (0...40).map { Double($0) / 40 }
    let fitted = shares.map { scale.value(at: $0) }.filter { least <= $0 && $0 <= most }
      .map { (x: $0, y: curve.score(at: $0)) }
    var plot = Plot(
      "Routed score against labelled prompts",
      x: .counts("labelled prompts (log scale)", scale),
      y: .scores("mean score", .linear(over: ends + [curve.bestSingle] + fitted.map(\.y), within: 0...1)))
    plot.marks = [
      .line("zero", [(least, curve.bestSingle), (most, curve.bestSingle)], title: "best single model"),
      .line("oracle", fitted, title: "fitted curve"),
    ]
    for point in curve.points {
      if let interval = point.interval { plot.marks.append(.upright("router", x: Double(point.prompts), interval)) }
      plot.marks.append(
        .dot(
          "router", (Double(point.prompts), point.score),
          title: "\(grouped(point.prompts)) prompts: \(withInterval(point.score, point.interval))"))
    }
    plot.legend = [("router", "measured"), ("oracle", "fit"), ("zero", "best single model")]
    let caption =
      "Routed score by number of labelled prompts, all prompts judged, each by what had not seen it. The line is "
      + "s∞ − b/√m, drawn on to twice as many."
    return .section(
      "The worth of more labels",
      [.paragraph(curve.sentence), .figure(plot.markup, caption: caption)])
  }
}

extension HTMLReport {
  /// The contents of the outcomes.
  var auditSection: Markup? {
    let copies = audit.duplicates
    return .section(
      "The outcomes",
      [
        .table(
          ["", ""],
          [
            ["prompts", grouped(audit.rows)], ["with every model observed", grouped(audit.completeRows)],
            ["missing outcomes", grouped(audit.missingCells)], ["categories", grouped(audit.categories)],
            ["oracle of these very outcomes, luck included", fixed(audit.oracle)],
            ["oracle of scores shuffled over the prompts: luck alone", fixed(audit.oracleByLuck)],
            ["headroom over the best single model, luck included", fixed(audit.headroom)],
            ["chosen by half of the runs, scored on the other half", fixed(audit.oracleOfSplitRuns)],
            ["prompts with several best models", grouped(audit.tiedForBest)],
            ["prompts on which all models do alike", grouped(audit.tiedAll)],
            ["copies of an earlier prompt, to the letter", grouped(copies.exact)],
            ["but for case, spaces and punctuation", grouped(copies.normalized)],
            ["nearly (80 % of their five-word runs)", grouped(copies.near)],
          ])
      ])
  }
}

extension HTMLReport {
  /// Every further figure, folded away.
  var detailsSection: Markup? {
    let groups = (evaluation.details + evaluation.modelDetails).map { group in
      Markup.element(
        "details", [:],
        [
          .element("summary", [:], [.text(group.title)]),
          .table(["", ""], group.entries.map { [$0.label, fixed($0.value, 4)] }),
        ])
    }
    return .section(
      "Further figures",
      groups.isEmpty ? [] : [.paragraph("The JSON form has the same figures.", class: "note")] + groups)
  }
}
