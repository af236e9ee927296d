/// A plot as SVG: axes with ticks, a grid, marks, and labels that keep clear of each other.
struct Plot: Sendable {
  let x: Axis
  let y: Axis
  var marks: [Mark] = []
  /// Names and labels of the colours, above the plot.
  var legend: [(name: String, label: String)] = []
  /// A description of the drawing for those who do not see it.
  let summary: String

  /// Sizes in units of the drawing, which is scaled to the page: text of 12 units stays legible on a phone.
  private let width: Double
  private let height: Double
  private let left = 64.0
  private let right = 14.0
  private let top = 10.0
  private let bottom = 44.0

  /// - Parameter isSmall: whether it is one of several, three in a row.
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
        "span", ["class": "key"], [.element("i", ["class": entry.name]), .text(entry.label)])
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
      parts.append(Markup.svgText(y.tickLabel(tick), left - 7, row(tick) + 4, "tick end"))
    }
    for tick in x.scale.ticks {
      parts.append(Markup.stroke("grid", column(tick), floor, column(tick), top))
      parts.append(Markup.svgText(x.tickLabel(tick), column(tick), floor + 16, "tick middle"))
    }
    parts.append(Markup.stroke("axis", left, floor, width - right, floor))
    parts.append(Markup.stroke("axis", left, floor, left, top))
    return parts
  }

  private var names: [Markup] {
    let (middle, centre) = ((left + width - right) / 2, (top + height - bottom) / 2)
    return [
      Markup.svgText(x.label, middle, height - 8, "name middle"),
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
      Markup.svgText($0.text, $0.x, $0.y, "label")
    }
  }
}

/// Something drawn on a plot, in the units of its axes. The style sheet gives each name its colour.
enum Mark: Sendable {
  typealias Point = (x: Double, y: Double)

  /// A line through points.
  case line(String, [Point], title: String)
  /// A dot with a tooltip; with `label` it is named on the plot, too.
  case dot(String, Point, radius: Double = 4, title: String, label: String? = nil)
  /// A vertical bar over an interval.
  case upright(String, x: Double, Interval)
  /// A horizontal bar over an interval.
  case level(String, y: Double, Interval)
  /// The area between two curves over the same x.
  case band(String, [(x: Double, low: Double, high: Double)])
}

/// Puts names beside dots so that none covers another name, a dot, or the edge; a name that has no room is left out, and
/// still shows when the pointer rests on its dot.
struct LabelPlacement {
  struct Label {
    let text: String
    let x: Double
    let y: Double
    let radius: Double
  }

  struct Box {
    let x, y, width, height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    func holds(_ other: Box) -> Bool {
      x <= other.x && y <= other.y && other.x + other.width <= x + width && other.y + other.height <= y + height
    }
  }

  /// Each name with the left end of its baseline and the box that it fills.
  private(set) var placed: [(text: String, x: Double, y: Double, box: Box)] = []

  /// The first of `labels` get the better places. O(labels · (labels + dots)).
  init(_ labels: [Label], avoiding dots: [Box], inside frame: Box) {
    // Labels are set at 11 units; a letter is about 0.56 of that wide, a line 12 high.
    let (letter, line) = (6.2, 12.0)
    var taken = dots
    for label in labels {
      let width = Double(label.text.count) * letter
      let gap = label.radius + 4
      let places = [
        (label.x + gap, label.y + 4), (label.x - gap - width, label.y + 4),
        (label.x - width / 2, label.y - gap - 1), (label.x - width / 2, label.y + gap + 9),
        (label.x + gap - 2, label.y - gap + 2), (label.x + gap - 2, label.y + gap + 6),
        (label.x - gap - width + 2, label.y - gap + 2), (label.x - gap - width + 2, label.y + gap + 6),
      ]
      for (x, y) in places {
        let box = Box(x: x, y: y - line + 3, width: width, height: line)
        if frame.holds(box), !taken.contains(where: box.overlaps) {
          placed.append((label.text, x, y, box))
          taken.append(box)
          break
        }
      }
    }
  }
}

/// A plot with a named row for each entry: a dot with its interval, and a ring for comparison.
struct RowPlot: Sendable {
  struct Row: Sendable {
    let name: String
    let detail: String
    let value: Double
    let interval: Interval?
    let reference: Double
    let title: String
  }

  let summary: String
  let axis: String
  let rows: [Row]

  private let width = 480.0
  private let left = 176.0
  private let right = 16.0
  private let top = 8.0
  private let pitch = 22.0

  init(_ summary: String, axis: String, rows: [Row]) {
    (self.summary, self.axis, self.rows) = (summary, axis, rows)
  }

  var markup: Markup {
    let floor = top + pitch * Double(rows.count)
    let ends = rows.flatMap { [$0.value, $0.reference, $0.interval?.low ?? $0.value, $0.interval?.high ?? $0.value] }
    let scale = Axis.scores(axis, .linear(over: ends, within: -0.03...1.03))
    func column(_ value: Double) -> Double { left + (width - left - right) * scale.scale.position(value) }
    var parts: [Markup] = []
    for tick in scale.scale.ticks {
      parts.append(Markup.stroke("grid", column(tick), top, column(tick), floor))
      parts.append(Markup.svgText(scale.tickLabel(tick), column(tick), floor + 15, "tick middle"))
    }
    parts.append(Markup.stroke("axis", left, floor, width - right, floor))
    parts.append(Markup.svgText(axis, (left + width - right) / 2, floor + 34, "name middle"))
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.5)
      var drawn = [Markup.element("title", [:], [.text(row.title)])]
      drawn.append(Markup.svgText(shortened(row.name, 19), left - 46, y + 4, "row end"))
      drawn.append(Markup.svgText(row.detail, left - 8, y + 4, "tick row end"))
      if let interval = row.interval {
        drawn.append(Markup.stroke("bar router", column(interval.low), y, column(interval.high), y))
      }
      drawn.append(Markup.circle("dot single hollow", column(row.reference), y, radius: 4.5))
      drawn.append(Markup.circle("dot router", column(row.value), y, radius: 4))
      parts.append(.element("g", [:], drawn))
    }
    let box = "0 0 \(coordinate(width)) \(coordinate(floor + 42))"
    return .element("svg", ["viewBox": box, "role": "img", "aria-label": summary], parts)
  }
}
