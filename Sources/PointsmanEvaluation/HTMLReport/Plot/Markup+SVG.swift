/// The shapes that plots are drawn of, in units of the drawing.
extension Markup {
  static func stroke(_ name: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Markup {
    .element(
      "line",
      ["class": name, "x1": coordinate(x1), "y1": coordinate(y1), "x2": coordinate(x2), "y2": coordinate(y2)])
  }

  static func circle(
    _ name: String, _ x: Double, _ y: Double, radius: Double, _ content: [Markup] = []
  ) -> Markup {
    .element(
      "circle", ["class": name, "cx": coordinate(x), "cy": coordinate(y), "r": coordinate(radius)], content)
  }

  static func words(_ text: String, _ x: Double, _ y: Double, _ name: String) -> Markup {
    .element("text", ["class": name, "x": coordinate(x), "y": coordinate(y)], [.text(text)])
  }
}

/// A length to a tenth of a unit, as SVG writes it.
func coordinate(_ value: Double) -> String {
  let text = fixed(value, 1).replacing("−", with: "-")
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
