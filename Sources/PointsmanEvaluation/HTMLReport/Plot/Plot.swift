/// A plot as SVG: axes with ticks, a grid, marks, and labels that keep clear of each other.
struct Plot: Sendable {
  let x: Axis
  let y: Axis
  var marks: [Mark] = []
  /// Names and colours, in words above the plot.
  var legend: [(name: String, words: String)] = []
  /// What the drawing shows, for those who do not see it.
  let summary: String

  /// Sizes in units of the drawing, which is scaled to the page: text of 12 units stays legible on a phone.
  private let width: Double
  private let height: Double
  private let left = 64.0
  private let right = 14.0
  private let top = 10.0
  private let bottom = 44.0

  /// - Parameter isSmall: whether it is to stand beside others of its kind, three in a row.
  init(_ summary: String, x: Axis, y: Axis, isSmall: Bool = false) {
    (self.summary, self.x, self.y) = (summary, x, y)
    (width, height) = isSmall ? (300, 250) : (480, 320)
  }

  var markup: Markup {
    let drawing = Markup.element(
      "svg", ["viewBox": "0 0 \(coordinate(width)) \(coordinate(height))", "role": "img", "aria-label": summary],
      gridAndTicks + names + marks.flatMap(draw) + labels)
    guard !legend.isEmpty else { return drawing }
    let entries = legend.map { entry in
      Markup.element(
        "span", ["class": "key"], [.element("i", ["class": entry.name]), .text(entry.words)])
    }
    return .group([.element("div", ["class": "legend"], entries), drawing])
  }

  private func column(_ value: Double) -> Double { left + (width - left - right) * x.scale.position(value) }
  private func row(_ value: Double) -> Double { height - bottom - (height - top - bottom) * y.scale.position(value) }

  private var gridAndTicks: [Markup] {
    let floor = height - bottom
    var parts: [Markup] = []
    for tick in y.scale.ticks {
      parts.append(Markup.stroke("grid", left, row(tick), width - right, row(tick)))
      parts.append(Markup.words(y.words(tick), left - 7, row(tick) + 4, "tick end"))
    }
    for tick in x.scale.ticks {
      parts.append(Markup.stroke("grid", column(tick), floor, column(tick), top))
      parts.append(Markup.words(x.words(tick), column(tick), floor + 16, "tick middle"))
    }
    parts.append(Markup.stroke("axis", left, floor, width - right, floor))
    parts.append(Markup.stroke("axis", left, floor, left, top))
    return parts
  }

  private var names: [Markup] {
    let (middle, centre) = ((left + width - right) / 2, (top + height - bottom) / 2)
    return [
      Markup.words(x.label, middle, height - 8, "name middle"),
      .element(
        "text",
        [
          "transform": "translate(13 \(coordinate(centre))) rotate(-90)", "class": "name middle",
        ], [.text(y.label)]),
    ]
  }

  private func draw(_ mark: Mark) -> [Markup] {
    switch mark {
    case .line(let name, let points, let title):
      let path = points.map { "\(coordinate(column($0.x))),\(coordinate(row($0.y)))" }.joined(separator: " ")
      return [
        .element(
          "polyline", ["class": "line \(name)", "points": path], [.element("title", [:], [.text(title)])])
      ]
    case .dot(let name, let point, let radius, let title, _):
      let title = Markup.element("title", [:], [.text(title)])
      return [Markup.circle("dot \(name)", column(point.x), row(point.y), radius: radius, [title])]
    case .upright(let name, let x, let interval):
      return [Markup.stroke("bar \(name)", column(x), row(interval.low), column(x), row(interval.high))]
    case .level(let name, let y, let interval):
      return [Markup.stroke("bar \(name)", column(interval.low), row(y), column(interval.high), row(y))]
    case .band(let name, let points):
      let outline = points.map { ($0.x, $0.high) } + points.reversed().map { ($0.x, $0.low) }
      let path = outline.map { "\(coordinate(column($0.0))),\(coordinate(row($0.1)))" }.joined(separator: " ")
      return [.element("polygon", ["class": "band \(name)", "points": path])]
    }
  }

  private var labels: [Markup] {
    var wanted: [LabelPlacement.Label] = []
    var taken: [LabelPlacement.Box] = []
    for case .dot(_, let point, let radius, _, let label) in marks {
      let (x, y) = (column(point.x), row(point.y))
      taken.append(LabelPlacement.Box(x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius))
      if let label { wanted.append(.init(text: label, x: x, y: y, radius: radius)) }
    }
    let inside = LabelPlacement.Box(x: left + 2, y: top, width: width - right - left - 2, height: height - bottom - top)
    return LabelPlacement(wanted, avoiding: taken, inside: inside).placed.map {
      Markup.words($0.text, $0.x, $0.y, "label")
    }
  }
}
