/// Something drawn on a plot, in the units of its axes. What a mark is called decides its colour, in the style sheet.
enum Mark: Sendable {
  typealias Point = (x: Double, y: Double)

  /// A line through points.
  case line(String, [Point], title: String)
  /// A dot, with what is said when the pointer rests on it; with `label` it is named on the plot, too.
  case dot(String, Point, radius: Double = 4, title: String, label: String? = nil)
  /// A vertical bar over an interval.
  case upright(String, x: Double, Interval)
  /// A horizontal bar over an interval.
  case level(String, y: Double, Interval)
  /// The area between two curves over the same x.
  case band(String, [(x: Double, low: Double, high: Double)])
}
