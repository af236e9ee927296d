import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("Joining of rows, runs and names")
struct JoinedRecordsTests {
  private func read(_ files: [String], _ settings: (inout OutcomeReader) -> Void) throws -> OutcomeReader.Result {
    let folder = try TemporaryFolder()
    var reader = OutcomeReader()
    settings(&reader)
    return try reader.read(try files.enumerated().map { try folder.write($1, to: "\($0).jsonl") })
  }

  private let long = """
    {"prompt": "One.", "model": "a", "score": 1, "cost": 0.5}
    {"prompt": "One.", "model": "a", "score": 0}
    {"prompt": "One.", "model": "a", "score": 0.5, "cost": 1.5}

    """

  @Test("Repeats of rows are refused unless it is said what becomes of them")
  func refused() throws {
    let error = #expect(throws: OutcomesError.self) { _ = try read([long]) { _ in } }
    #expect("\(error!)".contains("model \"a\" on the same prompt again"))
  }

  @Test("A mean has the number of its repeats, and means of the costs that are known")
  func mean() throws {
    let result = try read([long]) { $0.repeats = .mean }
    let outcome = try #require(result.table.outcome(row: 0, model: 0))
    #expect(outcome.score == 0.5 && outcome.repeats == 3 && outcome.cost == 1)
    #expect(result.skipped.means == 1 && result.skipped.mostRepeats == 3)
  }

  @Test("A mean of means counts each as often as it says")
  func weighted() throws {
    let rows = """
      {"prompt": "One.", "model": "a", "score": 1, "repeats": 3}
      {"prompt": "One.", "model": "a", "score": 0}

      """
    let outcome = try #require(try read([rows]) { $0.repeats = .mean }.table.outcome(row: 0, model: 0))
    #expect(outcome.score == 0.75 && outcome.repeats == 4)
  }

  @Test("Kept repeats are rows of one group, and other models stay on the first")
  func keep() throws {
    let rows = long + "{\"prompt\": \"One.\", \"model\": \"b\", \"score\": 1}\n"
    let table = try read([rows]) { $0.repeats = .keep }.table
    #expect(table.rows.count == 3 && Set(table.rows.map(\.group)).count == 1 && Set(table.rows.map(\.id)).count == 3)
    let scores = table.rows.indices.map { table.score(row: $0, model: 0) }
    #expect(scores == [1, 0, 0.5])
    #expect(table.rows.indices.compactMap { table.score(row: $0, model: 1) } == [1])
  }

  @Test("Rows of one prompt are joined, whatever their ids are")
  func byPrompt() throws {
    let files = [
      "{\"id\": \"1\", \"prompt\": \"One.\", \"category\": \"x\", \"outcomes\": {\"a\": {\"score\": 1}}}\n",
      "{\"id\": \"7\", \"prompt\": \"One.\", \"category\": \"y\", \"outcomes\": {\"b\": {\"score\": 0}}}\n",
    ]
    #expect(try read(files) { _ in }.table.rows.count == 2)
    let table = try read(files) { $0.joinsByPrompt = true }.table
    #expect(table.rows.map(\.id) == ["1"] && table.models == ["a", "b"] && table.rows[0].category == "x")
    #expect(table.isComplete(row: 0))
  }

  @Test("A renamed model joins its other name")
  func rename() throws {
    let rows = """
      {"prompt": "One.", "outcomes": {"gpt-x": {"score": 1}}}
      {"prompt": "Two.", "outcomes": {"openai/gpt-x": {"score": 0}, "b": {"score": 1}}}

      """
    let table = try read([rows]) { $0.renames = ["openai/gpt-x": "gpt-x"] }.table
    #expect(table.models == ["b", "gpt-x"])
    #expect(table.score(row: 1, model: 1) == 0)
    let error = #expect(throws: OutcomesError.self) { _ = try read([rows]) { $0.renames = ["gpt-y": "gpt-x"] } }
    #expect(
      "\(error!)" == "no outcomes for model \"gpt-y\", which is to be renamed; the data has b, gpt-x, openai/gpt-x")
  }

  @Test("Two names of one model on one row are a fault, or a mean")
  func renameTwo() throws {
    let rows = "{\"prompt\": \"One.\", \"outcomes\": {\"a\": {\"score\": 1}, \"b\": {\"score\": 0}}}\n"
    let error = #expect(throws: OutcomesError.self) { _ = try read([rows]) { $0.renames = ["b": "a"] } }
    #expect("\(error!)".contains("outcomes of two models that are both to be \"a\"") && error?.setting == .repeats)
    let table = try read([rows]) { ($0.renames, $0.repeats) = (["b": "a"], .mean) }.table
    #expect(table.score(row: 0, model: 0) == 0.5)
  }

  @Test("Costs come from prices where there are tokens and no cost")
  func prices() throws {
    let rows = """
      {"prompt": "One.", "outcomes": {"a": {"score": 1, "input_tokens": 1000, "output_tokens": 500}, "b": {"score": 1, "input_tokens": 9}}}
      {"prompt": "Two.", "outcomes": {"a": {"score": 1, "input_tokens": 1000, "output_tokens": 500, "cost": 7}}}

      """
    let prices = try PriceList(["a": .init(input: 2, output: 8), "b": .init(input: 1, output: 1)])
    let result = try read([rows]) { $0.prices = prices }
    #expect(result.table.cost(row: 0, model: 0) == 0.006)
    #expect(result.table.cost(row: 0, model: 1) == nil && result.table.cost(row: 1, model: 0) == 7)
    #expect(result.skipped.priced == 1)
  }

  @Test("Scores by model in one object: NaN and null are not observed, and other values are refused")
  func scoreRows() throws {
    let rows = "{\"question\": \"One.\", \"scores\": {\"a\": 1, \"b\": NaN, \"c\": null}, \"cluster_id\": 3}\n"
    let result = try read([rows]) { _ in }
    #expect(
      result.table.models == ["a"] && result.skipped.unobserved["without a score (NaN, null)"] == ["b": 1, "c": 1])
    for (value, found) in [("{\"a\": 7}", "found 7"), ("{\"a\": {}}", "found an object"), ("[1]", "found an array")] {
      let error = #expect(throws: OutcomesError.self) {
        _ = try read(["{\"prompt\": \"One.\", \"scores\": \(value)}\n"]) { _ in }
      }
      #expect("\(error!)".contains(found))
    }
  }
}
