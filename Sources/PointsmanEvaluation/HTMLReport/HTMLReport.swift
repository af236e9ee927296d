package import PointsmanOutcomes
package import PointsmanSupport

/// The evaluation as one file that a browser, a phone or a printer shows: no network, no script.
package struct HTMLReport: Sendable {
  let evaluation: Evaluation
  let audit: Audit
  private let command: String

  /// - Parameters:
  ///   - audit: the audit of the evaluated outcomes.
  ///   - command: the command that made the report; its section is left out when empty.
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
        .element("title", [:], [.text("Routing report")]), .style(Self.styleSheet),
      ])
    return Markup.document(
      .element(
        "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
        [head, .element("body", [:], [header, .element("main", [:], sections)])]))
  }

  private var header: Markup {
    let verdict = evaluation.verdict
    // The first clause, "Route:" or "Don't route;", is bold.
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
      + "\(evaluation.regime.explanation). Intervals are 95 %."
      + (evaluation.policy.map { " The choices are those of a policy: \($0.lines.joined(separator: "; "))." } ?? "")
      + (evaluation.results.table.weights == nil ? "" : " Every figure is weighted by the prompts' weights.")
      + (evaluation.fewClustersNote.map { " " + $0 } ?? "")
      + (evaluation.costGaps.map { " " + $0.sentence } ?? "")
      + (evaluation.missingness?.sentences ?? []).map { " " + $0 }.joined()
      + (evaluation.estimatorNote.map { " " + $0 } ?? "")
    let leaks: Markup? = evaluation.leaks.map { .paragraph($0.summary, class: $0.isClean ? "facts" : "alarm") }
    return .element(
      "header", [:],
      [.element("h1", [:], [.text("Routing report")]), sentence, .paragraph(facts, class: "facts")]
        + [
          evaluation.looks.map { .paragraph($0.sentence, class: "facts") },
          evaluation.divisionNote.map { .paragraph($0, class: "facts") }, leaks,
          evaluation.categoryWarning.map { .paragraph($0, class: "facts") },
        ].compactMap { $0 })
  }

  private var sections: [Markup] {
    let battles = evaluation.battles.flatMap { battles -> Markup? in
      .section("Battles", [.element("pre", [:], [.text(battles.lines.joined(separator: "\n"))])])
    }
    let origin =
      command.isEmpty ? nil : Markup.section("How this was made", [.element("pre", [:], [.text(command)])])
    // The scores of the models that did not meet on a prompt are not known.
    if !evaluation.judgesChoices {
      return (battles.map { [$0] } ?? [partialSection, sideBySideSection, modelsSection, detailsSection]).compactMap {
        $0
      }
        + [auditSection, origin].compactMap { $0 }
    }
    return [
      battles, operatingSection,
      choicesSection, evaluation.operating?.isPriced == true ? nil : costQualitySection, pairSection, categorySection,
      examplesSection, confusionSection,
      sideBySideSection, modelsSection,
      learningSection, auditSection, detailsSection, origin,
    ].compactMap { $0 }
  }
}

extension Evaluation.Regime {
  /// The origin of the predictions in words.
  fileprivate var explanation: String {
    switch self {
    case .heldOut: "judged on prompts that the router was not trained on"
    case .crossValidated: "cross-validated: each prompt is judged by what was learned from others"
    case .decisions: "judged by the decisions handed in"
    case .leaveOut(let attribute):
      "each prompt is judged by what was learned from other \(attribute == .category ? "categories" : "datasets")"
    }
  }
}

