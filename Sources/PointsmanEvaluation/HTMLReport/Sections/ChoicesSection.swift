/// What each way of choosing scores, and the same recipe in two regimes.
struct ChoicesSection {
  private let evaluation: Evaluation

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    .section("What choosing is worth", [ways, regimes, control])
  }

  private var ways: Markup {
    let (router, baselines) = (evaluation.router, evaluation.baselines)
    let entries: [(name: String, score: Double?, note: String)] = [
      ("oracle, knowing every outcome", baselines.oracle, ""),
      ("router", router.score, router.scoreInterval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? ""),
      ("always the best single model", baselines.bestSingle.score, baselines.bestSingle.model),
      ("best model of the category", baselines.category, "no router needed, where categories are known"),
      ("best among the 40 nearest prompts", baselines.nearest40, ""),
      ("best among the 100 nearest prompts", baselines.nearest100, ""),
      ("by prompt length alone", baselines.length, ""), ("a model at random", baselines.random, ""),
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
    rows.append(row("verdict", { $0.route ? "route" : "don’t route" }))
    return .group([
      .element("h3", [:], [.text("Prompts like these, and prompts of a new kind")]),
      .table(["", "kinds it knows", "kinds it has not seen"], rows),
      .element(
        "p", ["class": "note"],
        [
          .text(
            "On the right every prompt is judged by what was learned from other categories: what to expect of the router when "
              + "the work changes. It is a quick estimate, from one training, and rather low; "),
          .element("code", [:], [.text("--leave-out category")]), .text(" trains anew for each."),
        ]),
    ])
  }

  private var control: Markup? {
    guard let control = evaluation.control else { return nil }
    let gains = control.gain.interval
    let area = control.auc.map { auc in
      "a mean AUC of \(withInterval(auc.mean, auc.interval)) (chance is 0.500, or \(fixed(0.5 + control.optimism)) with what "
        + "choosing penalties and weights on the same rows may lend; deal by deal from "
        + "\(fixed(auc.spread.low)) to \(fixed(auc.spread.high))) and "
    }
    return .paragraph(
      "Control: trained on outcomes dealt to the wrong prompts, \(control.deals) times over, the same recipe reaches "
        + "\(area ?? "")a gain of \(signed(control.gain.mean)) [\(signed(gains.low)), \(signed(gains.high))] over the same choices "
        + "dealt out at random (from \(signed(control.gain.spread.low)) to \(signed(control.gain.spread.high)))"
        + (control.coversChance
          ? "." : ": more than one chance in a thousand explains. Labels may leak: do not trust these figures."),
      class: control.coversChance ? "note" : "alarm")
  }
}
