internal import Pointsman
internal import PointsmanOutcomes

/// Weak or strong: how much of the gap between the two is recovered at each share of strong calls.
struct PairSection {
  private let evaluation: Evaluation

  init(_ evaluation: Evaluation) {
    self.evaluation = evaluation
  }

  var markup: Markup? {
    guard let pair = evaluation.pair else { return nil }
    let title = "\(pair.weak) or \(pair.strong)"
    guard pair.apgr != nil, let columns = evaluation.judged.pairColumns(.init(weak: pair.weak, strong: pair.strong)),
      let curve = PairCurve(sigma: columns.sigma, weak: columns.weak, strong: columns.strong)
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
      [.beside([.figure(plot(curve, columns.weak, columns.strong, pair).markup, caption: caption), figures(pair)])])
  }

  private func plot(_ curve: PairCurve, _ weak: [Double], _ strong: [Double], _ pair: Evaluation.PairFigures) -> Plot {
    let shares = (0...100).map { Double($0) / 100 }
    let routed = shares.compactMap { share in curve.pgr(at: share).map { (x: share, y: $0) } }
    let gap = curve.strongMean - curve.weakMean
    let best = shares.compactMap { share in
      optimalScore(share: share, weak: weak, strong: strong).map { (x: share, y: ($0 - curve.weakMean) / gap) }
    }
    let strongest = evaluation.judged.table.models.firstIndex(of: pair.strong)
    let share = mean(evaluation.judged.choices.map { $0 == strongest ? 1 : 0 })
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
    if evaluation.judged.models == 2, let recovered = curve.pgr(at: share) {
      plot.marks.append(
        .dot(
          "router", (share, recovered), radius: 6,
          title: "most probable model: \(fixed(100 * share, 1)) % strong calls recover \(fixed(100 * recovered, 1)) %"))
    }
    plot.legend = [("router", "router"), ("oracle", "oracle"), ("random", "random order")]
    return plot
  }

  private func figures(_ pair: Evaluation.PairFigures) -> Markup {
    let calls = zip(["20", "50", "80"], pair.callsForPerformance).map { level, share in
      ["strong calls to recover \(level) % of the gap", fixed(share.map { 100 * $0 }, 1) + " %"]
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