extension HTMLReport {
  /// The looks of the report: on paper, on a phone, by day and by night.
  fileprivate static let styleSheet: StaticString = """
    :root{color-scheme:light dark;--page:#fff;--panel:#f7f7f5;--ink:#1c1e21;--muted:#656b73;--rule:#e1e2e4;--router:#0b62c4;
    --zero:#8a6d3b;--oracle:#7a7f87;--single:#1c1e21;--random:#a0a5ac;--gain:#1a7f4b;--loss:#b3392f;--heat:11,98,196}
    @media (prefers-color-scheme:dark){:root{--page:#15171a;--panel:#1d2024;--ink:#e6e7e9;--muted:#9aa1ab;--rule:#32363c;
    --router:#6aaef7;--zero:#d0ac6c;--oracle:#9aa1ab;--single:#e6e7e9;--random:#6d737c;--gain:#5cc48d;--loss:#ee8178;
    --heat:106,174,247}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:2.5rem 1.25rem 4rem;max-width:66rem;background:var(--page);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    header{border-bottom:1px solid var(--rule);padding-bottom:1.25rem}
    h1{font-size:1.05rem;font-weight:600;color:var(--muted);margin:0 0 .75rem}
    h2{font-size:1.2rem;font-weight:600;margin:2.75rem 0 .5rem}
    h3{font-size:1rem;font-weight:600;margin:1.5rem 0 .35rem}
    p{max-width:44rem;margin:.5rem 0}
    .verdict{font-size:1.4rem;line-height:1.4;margin:0;max-width:50rem;text-wrap:pretty}
    .verdict b{font-weight:650}.verdict.yes b{color:var(--gain)}.verdict.no b{color:var(--loss)}
    .facts,.note,figcaption{color:var(--muted);font-size:.9rem}
    .alarm{color:var(--loss);border-left:3px solid var(--loss);padding:.35rem .8rem;font-weight:600}
    .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:1.5rem 2rem}
    .small{grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr))}
    figure{margin:1rem 0 0;break-inside:avoid;max-width:40rem}
    figcaption{margin-top:.35rem;overflow-wrap:anywhere}
    svg{display:block;width:100%;height:auto;overflow:visible}
    svg text{fill:var(--ink);font-size:12px;font-family:inherit}
    svg .tick{fill:var(--muted);font-variant-numeric:tabular-nums}
    svg .name{fill:var(--muted)}svg .label{font-size:11px;paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}svg .row{font-size:11.5px}
    svg .middle{text-anchor:middle}svg .end{text-anchor:end}
    .grid{stroke:var(--rule);stroke-width:.75}.axis{stroke:var(--muted);stroke-width:1}
    .line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}
    .bar{stroke:var(--c);stroke-width:2;stroke-linecap:round;opacity:.75}
    .band{fill:var(--c);opacity:.15}
    .dot{fill:var(--c);stroke:var(--page);stroke-width:1.25}
    .router{--c:var(--router)}.zero{--c:var(--zero)}.oracle{--c:var(--oracle)}.single{--c:var(--single)}
    .random{--c:var(--random)}.gain{--c:var(--gain)}.loss{--c:var(--loss)}
    .line.zero,.line.oracle,.line.random{stroke-width:1.5}.line.zero{stroke-dasharray:6 4}
    .line.oracle{stroke-dasharray:2 3}.line.random{stroke-dasharray:1 3}
    .hollow{fill:var(--page);stroke:var(--c);stroke-width:1.75}
    .legend{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;font-size:.85rem;color:var(--muted);margin-bottom:.4rem}
    .key i{display:inline-block;width:.7rem;height:.7rem;border-radius:50%;background:var(--c);margin-right:.4rem}
    .wide{overflow-x:auto}.plots td:first-child{white-space:normal}
    table{border-collapse:collapse;margin:.75rem 0;font-size:.92rem;font-variant-numeric:tabular-nums}
    th,td{padding:.32rem .9rem .32rem 0;text-align:left;border-bottom:1px solid var(--rule);vertical-align:baseline;white-space:nowrap}
    th{font-weight:500;color:var(--muted)}.figure{text-align:right}
    tr.chosen td{font-weight:600;color:var(--router)}
    .confusion td,.confusion th{text-align:center;padding:.35rem .7rem}.confusion th{font-size:.85rem}.confusion td:first-child,.confusion th:first-child{text-align:left}
    .confusion td.right{outline:1px solid var(--router);outline-offset:-1px}
    .example{border-top:1px solid var(--rule);padding:.7rem 0;break-inside:avoid}
    .example p{margin:.15rem 0}
    .example blockquote{margin:.35rem 0 0;padding:.5rem .8rem;background:var(--panel);border-radius:.3rem;white-space:pre-wrap;
    overflow-wrap:anywhere;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;max-height:14rem;overflow:auto}
    summary{cursor:pointer;padding:.3rem 0}details{border-top:1px solid var(--rule)}
    code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    p code{white-space:nowrap}pre{background:var(--panel);padding:.7rem .9rem;border-radius:.3rem;white-space:pre-wrap;overflow-wrap:anywhere}
    @media (max-width:34rem){body{padding:1.25rem 1rem 3rem}.verdict{font-size:1.15rem}th,td{white-space:normal}svg text{font-size:14px}
    svg .label{font-size:13px}svg .row{font-size:12px}}
    @media print{:root{--page:#fff;--panel:#f4f4f2;--ink:#000;--muted:#444;--rule:#ccc;--router:#0b4fa0;--single:#000}
    body{max-width:none;padding:0;font-size:10.5pt}h2{break-after:avoid}.example blockquote{max-height:none;overflow:visible}}
    """
}
