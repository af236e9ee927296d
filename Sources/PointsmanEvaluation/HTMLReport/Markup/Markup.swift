/// A piece of well-formed markup, both HTML and XML.
///
/// Text and attribute values are escaped as they come in, and elements close themselves, so that nothing a prompt holds
/// can be anything but text.
struct Markup: Sendable, Equatable {
  /// The piece as it stands in the file.
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
