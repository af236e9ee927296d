internal import Pointsman
package import PointsmanOutcomes
package import PointsmanSupport

/// The evaluation as one file that a browser, a phone or a printer shows: no network, no script.
package struct HTMLReport: Sendable {
  private let evaluation: Evaluation
  private let audit: Audit
  private let command: String

  /// - Parameters:
  ///   - audit: what the outcomes hold that the evaluation was made on.
  ///   - command: what was typed to make the report.
  package init(_ evaluation: Evaluation, audit: Audit, command: String) {
    (self.evaluation, self.audit, self.command) = (evaluation, audit, command)
  }

  /// Writes the report to `path`, whole or not at all.
  package func write(to path: String) throws(FileFailure) { try AtomicFile.write(Array(text.utf8), to: path) }

  /// The file: both HTML and well-formed XML.
  package var text: String {
    let head = Markup.element(
      "head", [:],
      [
        .element("meta", ["charset": "utf-8"]),
        .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .element("title", [:], [.text("Routing report")]), .style(ReportStyle.sheet),
      ])
    return Markup.document(
      .element(
        "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
        [head, .element("body", [:], [header, .element("main", [:], sections)])]))
  }

  private var header: Markup {
    let verdict = evaluation.verdict
    // The first clause, "Route:" or "Don't route;", stands out.
    let mark = verdict.reason.firstIndex { $0 == ":" || $0 == ";" } ?? verdict.reason.startIndex
    let rest = verdict.reason[mark...]
    let sentence = Markup.element(
      "p", ["class": "verdict \(verdict.route ? "yes" : "no")"],
      [.element("b", [:], [.text(String(verdict.reason[..<mark]))]), .text(unbroken(String(rest)))])
    let complete =
      evaluation.completePrompts == evaluation.prompts
      ? "" : " (\(grouped(evaluation.completePrompts)) with every model)"
    let facts =
      "\(grouped(evaluation.prompts)) prompts\(complete), \(evaluation.models.count) models; "
      + "\(evaluation.regime.words). Intervals are 95 %."
    let leaks: Markup? = evaluation.leaks.map { .paragraph($0.words, class: $0.isClean ? "facts" : "alarm") }
    return .element(
      "header", [:],
      [.element("h1", [:], [.text("Routing report")]), sentence, .paragraph(facts, class: "facts")]
        + [leaks, evaluation.caveat.map { .paragraph($0, class: "facts") }].compactMap { $0 })
  }

  private var sections: [Markup] {
    let battles = evaluation.battles.flatMap { battles -> Markup? in
      .section("Battles", [.element("pre", [:], [.text(battles.lines.joined(separator: "\n"))])])
    }
    let origin = Markup.section("How this was made", [.element("pre", [:], [.text(command)])])
    // What the models that did not meet on a prompt would have done is not known.
    if let battles, evaluation.completePrompts == 0 {
      return [battles, AuditSection(audit).markup, origin].compactMap { $0 }
    }
    return [
      battles,
      ChoicesSection(evaluation).markup, CostQualitySection(evaluation).markup, PairSection(evaluation).markup,
      CategorySection(evaluation).markup, ExamplesSection(evaluation).markup, ConfusionSection(evaluation).markup,
      ModelsSection(evaluation).markup, LearningSection(evaluation).markup, AuditSection(audit).markup,
      DetailsSection(evaluation).markup, origin,
    ].compactMap { $0 }
  }
}

extension Evaluation.Regime {
  /// How the predictions came about, for someone who was not there.
  var words: String {
    switch self {
    case .heldOut: "judged on prompts that the router was not trained on"
    case .crossValidated: "cross-validated: each prompt is judged by what was learned from others"
    case .decisions: "judged by the decisions handed in"
    case .leaveOut(let attribute):
      "each prompt is judged by what was learned from other \(attribute == .category ? "categories" : "datasets")"
    }
  }
}

/// "0.812 [0.790, 0.834]".
func withInterval(_ value: Double?, _ interval: Interval?, _ digits: Int = 3) -> String {
  let bounds = interval.map { " [\(fixed($0.low, digits)), \(fixed($0.high, digits))]" } ?? ""
  return fixed(value, digits) + bounds
}
