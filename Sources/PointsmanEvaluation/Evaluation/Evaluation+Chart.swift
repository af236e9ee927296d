internal import Pointsman

extension Evaluation {
  /// A small chart for a terminal: the gap that a pair recovers, or the score that a budget buys; empty where neither is
  /// defined.
  var chart: [String] { pairChart ?? budgetChart ?? [] }

  private var pairChart: [String]? {
    guard let pair, pair.apgr != nil, let curve = results.pairCurve(pair.names) else { return nil }
    let most = max(1, (0...100).compactMap { curve.pgr(at: Double($0) / 100) }.max() ?? 1)
    return Self.framed(
      top: "\(fixed(100 * most, 0)) %", bottom: "0 %",
      caption: "gap recovered, by share of strong calls from 0 to 100 %; a random order is the lower line"
    ) { x in [max(0, curve.pgr(at: x) ?? 0) / most, x / most] }
  }

  private var budgetChart: [String]? {
    guard let (router, _, singles) = results.priced?.costQuality, let router, let low = singles.map(\.cost).min(),
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

/// A small chart in characters: each holds two columns and four rows of dots, as in Braille.
struct BrailleCanvas {
  let width: Int
  let height: Int
  private var cells: [UInt8]

  /// A canvas of `width` × `height` characters.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    cells = [UInt8](repeating: 0, count: width * height)
  }

  /// Sets the dot at a place in the unit square, from the lower left; a place outside is the caller's mistake.
  mutating func dot(x: Double, y: Double) {
    precondition(0 <= x && x <= 1 && 0 <= y && y <= 1, "a dot lies on the canvas")
    let column = min(2 * width - 1, Int(x * Double(2 * width)))
    let row = min(4 * height - 1, Int((1 - y) * Double(4 * height)))
    // Unicode numbers the dots down the left column, then the right, the lowest row last.
    let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    cells[row / 4 * width + column / 2] |= bits[row % 4 * 2 + column % 2]
  }

  /// Draws a function over the whole width.
  mutating func curve(_ value: (Double) -> Double) {
    for column in 0..<2 * width {
      let x = (Double(column) + 0.5) / Double(2 * width)
      dot(x: x, y: min(1, max(0, value(x))))
    }
  }

  /// The rows, top first.
  var lines: [String] {
    (0..<height).map { row in
      String(
        String.UnicodeScalarView(
          cells[row * width..<(row + 1) * width].map { Unicode.Scalar(0x2800 + UInt32($0)) ?? " " }))
    }
  }
}
