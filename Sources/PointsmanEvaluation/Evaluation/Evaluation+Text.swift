internal import PointsmanOutcomes

extension Evaluation {
  /// The evaluation for a terminal: verdict first, then the figures it rests on. Plain text, under 80 columns where
  /// names allow.
  package var text: String { text(withChart: false) }

  /// The same, with a small chart where one is asked for: a terminal shows it, a log file need not. Of more than twenty models
  /// the best twenty have a line, unless all are asked for.
  package func text(withChart: Bool, allModels: Bool = false) -> String {
    var lines = wrapped(verdict.reason) + (looks.map { wrapped($0.sentence) } ?? [])
    lines += (divisionNote.map { wrapped($0) } ?? []) + [""]
    // Battles of many models have no further figures: the scores of the models that did not meet are not known.
    let isBattles = battles != nil && !judgesChoices
    let shown = completePrompts == prompts || isBattles ? "" : ", \(completePrompts) with every model"
    lines.append("\(prompts) prompts\(shown); \(regime)")
    if let policy { lines += wrapped("choices of a policy: \(policy.lines.joined(separator: "; "))".visible) }
    if let leaks { lines += wrapped(leaks.summary) }
    if let categoryWarning { lines += wrapped(categoryWarning) }
    if let fewClustersNote { lines += wrapped(fewClustersNote) }
    if let battles { lines += [""] + battles.lines }
    if isBattles { return lines.joined(separator: "\n") }
    if let costGaps { lines += wrapped(costGaps.sentence) }
    for sentence in missingness?.sentences ?? [] { lines += wrapped(sentence) }
    if let estimatorNote { lines += wrapped(estimatorNote) }
    if results.table.weights != nil { lines.append("every figure is weighted by the prompts' weights") }
    lines.append("")
    lines += modelTable(allModels)
    lines.append("")
    if let sideBySide { lines += sideBySide.lines(allModels: allModels) + [""] }
    lines += partial?.lines ?? routingTable
    if let promises { lines += wrapped(promises.sentence) }
    if let withoutTags { lines += [""] + tagTable(withoutTags) }
    if let pair { lines += [""] + pair.lines }
    if let operating { lines += [""] + operating.lines }
    if let curve { lines += [""] + curve.lines }
    if let price { lines += wrapped(price.sentence(models.map(\.name))) }
    if withChart, !chart.isEmpty { lines += [""] + chart }
    if let unseen { lines += [""] + regimeTable(unseen) }
    return lines.joined(separator: "\n")
  }

  /// The way in which prompts without every model are judged; nil where they are not.
  var estimatorNote: String? {
    guard results.isDoublyRobust else { return nil }
    return
      "Choices are judged on all \(grouped(results.promptsJudged)) prompts by augmented inverse propensity weighting: missing "
      + "outcomes are forecast, and the errors of the forecasts are taken from observed outcomes by their propensities."
      + costNote
  }

  /// Which costs are estimated with missing outcomes, to end a sentence with; empty where no outcome records a cost.
  private var costNote: String {
    guard models.contains(where: { $0.cost != nil }) else { return "" }
    let left =
      "operating points, the cost–quality curve, net benefit and regret at a price need the costs of every model, and are left out."
    return router.cost == nil
      ? " Some outcomes record no cost, so that the cost of the choices is not estimated; \(left)"
      : " The cost of the choices is estimated in the same way; \(left)"
  }

  private func modelTable(_ all: Bool) -> [String] {
    let hasCosts = models.contains { $0.cost != nil }
    let header = ["model", "score"] + (hasCosts ? ["cost $"] : []) + ["share", "AUC", "log loss", "Brier", "ECE"]
    let shown = ShownModels(scores: models.map(\.score), all: all)
    let rows = shown.indices.map { models[$0] }.map { model in
      [model.name, fixed(model.score)] + (hasCosts ? [significant(model.cost)] : [])
        + [
          fixed(100 * model.share, 0) + " %", fixed(model.auc) + (model.aucHalfWidth.map { " ±\(fixed($0))" } ?? ""),
          fixed(model.logLoss), fixed(model.brier), fixed(model.ece),
        ]
    }
    let areas = models.compactMap(\.auc)
    return aligned([header] + rows) + (shown.rest.map { [$0] } ?? [])
      + (areas.isEmpty ? [] : ["mean AUC \(fixed(mean(areas)))"]) + (calibrationNote.map { wrapped($0) } ?? [])
  }

