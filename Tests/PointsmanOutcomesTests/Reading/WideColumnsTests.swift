import Testing

@testable import PointsmanOutcomes

@Suite("Columns of a wide CSV file")
struct WideColumnsTests {
  /// A file of six rows with the models a and b and one column more.
  private func file(_ column: String, _ cells: [String]) -> String {
    "prompt,\(column),a,b\n"
      + cells.enumerated().map { index, cell in "p\(index),\(cell),\(index % 2),\((index + 1) % 2)\n" }.joined()
  }

  private func read(_ text: String, models: [String]? = nil) throws -> (models: [String], columns: ModelColumns) {
    var reader = OutcomeReader()
    reader.models = models
    let result = try reader.read(bytes: Array(text.utf8))
    return (result.table.models, try #require(result.skipped.columns.first))
  }

  private static let fractions = ["0.1", "0.4", "0.2", "0.9", "0.5", "0.3"]
  private static let truths = ["True", "False", "True", "True", "False", "True"]

  @Test(
    "A column named like an attribute is not a model, and is named as left out",
    arguments: [
      "is_math", "is-math", "top_5_accuracy", "difficulty-level", "isMath", "IsMath", "has_code", "label", "Label",
      "fold", "FOLD", "fold_1", "cv_fold", "split_id",
      "temperature",
      "difficulty", "Difficulty Level", "year", "seed", "index", "prompt_tokens", "num_words", "n_shots", "task_type",
      "language",
      "score", "accuracy", "latency_ms", "latency_s", "first_token_s", "rater_id",
    ])
  func attributes(name: String) throws {
    for cells in [Self.fractions, ["0", "1", "1", "0", "1", "1"], Self.truths, ["3", "7", "1", "2", "9", "4"]] {
      let (models, columns) = try read(file(name, cells))
      #expect(models == ["a", "b"] && columns.models == ["a", "b"], "\(name)")
      #expect(columns.leftOut == [.init(column: name, reason: .attribute)] && columns.leavesOutScores)
      #expect(columns.description.contains("not read as models: \(name) ("))
    }
  }

  @Test(
    "Names of models are not taken for attributes",
    arguments: [
      "gpt-4-0613", "openai/label", "claude-3.5-sonnet", "qwen-max", "o1-mini", "WizardLM/WizardLM-13B-V1.2", "small",
      "large",
      "mistral_large", "phi-3-medium", "command-r", "zero-one-ai/Yi-34B-Chat", "model-a", "human", "random",
      "top-model", "gpt-4-test",
      "my-model-run", "llama_3_temp_0", "n-gram-baseline",
    ])
  func modelNames(name: String) throws {
    #expect(try read(file(name, Self.fractions)).models.contains(name))
  }

  @Test("One value in every row is not a score, unless it is 0 or 1: a model may always succeed")
  func constants() throws {
    let constant = try read(file("x", Array(repeating: "0.7", count: 6)))
    #expect(
      constant.models == ["a", "b"] && constant.columns.leftOut == [.init(column: "x", reason: .constant("0.7"))])
    let large = try read(file("x", Array(repeating: "2024", count: 6)))
    #expect(large.models == ["a", "b"] && large.columns.leftOut == [.init(column: "x", reason: .constant("2024"))])
    for (text, score) in [("1", 1.0), ("0", 0), ("1.0", 1), ("0.00", 0)] {
      let always = try read(file("x", Array(repeating: text, count: 6)))
      #expect(always.models == ["a", "b", "x"] && always.columns.constantModels == ["x": score])
      #expect(always.columns.leftOut.isEmpty)
    }
  }

  @Test("A constant that changes after the rows that were looked at is a fault that names its line")
  func lateChange() {
    let rows = (0..<10_500).map { "p\($0),\($0 == 10_400 ? "0.3" : "0.7"),\($0 % 2),1\n" }
    let error = #expect(throws: OutcomesError.self) { try read("prompt,x,a,b\n" + rows.joined()) }
    guard case .invalid(_, 10_402, _, "\"0.3\"", let expected)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(expected.contains("column \"x\"") && error?.setting == .models)
  }

