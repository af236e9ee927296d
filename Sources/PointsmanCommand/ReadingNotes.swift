import Foundation
import PointsmanOutcomes

// What reading outcomes found and a user should know, a sentence each, with the option or the command that helps.
extension OutcomeReader.Skipped {
  /// All of them.
  var notes: [String] { columnNotes.map(\.text) + habits + findings }

  /// The columns of wide CSV files, those of several files that have the same once; and true for those that leave out columns
  /// that could hold scores.
  var columnNotes: [(text: String, isWarning: Bool)] {
    var seen: Set<String> = []
    return columns.compactMap { columns in
      let text = columns.description
      guard seen.insert(String(text.dropFirst(columns.path.count))).inserted else { return nil }
      let remedy = columns.leavesOutScores ? "; name the models with --models where this is wrong" : ""
      return (text + remedy, columns.leavesOutScores)
    }
  }

  /// Answers that are no outcomes, and outcomes that were computed.
  private var outcomeNotes: [String] {
    var notes: [String] = []
    for (reason, models) in unobserved.sorted(by: { $0.key < $1.key }) {
      let count = models.values.reduce(0, +)
      notes.append(
        "not observed, and left out: \(count) answer\(count == 1 ? "" : "s") \(reason) \(Self.named(models))")
    }
    if means > 0 { notes.append("\(means) scores are means of up to \(mostRepeats) repeats") }
    if priced > 0 { notes.append("\(priced) costs are computed from tokens, by --token-prices") }
    return notes
  }

  /// Up to five models with their counts, the most first.
  private static func named(_ models: [String: Int]) -> String {
    let sorted = models.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return "(" + sorted.prefix(5).map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      + (models.count > 5 ? ", …)" : ")")
  }

  /// Doubtful rows and cells.
  var findings: [String] {
    var findings = outcomeNotes
    let failures = failedRequests.values.reduce(0, +)
    if failures > 0 {
      findings.append(
        "\(failures) outcomes of score 0 have an error or an empty answer \(Self.named(failedRequests)); a failed "
          + "request says nothing about the model: leave its score out (null, in CSV an empty cell), or keep 0 if users see the failure"
      )
    }
    if missingWords > 0 {
      findings.append("\(missingWords) cells with a word for a missing value (nan, None) are read as empty")
    }
    if missingPrompts > 0 {
      findings.append(
        "\(missingPrompts) prompts are a word for a missing value (nan, None) and nothing else; remove those rows if no user wrote it"
      )
    }
    if listPrompts > 0 {
      findings.append(
        "\(listPrompts) prompts are lists or dictionaries of Python or JSON, written as text, and are routed as that text; "
          + "write conversations with json.dumps, as a list of {\"role\": …, \"content\": …}")
    }
    return findings
  }
}
