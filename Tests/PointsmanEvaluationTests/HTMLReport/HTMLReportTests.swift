import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("HTML report")
struct HTMLReportTests {
  /// Two models, one good for even rows and one for odd; prompts that would be markup if they could.
  private func report(costs: [Double]? = [0.001, 0.02], pair: Bool = true) -> String {
    let rows = (0..<80).map { index -> (row: OutcomeRow, outcomes: [String: Outcome]) in
      let text = "</blockquote><script>alert(\"\(index)\")</script> & <img src=x onerror=alert(1)> \u{1b}[31m"
      let scores = [index % 2 == 0 || index % 7 == 0 ? 1.0 : 0, index % 2 == 1 || index % 5 == 0 ? 1.0 : 0]
      let cells = ["<b>a", "b&c"].enumerated().map { ($1, Outcome(score: scores[$0], cost: costs?[$0])) }
      return (
        OutcomeRow(id: "<\(index)>", prompt: Prompt(text), category: ["x<y", "z"][index / 40]),
        Dictionary(uniqueKeysWithValues: cells)
      )
    }
    let table = OutcomeTable(rows: rows)
    let probabilities = table.rows.indices.flatMap { index in
      index % 9 == 0 ? [0.5, 0.45] : index % 2 == 0 ? [0.9, 0.3 + 0.001 * Double(index)] : [0.2, 0.8]
    }
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: costs.map { costs in rows.flatMap { _ in costs } })
    let set = FeaturizedTable(table, partingDuplicates: true)
    var evaluation = Evaluation(
      results, regime: .crossValidated, baselines: BaselineTrainingRows(set, folds: rows.indices.map { $0 % 4 }),
      pair: pair ? .init(weak: "<b>a", strong: "b&c") : nil, seed: 0, threads: 1)
    evaluation.unseen = RegimeFigures(evaluation)
    evaluation.learningCurve = LearningCurve(
      parts: [(1, 20, 0.6), (2, 40, 0.7), (4, 80, 0.75)].map { eighths, size, base in
        .init(eighths: eighths, rows: Set(0..<size), scores: rows.indices.map { $0 % 4 == 0 ? base : 1 })
      },
      bestSingle: rows.map { _ in 0.6 }, clusters: nil)
    evaluation.permutationTest = PermutationTest([Permutation(results, Bootstrap(resamples: 20))])
    return HTMLReport(evaluation, audit: Audit(table), command: "pointsman evaluate '<data>.jsonl'").text
  }

  /// True if every element that opens closes, in order, and every `&` begins one of the five references. Foundation's
  /// parser is too forgiving to ask.
  private func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    for piece in text.split(separator: "<", omittingEmptySubsequences: true) where !piece.hasPrefix("!DOCTYPE") {
      guard let end = piece.firstIndex(of: ">") else { return false }
      let tag = piece[..<end]
      guard tag.count(where: { $0 == "\"" }).isMultiple(of: 2) else { return false }
      if tag.hasSuffix("/") { continue }
      let name = tag.prefix { $0 != " " }
      if name.hasPrefix("/") {
        guard open.popLast() == name.dropFirst() else { return false }
      } else {
        open.append(name)
      }
    }
    let references = ["lt;", "gt;", "amp;", "quot;", "#39;"]
    return open.isEmpty
      && text.split(separator: "&").dropFirst().allSatisfy { rest in references.contains(where: rest.hasPrefix) }
  }

  @Test("Is well-formed XML, whatever prompts and names hold, with costs and without", arguments: [true, false])
  func wellFormed(hasCosts: Bool) {
    let text = report(costs: hasCosts ? [0.001, 0.02] : nil)
    #expect(isWellFormed(text))
    #expect(!isWellFormed(text.replacing("</section>", with: "", maxReplacements: 1)))
  }

  @Test("A prompt full of markup is text")
  func escaping() {
    let text = report()
    #expect(!text.contains("<script") && !text.contains("<img") && !text.contains("onerror=alert(1)>"))
    #expect(text.contains("&lt;script&gt;alert(&quot;") && text.contains("&lt;b&gt;a") && text.contains("x&lt;y"))
  }

  @Test("Refers to nothing outside itself")
  func selfContained() {
    let text = report().replacing("http://www.w3.org/1999/xhtml", with: "")
    for reference in ["http:", "https:", "//", "url(", "@import", "src=\"", "href="] {
      #expect(!text.contains(reference), "\(reference)")
    }
  }

  @Test("Has every part that was promised, each once")
  func parts() {
    let text = report()
    let headings = [
      "The worth of choosing", "Cost and quality", "&lt;b&gt;a or b&amp;c", "By category",
      "Where it gains and where it loses",
      "Confusion between models", "Models and calibration", "The worth of more labels", "The outcomes",
      "How this was made",
    ]
    for heading in headings { #expect(text.split(separator: "<h2>\(heading)</h2>").count == 2, "\(heading)") }
    #expect(text.contains("300 more labelled prompts would be worth about"))
    #expect(text.contains("pointsman evaluate &#39;&lt;data&gt;.jsonl&#39;"))
    #expect(text.contains("prefers-color-scheme:dark") && text.contains("name=\"viewport\""))
    #expect(text.contains("kinds it has not seen") && text.contains("trained on shuffled outcomes"))
  }

  @Test("No coordinate is lost to a number that is not finite")
  func finite() {
    let text = report()
    #expect(!text.contains("NaN") && !text.contains("\"–\"") && !text.contains("inf"))
  }

  @Test("Is written whole, over what was there")
  func writing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old", to: "r.html")
    let results = RoutingResults(outcomes([[1, 0], [0, 1]]), choosing: [0, 1])
    let set = FeaturizedTable(results.table, partingDuplicates: true)
    let evaluation = Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(set, folds: [0, 1]), pair: nil, seed: 0, threads: 1)
    let report = HTMLReport(evaluation, audit: Audit(results.table), command: "pointsman")
    try report.write(to: path)
    #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == report.text)
    #expect(try folder.names == ["r.html"])
    #expect(throws: FileFailure.self) { try report.write(to: folder.path("none/r.html")) }
  }
}