  @Test("True and False beside numbers are an attribute; alone they are scores")
  func truthValues() throws {
    let beside = try read(file("x", Self.truths))
    #expect(beside.models == ["a", "b"] && beside.columns.leftOut == [.init(column: "x", reason: .truthValues)])
    #expect(try read("prompt,a,b\np,True,False\nq,False,True\n").models == ["a", "b"])
    #expect {
      try read("prompt,a,b,c\np,True,False,0.5\nq,False,True,0.2\n")
    } throws: {
      "\($0)".contains("numbers in column \"c\" and True and False in \"a\", \"b\"")
        && ($0 as? OutcomesError)?.setting == .models
    }
  }

  @Test("Text is left out and named, and a few words are given with it")
  func text() throws {
    let words = try read(file("x", ["PASS", "FAIL", "PASS", "FAIL", "PASS", ""]))
    #expect(
      words.models == ["a", "b"] && words.columns.leftOut == [.init(column: "x", reason: .words(["PASS", "FAIL"]))])
    let text = try read(file("x", (0..<6).map { "An answer number \($0)" }))
    #expect(text.columns.leftOut == [.init(column: "x", reason: .text)] && !text.columns.leavesOutScores)
    #expect {
      try read("prompt,a,b\np,PASS,FAIL\nq,FAIL,PASS\nr,PASS,PASS\n")
    } throws: {
      "\($0)".contains("\"a\": PASS, FAIL") && ($0 as? OutcomesError)?.setting == .scale
    }
  }

  @Test("Models that are named are taken, whatever their columns are called", arguments: ["label", "is_math", "x"])
  func named(name: String) throws {
    for cells in [Self.fractions, Self.truths, Array(repeating: "0.7", count: 6)] {
      let (models, columns) = try read(file(name, cells), models: ["a", name])
      #expect(models == ["a", name].sorted() && columns.leftOut.isEmpty)
    }
  }

  @Test("Scores beyond 0 to 1 in one column are a fault that names the column, not a column left out")
  func strayColumn() {
    let error = #expect(throws: OutcomesError.self) { try read(file("x", ["3", "7", "1", "0", "9", "4"])) }
    guard case .offScale(_, 2, 4, "3", let scores)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(scores.column == "x" && scores.outside == 4 && scores.scores == 18)
  }

  @Test(
    "Columns named for the score give the model its name, and their neighbours are its measures and answers",
    arguments: ["/", "|"])
  func namedScores(separator: String) throws {
    let names = ["openai/model-a", "ollama/model-b"]
    let header = names.map { "\($0)\(separator)score,\($0)\(separator)response,\($0)\(separator)cost" }.joined(
      separator: ",")
    var reader = OutcomeReader()
    let text = "prompt,\(header),extra\np,1.0,42,0.1,0.0,41,0.2,0.3\nq,0.0,40,0.1,1.0,41,0.2,0.4\n"
    let result = try reader.read(bytes: Array(text.utf8))
    #expect(
      result.table.models == names.sorted() && result.table.outcome(row: 0, model: 1) == Outcome(score: 1, cost: 0.1))
    #expect(result.skipped.columns[0].leftOut == [.init(column: "extra", reason: .notNamedScore)])
    reader.models = [names[1]]
    #expect(try reader.read(bytes: Array(text.utf8)).table.models == [names[1]])
  }

  @Test("Faulty rows before the first whole one do not decide, and trap nothing")
  func faultyOpening() throws {
    var reader = OutcomeReader()
    reader.skipsInvalid = true
    let short = String(repeating: "p,1\n", count: 10_100)
    let result = try reader.read(bytes: Array(("prompt,a,b\n" + short + "q,1,0\n").utf8))
    #expect(result.table.models == ["a", "b"] && result.skipped.count == 10_100)
    #expect(throws: OutcomesError.self) { try reader.read(bytes: Array(("prompt,a,b\n" + short).utf8)) }
  }
}
