internal import Pointsman
internal import PointsmanSupport

/// The text that a judge is asked, with placeholders: `{{task}}`, `{{answer_a}}`….
///
/// ```
/// let template = try JudgeTemplate("…{{task}}…", for: .pairs, file: "mine.md")
/// ```
package struct JudgeTemplate: Sendable {
  package let text: String
  package let method: JudgeMethod
  private let pieces: [Piece]

  private enum Piece {
    case text(Substring)
    case placeholder(String)
  }

  /// Throws where a placeholder is missing, unknown or has no end.
  package init(_ text: String, for method: JudgeMethod, file: String) throws(LabellingError) {
    var (pieces, rest, line) = ([Piece](), text[...], 1)
    while let start = rest.firstRange(of: "{{") {
      let before = rest[..<start.lowerBound]
      line += before.count { $0.isNewline }
      pieces.append(.text(before))
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: "}}") else {
        throw LabellingError("\(file):\(line)", "has {{ without }}", remedy: "close the placeholder")
      }
      let name = String(rest[..<end.lowerBound])
      guard method.placeholders.contains(name) else {
        throw LabellingError(
          "\(file):\(line)", "has the placeholder {{\(name.prefix(40))}}, which is not known",
          remedy: "known are \(Self.list(method.placeholders))")
      }
      pieces.append(.placeholder(name))
      rest = rest[end.upperBound...]
    }
    pieces.append(.text(rest))
    let missing = method.placeholders.filter { name in
      !pieces.contains { if case .placeholder(name) = $0 { true } else { false } }
    }
    guard missing.isEmpty else {
      throw LabellingError(file, "lacks \(Self.list(missing))", remedy: "put it where its text is to be")
    }
    (self.text, self.method, self.pieces) = (text, method, pieces)
  }

  private static func list(_ names: [String]) -> String { names.map { "{{\($0)}}" }.joined(separator: ", ") }

  /// The template that is used where the user names no other.
  package static func standard(_ method: JudgeMethod) throws(LabellingError) -> JudgeTemplate {
    let bytes = method == .pairs ? PackageResources.pairs_md : PackageResources.rubric_md
    return try JudgeTemplate(String(decoding: bytes, as: UTF8.self), for: method, file: "the standard template")
  }

  /// The text for a task and its answers: two for pairs, the first being A, and one for a rubric.
  ///
  /// What is filled in is not looked through for placeholders. The tag that delimits it does not occur in it.
  package func question(task: String, answers: [String], criteria: [String]) -> String {
    let verdict = JSONValue.object(criteria.map { ($0, .string(method.exampleValue)) }).text
    var values = [
      "tag": Self.tag(for: [task] + answers), "task": task, "criteria": CriterionText.list(criteria),
      "verdict": verdict,
    ]
    switch method {
    case .pairs: (values["answer_a"], values["answer_b"]) = (answers[0], answers[1])
    case .rubric: values["answer"] = answers[0]
    }
    return pieces.map { piece in
      switch piece {
      case .text(let text): String(text)
      case .placeholder(let name): values[name] ?? ""
      }
    }.joined()
  }

  /// 16 hexadecimal digits that do not occur in the texts.
  ///
  /// They are of the texts' own hash: the writer of an answer cannot choose them without knowing the other answer, and the
  /// same question has the same tag, so that a run that goes on knows the replies it has.
  static func tag(for texts: [String]) -> String {
    var counter = 0
    while true {
      let parts = texts.map { "\($0.utf8.count):\($0)" }.joined()
      let tag = String(SHA256.hexDigest(of: Array("\(counter) \(parts)".utf8)).prefix(16))
      if !texts.contains(where: { $0.contains(tag) }) { return tag }
      counter += 1
    }
  }
}
