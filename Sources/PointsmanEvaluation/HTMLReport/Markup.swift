/// A piece of well-formed markup, both HTML and XML.
///
/// Text and attribute values are escaped as they come in, and elements close themselves, so that
/// everything in a prompt is text.
struct Markup: Sendable, Equatable {
  /// The piece as it is in the file.
  let source: String

  private init(source: String) {
    self.source = source
  }

  /// `text`, to be read as it is.
  static func text(_ text: String) -> Markup { Markup(source: escaped(text)) }

  /// The pieces, one after another.
  static func group(_ pieces: [Markup]) -> Markup { Markup(source: pieces.map(\.source).joined()) }

  /// An element. Names of elements and attributes are the program's own; values and content may be anyone's.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: [Markup] = []
  ) -> Markup {
    let opening = attributes.reduce("<\(name)") { "\($0) \($1.key)=\"\(escaped($1.value))\"" }
    let inner = content.map(\.source).joined()
    // HTML has no self-closing elements but these; in SVG either form will do.
    if ["br", "meta", "col"].contains("\(name)") { return Markup(source: opening + "/>") }
    return Markup(source: "\(opening)>\(inner)</\(name)>")
  }

  /// A style sheet of the program's own, which needs no escaping as it has neither `<` nor `&`.
  static func style(_ sheet: StaticString) -> Markup {
    precondition(!"\(sheet)".contains { $0 == "<" || $0 == "&" }, "a style sheet is read as text by XML too")
    return Markup(source: "<style>\(sheet)</style>")
  }

  /// A whole file with `root` as its only element.
  static func document(_ root: Markup) -> String { "<!DOCTYPE html>\n\(root.source)\n" }

  /// The five characters that mean something escaped; what XML allows nowhere is replaced by U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// The few elements that the report is built of.
extension Markup {
  static func heading(_ text: String) -> Markup { .element("h2", [:], [.text(text)]) }

  static func paragraph(_ text: String, class name: String? = nil) -> Markup {
    let text = Markup.text(unbroken(text))
    return name.map { .element("p", ["class": $0], [text]) } ?? .element("p", [:], [text])
  }

  /// A section of the report under its heading; nil without content.
  static func section(_ title: String, _ content: [Markup?]) -> Markup? {
    let content = content.compactMap { $0 }
    return content.isEmpty ? nil : .element("section", [:], [.heading(title)] + content)
  }

  /// A table: a header, then rows. `textColumns` hold text, the others figures.
  static func table(_ header: [String], _ rows: [[Markup]], textColumns: Set<Int> = [0]) -> Markup {
    func cells(_ name: StaticString, _ contents: [Markup]) -> Markup {
      .element(
        "tr", [:],
        contents.enumerated().map { column, content in
          textColumns.contains(column) ? .element(name, [:], [content]) : .element(name, ["class": "figure"], [content])
        })
    }
    let body = rows.map { cells("td", $0) }
    // A table wider than a phone scrolls by itself, instead of the page.
    return .element(
      "div", ["class": "wide"],
      [
        .element(
          "table", [:], [.element("thead", [:], [cells("th", header.map(Markup.text))]), .element("tbody", [:], body)])
      ])
  }

  static func table(_ header: [String], _ rows: [[String]], textColumns: Set<Int> = [0]) -> Markup {
    table(header, rows.map { $0.map { .text(unbroken($0)) } }, textColumns: textColumns)
  }

  /// Pieces side by side where there is room.
  static func beside(_ pieces: [Markup?]) -> Markup { .element("div", ["class": "plots"], pieces.compactMap { $0 }) }

  /// A drawing with its caption.
  static func figure(_ drawing: Markup, caption: String) -> Markup {
    .element("figure", [:], [drawing, .element("figcaption", [:], [.text(unbroken(caption))])])
  }
}

/// `text` with no-break spaces where a line must not end: before "%", around "=" and "<", and within an interval.
func unbroken(_ text: String) -> String {
  var isWithin = false
  var result = ""
  let signs: Set<Character?> = ["=", "<"]
  for (character, next) in zip(text, text.dropFirst() + " ") {
    if character == "[" { isWithin = true }
    if character == "]" { isWithin = false }
    let holds = isWithin || next == "%" || signs.contains(next) || signs.contains(result.last)
    result.append(character == " " && holds ? "\u{a0}" : character)
  }
  return result
}

/// The shapes of plots, in units of the drawing.
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

  static func svgText(_ text: String, _ x: Double, _ y: Double, _ name: String) -> Markup {
    .element("text", ["class": name, "x": coordinate(x), "y": coordinate(y)], [.text(text)])
  }
}

/// A length to a tenth of a unit, as SVG writes it.
func coordinate(_ value: Double) -> String {
  let text = fixed(value, 1).replacing("−", with: "-")
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
