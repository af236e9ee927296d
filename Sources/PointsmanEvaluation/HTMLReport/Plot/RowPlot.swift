/// A plot with a named row for each entry: a dot with its interval, and a ring to hold it against.
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
      parts.append(Markup.words(scale.words(tick), column(tick), floor + 15, "tick middle"))
    }
    parts.append(Markup.stroke("axis", left, floor, width - right, floor))
    parts.append(Markup.words(axis, (left + width - right) / 2, floor + 34, "name middle"))
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.5)
      var drawn = [Markup.element("title", [:], [.text(row.title)])]
      drawn.append(Markup.words(shortened(row.name, 19), left - 46, y + 4, "row end"))
      drawn.append(Markup.words(row.detail, left - 8, y + 4, "tick row end"))
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

/// `text`, or its beginning and end around an ellipsis where it is longer than `limit` characters: what tells long names
/// apart stands at their end as often as at their beginning.
func shortened(_ text: String, _ limit: Int) -> String {
  guard text.count > limit else { return text }
  let head = (limit - 1) * 2 / 3
  return text.prefix(head) + "…" + text.suffix(limit - 1 - head)
}
