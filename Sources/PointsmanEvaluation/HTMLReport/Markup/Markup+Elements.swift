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

  /// A table: a header, then rows. The first column holds names, the others figures unless they are named in `words`.
  static func table(_ header: [String], _ rows: [[Markup]], words: Set<Int> = [0]) -> Markup {
    func cells(_ name: StaticString, _ contents: [Markup]) -> Markup {
      .element(
        "tr", [:],
        contents.enumerated().map { column, content in
          words.contains(column) ? .element(name, [:], [content]) : .element(name, ["class": "figure"], [content])
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

  static func table(_ header: [String], _ rows: [[String]], words: Set<Int> = [0]) -> Markup {
    table(header, rows.map { $0.map { .text(unbroken($0)) } }, words: words)
  }

  /// Pieces side by side where there is room.
  static func beside(_ pieces: [Markup?]) -> Markup { .element("div", ["class": "plots"], pieces.compactMap { $0 }) }

  /// A drawing with the words that explain it.
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