  /// How much of the oracle independent luck alone would show, and what repeated runs leave of it; nil where neither is known.
  var luckNote: String? {
    let luck = promises?.oracleByLuck.map {
      "models right with these probabilities, each by luck of its own, would show \(fixed($0))"
    }
    let split = baselines.oracleOfSplitRuns.map {
      "chosen by half of each prompt's runs, \(fixed($0)) on the other half"
    }
    let parts = [luck, split].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// The calibration errors that chance alone would show, and the models that show more; nil without probabilities.
  var calibrationNote: String? {
    let known = models.filter { $0.ece.isFinite && $0.eceIfCalibrated.isFinite }
    guard let least = known.map(\.eceIfCalibrated).min(), let most = known.map(\.eceIfCalibrated).max() else {
      return nil
    }
    let range = fixed(least) == fixed(most) ? fixed(least) : "\(fixed(least)) to \(fixed(most))"
    let worse = known.filter { $0.ece > $0.eceIfCalibratedHigh }.map(\.name.visible)
    let names = worse.prefix(3).joined(separator: ", ") + (worse.count > 3 ? " and \(worse.count - 3) more" : "")
    return "Perfectly calibrated heads would show an ECE of \(range) on as many prompts; "
      + (worse.isEmpty ? "none of these shows more than chance explains." : "more than chance explains: \(names).")
  }

  /// With tags and without, since a fresh prompt's are not always known.
  private func tagTable(_ untagged: Untagged) -> [String] {
    func row(_ name: String, _ models: [ModelFigures], _ router: RouterFigures, _ pair: PairFigures?) -> [String] {
      let areas = models.compactMap(\.auc)
      return [
        name, fixed(areas.isEmpty ? nil : mean(areas)), fixed(mean(models.map(\.logLoss).filter { !$0.isNaN })),
        fixed(router.score),
      ]
        + (pair == nil ? [] : [fixed(pair?.apgr)])
    }
    return aligned([
      ["prompts", "mean AUC", "log loss", "router"] + (pair == nil ? [] : ["APGR"]),
      row("with their tags", models, router, pair),
      row("without tags", untagged.models, untagged.router, untagged.pair),
    ])
  }

  /// The two regimes side by side.
  private func regimeTable(_ unseen: RegimeFigures) -> [String] {
    let rows = [RegimeFigures(self), unseen].map { figures in
      [
        figures.regime == .leaveOut(.category) ? "unseen categories, quickly" : "\(figures.regime)",
        fixed(figures.meanAUC),
        fixed(figures.meanLogLoss), fixed(figures.score), signed(figures.gain), fixed(figures.apgr),
        figures.advice("'"),
      ]
    }
    return aligned([["regime", "AUC", "log loss", "score", "gain", "APGR", "verdict"]] + rows)
  }

  private var routingTable: [String] {
    let interval = router.scoreInterval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? ""
    let lead = baselines.leadText
    var rows = [
      ["router", fixed(router.score), interval],
      ["best single: \(baselines.bestSingle?.model ?? "–")", fixed(baselines.bestSingle?.score), lead("best_single")],
    ]
    if let elsewhere = baselines.bestElsewhere {
      let name = baselines.source == .training ? "best single in training" : "best single of other folds"
      rows.append([name, fixed(elsewhere), lead("best_elsewhere")])
    }
    rows += [
      ["random model", fixed(baselines.random), lead("random")],
      ["by length alone", fixed(baselines.length), lead("length")],
    ]
    if baselines.category != nil { rows.append(["by category alone", fixed(baselines.category), lead("category")]) }
    rows += [
      ["40 nearest prompts", fixed(baselines.nearest40), lead("knn")],
      ["100 nearest prompts", fixed(baselines.nearest100), lead("knn_100")],
      ["oracle, luck included", fixed(baselines.oracle), ""],
    ]
    let cost = router.cost.map { ", cost $\(significant($0)) a prompt" } ?? ""
    return aligned([["choosing by", "score", "95 % interval; router's lead"]] + rows)
      + (baselines.source == .training ? ["length, category and nearest prompts learned on the training rows"] : [])
      + (baselines.nearestSample.map { ["nearest prompts: measured on \($0) random prompts"] } ?? [])
      + (luckNote.map { wrapped("oracle: \($0)") } ?? [])
      + ["picks a best model on \(fixed(100 * router.accuracy, 1)) % of prompts\(cost)"]
  }
}

extension Evaluation.BaselineFigures {
  /// "+0.012 [+0.001, +0.023]", the router's lead over a baseline by its name in JSON; empty where it is not known.
  func leadText(_ baseline: String) -> String {
    leads.first { $0.baseline == baseline }.map { lead in
      signed(lead.gain) + (lead.interval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? "")
    } ?? ""
  }
}

extension Evaluation.PairFigures {
  /// Why there is no APGR.
  var undefined: String {
    abs(gap.value) <= roundingError
      ? "equal mean scores, so there is no gap for APGR to measure"
      : "APGR undefined: the gap of \(signed(gap.value)) may be chance"
        + (gap.interval.map { " (95 % interval [\(signed($0.low)), \(signed($0.high))])" } ?? "")
  }

