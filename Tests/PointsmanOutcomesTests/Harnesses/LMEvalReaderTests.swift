import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("Folders of lm-evaluation-harness")
struct LMEvalReaderTests {
  @Test("Several filters are named, and one of them is read")
  func filters() throws {
    let error = #expect(throws: OutcomesError.self) { _ = try HarnessLog.read("lm-eval") }
    #expect("\(error!)".contains("found the filters \"flexible-extract\", \"strict-match\" of task quiz"))
    #expect(error?.setting == .filter)
    let strict = try HarnessLog.read("lm-eval") { $0.filter = "strict-match" }.table
    #expect(strict.outcome("quiz/0", "org/small")?.score == 1)
    let flexible = try HarnessLog.read("lm-eval") { $0.filter = "flexible-extract" }.table
    #expect(flexible.outcome("quiz/0", "org/small")?.score == 0)
    #expect(throws: OutcomesError.self) { _ = try HarnessLog.read("lm-eval") { $0.filter = "strict" } }
  }

  @Test("The bare question comes with its options; the full prompt with its examples")
  func prompts() throws {
    let bare = try HarnessLog.read("lm-eval") { $0.filter = "strict-match" }.table
    #expect(bare.rows[0].prompt.userText == "Write a function that sorts names by length.")
    #expect(bare.rows[2].prompt.userText == "Which planet has the most moons?\nA. yes\nB. no")
    let full = try HarnessLog.read("lm-eval") { reader in
      (reader.filter, reader.readsFullPrompts) = ("strict-match", true)
    }.table
    #expect(full.rows[0].prompt.userText.hasPrefix("Q: An example?\nA: 1\n\nQ: Write a function"))
  }

  private func line(_ members: String, doc: String = "{\"question\": \"Which?\"}", id: Int = 0, hash: String = "h")
    -> String
  {
    "{\"doc_id\": \(id), \"doc\": \(doc), \"target\": \"1\", \"arguments\": [[\"Context.\", {}]], \"resps\": [[\"1\"]], "
      + "\"filter\": \"none\", \"doc_hash\": \"\(hash)\", \(members)}\n"
  }

  /// A folder with samples and, unless they are nil, results.
  private func read(
    _ lines: String, results: String? = "{\"model_name\": \"m\", \"n-shot\": {\"t\": 0}}",
    _ settings: (inout OutcomeReader) -> Void = { _ in }
  ) throws -> OutcomeReader.Result {
    let folder = try TemporaryFolder()
    try folder.makeFolder("org__m")
    try folder.write(lines, to: "org__m/samples_t_2026-11-02T10-11-12.1.jsonl")
    if let results { try folder.write(results, to: "org__m/results_2026-11-02T10-11-12.1.json") }
    var reader = OutcomeReader()
    settings(&reader)
    return try reader.read([folder.path()])
  }

  @Test("Of several metrics one is named; lists do not count")
  func metrics() throws {
    let two = line("\"metrics\": [\"acc\", \"acc_norm\"], \"acc\": 1.0, \"acc_norm\": 0.0")
    let error = #expect(throws: OutcomesError.self) { _ = try read(two) }
    #expect("\(error!)".contains("document 0: 2 criteria, \"acc\", \"acc_norm\"") && error?.setting == .criteria)
    let table = try read(two) { $0.criteria = [Criterion(name: "acc_norm", weight: 1)!] }.table
    #expect(table.score(row: 0, model: 0) == 0)
    let list = line("\"metrics\": [\"bleu\", \"acc\"], \"bleu\": [\"a\", \"b\"], \"acc\": true")
    #expect(try read(list).table.score(row: 0, model: 0) == 1)
  }

  @Test("Without results the model is named after the folder, and a note says so")
  func modelOfFolder() throws {
    let result = try read(line("\"metrics\": [\"acc\"], \"acc\": 1"), results: nil)
    #expect(result.table.models == ["org/m"])
    #expect(result.skipped.habits.contains { $0.contains("its model is named after the folder, org/m") })
  }

  @Test("Documents that are alike stay apart, and one document of two runs is one row")
  func documents() throws {
    let lines = line("\"metrics\": [\"acc\"], \"acc\": 1") + line("\"metrics\": [\"acc\"], \"acc\": 0", id: 1)
    let table = try read(lines).table
    #expect(table.rows.map(\.id) == ["t/0", "t/1"] && table.score(row: 1, model: 0) == 0)
  }

  @Test("A document without a known question is read by its context where that holds no examples")
  func unknownQuestion() throws {
    let text = line("\"metrics\": [\"acc\"], \"acc\": 1", doc: "{\"words\": \"Which?\"}")
    let result = try read(text)
    #expect(result.table.rows[0].prompt.userText == "Context.")
    #expect(result.skipped.habits.contains { $0.contains("no member that is known as a question") })
    let error = #expect(throws: OutcomesError.self) {
      _ = try read(text, results: "{\"model_name\": \"m\", \"n-shot\": {\"t\": 5}}")
    }
    #expect("\(error!)".contains("without a question (members words)") && error?.setting == .fullPrompts)
    let full = try read(text, results: "{\"model_name\": \"m\", \"n-shot\": {\"t\": 5}}") { $0.readsFullPrompts = true }
    #expect(full.table.rows[0].prompt.userText == "Context.")
  }

  @Test("Means alone are refused by name")
  func means() {
    let results =
      "{\"results\": {\"t\": {\"acc,none\": 0.5}}, \"configs\": {}, \"n-shot\": {\"t\": 0}, \"model_name\": \"m\"}"
    #expect(
      HarnessLog.fault(of: results, named: "results_1.json").contains(
        "which are means; give its folder, with samples_*.jsonl"))
  }
}
