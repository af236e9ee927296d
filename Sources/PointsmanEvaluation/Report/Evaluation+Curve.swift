internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

extension Evaluation {
  /// A small drawing for a terminal: the gap that a pair recovers, or what a budget buys; none where neither is defined.
  var drawing: [String] { pairDrawing ?? budgetDrawing ?? [] }

  private var pairDrawing: [String]? {
    guard let pair, pair.apgr != nil,
      let columns = judged.pairColumns(.init(weak: pair.weak, strong: pair.strong)),
      let curve = PairCurve(sigma: columns.sigma, weak: columns.weak, strong: columns.strong)
    else { return nil }
    let most = max(1, (0...100).compactMap { curve.pgr(at: Double($0) / 100) }.max() ?? 1)
    return Self.framed(
      top: "\(fixed(100 * most, 0)) %", bottom: "0 %",
      caption: "gap recovered, by share of strong calls from 0 to 100 %; a random order is the lower line"
    ) { x in [max(0, curve.pgr(at: x) ?? 0) / most, x / most] }
  }

  private var budgetDrawing: [String]? {
    guard let (router, _, singles) = judged.costQuality, let router, let low = singles.map(\.cost).min(),
      let high = singles.map(\.cost).max(), low < high
    else { return nil }
    let (ours, mix) = (UpperHull(of: router.points).nonDecreasing, UpperHull(of: singles).nonDecreasing)
    let heights = [ours.score(at: high), mix.score(at: high), mix.score(at: low)].compactMap { $0 }
    guard let top = heights.max(), let bottom = heights.min(), bottom < top else { return nil }
    return Self.framed(
      top: fixed(top), bottom: fixed(bottom),
      caption: "score, by mean cost from $\(significant(low)) to $\(significant(high)); a random mix is the lower line"
    ) { x in
      let cost = low + x * (high - low)
      return [ours, mix].map { (($0.score(at: cost) ?? bottom) - bottom) / (top - bottom) }
    }
  }

  private static func framed(
    top: String, bottom: String, caption: String, _ curves: (Double) -> [Double]
  ) -> [String] {
    var canvas = BrailleCanvas(width: 56, height: 6)
    for index in curves(0).indices { canvas.curve { curves($0)[index] } }
    let width = max(top.count, bottom.count)
    let last = canvas.height - 1
    let rows = canvas.lines.enumerated().map { index, line in
      let label = index == 0 ? top : index == last ? bottom : ""
      return String(repeating: " ", count: width - label.count) + label + " " + line
    }
    return rows + wrapped(caption)
  }
}