  fileprivate var lines: [String] {
    guard let apgr else { return wrapped("\(weak) or \(strong): \(undefined)") }
    let interval = apgrInterval.map { " [\(fixed($0.low)), \(fixed($0.high))]" } ?? ""
    let calls = zip(["20", "50", "80"], zip(callsForPerformance, callsForPerformanceIntervals)).map { level, share in
      let interval = share.1.map { " [\(fixed(100 * $0.low, 0)), \(fixed(100 * $0.high, 0))]" } ?? ""
      return "\(level) %: \(fixed(share.0.map { 100 * $0 }, 1))\(interval)"
    }
    return wrapped(
      "\(weak) or \(strong): APGR \(fixed(apgr))\(interval), RouteLLM's form \(fixed(apgrRouteLLM)); random 0.500")
      + wrapped("share of strong calls, in %, to recover of the gap " + calls.joined(separator: ", "))
  }
}

extension Evaluation.CurveFigures {
  fileprivate var lines: [String] {
    let neutral =
      qnc.map { "best single's quality at \(fixed(100 * $0, 0)) % of its cost" } ?? "best single's quality not reached"
    let flattering =
      "AIQ \(fixed(aiq)), random mix \(fixed(aiqZero)), oracle \(fixed(aiqOracle)), gap closed "
      + "\(fixed(gapClosed.map { 100 * $0 }, 1)) %, \(neutral)"
    guard let crossFitted else { return wrapped("cost–quality, prices chosen on these prompts: \(flattering)") }
    return wrapped(crossFitted.sentence)
      + wrapped("with prices chosen on these very prompts, which flatters as published figures do: \(flattering)")
  }
}

extension CrossFittedCurve {
  fileprivate var sentence: String {
    let gap = gapClosed.map { "\($0.text(1, scale: 100)) %" } ?? "–"
    let neutral =
      if let neutralCost, let neutralQuality {
        "; aiming at the best single's quality: \(neutralQuality.text(1, scale: 100)) % of it at "
          + "\(neutralCost.text(0, scale: 100)) % of its cost"
      } else { "" }
    return
      "cost–quality, prices chosen on other folds: AIQ \(aiq.text()), random mix \(fixed(aiqZero.value)), gap to the "
      + "oracle closed \(gap)\(neutral)"
  }
}

extension PricedFigures {
  /// A sentence; `models` are the names.
  fileprivate func sentence(_ models: [String]) -> String {
    let interval = regretInterval.map { " [\(fixed($0.low)), \(fixed($0.high))]" } ?? ""
    let split =
      regretOfSplitRuns.map {
        "; against choices by half of each prompt's runs, judged on the other half, "
          + "\(withInterval($0.value, $0.interval()))"
      } ?? ""
    return "where a success is worth $\(significant(worth)): regret \(fixed(regret))\(interval), "
      + "\(fixed(bestSingle.regret)) for \(models[bestSingle.model]) alone, the best single one there\(split)"
  }
}
