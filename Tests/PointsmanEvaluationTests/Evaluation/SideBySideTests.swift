import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Models and router side by side: score, cost and speed")
struct SideBySideTests {
  /// Twenty prompts; "fast" solves the first fifteen, "slow" all. `record` changes an outcome, by row and model.
  private func table(_ record: (_ row: Int, _ model: String, _ outcome: inout Outcome) -> Void = { _, _, _ in })
    -> OutcomeTable
  {
    OutcomeTable(
      rows: (0..<20).map { row in
        var fast = Outcome(score: row < 15 ? 1 : 0, cost: 0.001)
        (fast.firstTokenTime, fast.latency, fast.outputTokens) = (0.25, 1.25 + Double(row), 101)
        var slow = Outcome(score: 1, cost: 0.01)
        (slow.firstTokenTime, slow.latency, slow.outputTokens) = (Double(row + 1) / 10, 40, 1001)
        record(row, "fast", &fast)
        record(row, "slow", &slow)
        return (OutcomeRow(id: "r\(row)", prompt: Prompt("prompt number \(row)")), ["fast": fast, "slow": slow])
      })
  }

  /// The first fifteen prompts go to "fast", the others to "slow".
  private func evaluation(_ table: OutcomeTable) -> Evaluation {
    let probabilities = table.rows.indices.flatMap { $0 < 15 ? [0.9, 0.8] : [0.1, 0.8] }
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities), predictedCosts: nil)
    let set = FeaturizedTable(table, partingDuplicates: true)
    return Evaluation(
      results, regime: .heldOut, baselines: BaselineTrainingRows(set, folds: table.rows.indices.map { $0 % 4 }),
      pair: nil, seed: 0, threads: 1)
  }

  @Test("The hand-worked table: medians and 90th percentiles of both models, and of the router's choices")
  func handWorked() throws {
    let figures = try #require(evaluation(table()).sideBySide)
    let (fast, slow) = (figures.models[0], figures.models[1])
    // The times of "fast" are 1.25, 2.25 … 20.25 s: ten are at most 10.25 s, eighteen at most 18.25 s.
    #expect(fast.spreads[.latency]?.median == 10.25 && fast.spreads[.latency]?.percentile90 == 18.25)
    #expect(fast.spreads[.firstToken]?.percentile90 == 0.25 && slow.spreads[.firstToken]?.median == 1)
    // 100 tokens after the first in 1, 2 … 20 s are 100, 50 … 5 a second: the tenth from below is 100 / 11.
    #expect(agree(fast.spreads[.outputSpeed]?.median, 100.0 / 11))
    #expect(fast.score == 0.75 && slow.score == 1 && agree(fast.cost, 0.001))
    let router = try #require(figures.router)
    // 1.25 … 15.25 s, then five times 40 s.
    #expect(router.score == 1 && router.spreads[.latency]?.median == 10.25)
    #expect(router.spreads[.latency]?.percentile90 == 40)
    // Fifteen times 0.25 s, then 1.6, 1.7 … 2.0 s.
    #expect(router.spreads[.firstToken]?.percentile90 == 1.8)
    #expect(agree(router.spreads[.firstToken]?.mean, (15 * 0.25 + 9) / 20))
  }

  @Test("The router less each model is the mean of paired differences, with a clustered interval")
  func differences() throws {
    let figures = try #require(evaluation(table()).sideBySide)
    #expect(figures.comparisons.map(\.quantity) == [.firstToken, .latency])
    let latency = figures.comparisons[1]
    let against = (0..<20).map { $0 < 15 ? 0 : 40 - 1.25 - Double($0) }
    let estimate = ClusteredMean(of: against, unit: nil)
    #expect(agree(latency.differences[0].value, estimate.value))
    #expect(latency.differences[0].interval == estimate.interval())
    #expect(agree(latency.differences[1].value, latency.router.mean - 40))
    #expect(latency.models.map(\.count) == [20, 20])
  }

  @Test("Outcomes without times have no table, in no form: their reports stay as they were")
  func absent() {
    let plain = evaluation(
      table { _, _, outcome in (outcome.latency, outcome.firstTokenTime) = (nil, nil) })
    #expect(plain.sideBySide == nil && plain.json["side_by_side"] == nil)
    #expect(!plain.text.contains("side by side"))
    let audit = Audit(plain.results.table)
    #expect(!HTMLReport(plain, audit: audit, command: "").text.contains("side by side"))
    #expect(audit.json(leaks: nil)["side_by_side"] == nil)
  }

  @Test("A time that one model never records is unknown of it and of the router: a dash, and null")
  func unknown() throws {
    let evaluation = evaluation(table { _, model, outcome in if model == "slow" { outcome.firstTokenTime = nil } })
    let figures = try #require(evaluation.sideBySide)
    #expect(figures.router?.spreads[.firstToken] == nil && figures.router?.spreads[.latency] != nil)
    #expect(figures.comparisons.map(\.quantity) == [.latency])
    let json = try #require(evaluation.json["side_by_side"])
    #expect(json["models"]?["slow"]?["first_token_s"] == .null && json["router"]?["first_token_s"] == .null)
    #expect(json["models"]?["slow"]?["output_tokens_per_s"] == .null)
    #expect(json["models"]?["fast"]?["first_token_s"]?["median"]?.double == 0.25)
    #expect(json["router_less_model"]?["first_token_s"] == .null)
    #expect(json["router_less_model"]?["latency_s"]?["models"]?["fast"]?["router_less_model_interval"] != .null)
    #expect(try JSONValue(parsing: Array(json.text.utf8)) == json)
    let row = try #require(figures.table(models: [0, 1]).first { $0.first == "slow" })
    #expect(row.filter { $0 == "–" }.count == 3)
  }

  @Test("Of a quantity that no model records there is no column")
  func columns() throws {
    let figures = try #require(
      SideBySide(table { _, _, outcome in outcome.firstTokenTime = nil }, clusters: nil))
    #expect(figures.table(models: [0]).first == ["model", "score", "cost $", "latency, s", "p90"])
    #expect(figures.router == nil && figures.json["router"] == .null && figures.json["router_less_model"] == .null)
    #expect(!figures.legend.contains("TTFT"))
  }

  @Test("Times are compared on the prompts on which they are known of every model, ten at least")
  func fewKnown() throws {
    let twelve = evaluation(table { row, model, outcome in if row > 11, model == "slow" { outcome.latency = nil } })
    #expect(try #require(twelve.sideBySide).comparisons.last?.router.count == 12)
    let nine = evaluation(table { row, model, outcome in if row > 8, model == "slow" { outcome.latency = nil } })
    #expect(try #require(nine.sideBySide).comparisons.map(\.quantity) == [.firstToken])
  }

  @Test("A first token after the whole answer is counted and named")
  func contradiction() throws {
    let table = table { row, model, outcome in
      if model == "fast", row == 3 || row == 7 { outcome.firstTokenTime = 30 }
    }
    let sentence = "2 outcomes have a \"first_token_s\" above \"latency_s\" (r3, fast)"
    let figures = try #require(SideBySide(table, clusters: nil))
    #expect(figures.contradictions?.sentence.hasPrefix(sentence) == true)
    #expect(figures.models[0].spreads[.outputSpeed]?.count == 18)
    let text = Audit(table).text(leaks: nil, sideBySide: figures)
    #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(sentence))
  }

  @Test("Terminal, HTML and the audit show the same table")
  func forms() throws {
    let evaluation = evaluation(table())
    let lines = evaluation.text.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex(of: "models side by side"))
    let words = lines[start + 1].split(separator: " ").joined(separator: " ")
    #expect(words == "model score cost $ TTFT, s p90 latency, s p90 tokens/s")
    #expect(lines[start + 4].hasPrefix("router") && lines[start + 4].contains("1.80"))
    #expect(lines.contains { $0.hasPrefix("latency, s") && $0.hasSuffix("router − model") })
    let html = HTMLReport(evaluation, audit: Audit(evaluation.results.table), command: "").text
    #expect(html.contains("Models side by side") && html.contains("TTFT, s"))
    let figures = try #require(SideBySide(evaluation.results.table, clusters: nil))
    let audit = Audit(evaluation.results.table)
    #expect(audit.text(leaks: nil, sideBySide: figures).contains("models side by side"))
    #expect(audit.json(leaks: nil, sideBySide: figures)["side_by_side"]?["models"]?["slow"] != nil)
  }

  @Test("Prompts that were divided twice count once, and the router's times are of both divisions")
  func divisions() throws {
    let once = table()
    func results(_ rows: [Int], chosen: [Int], divisions: FoldDivisions) -> RoutingResults {
      RoutingResults(
        table: once.selecting(rows: rows),
        predictions: Predictions(models: 2, probabilities: rows.flatMap { _ in [0.5, 0.5] }),
        predictedCosts: nil, clusters: rows, divisions: divisions, chosen: chosen)
    }
    let rows = Array(0..<20)
    // In the first division all prompts go to "fast", in the second all to "slow".
    let first = results(
      rows, chosen: rows.map { _ in 0 }, divisions: FoldDivisions(count: 1, rows: 20, folds: 4))
    let both = results(
      rows + rows, chosen: rows.map { _ in 0 } + rows.map { _ in 1 },
      divisions: FoldDivisions(count: 2, rows: 20, folds: 4))
    let figures = try #require(
      SideBySide(first, averaged: both, router: Evaluation.RouterFigures(both)))
    let latency = try #require(figures.comparisons.last)
    #expect(latency.router.count == 20 && latency.models.map(\.count) == [20, 20])
    #expect(agree(latency.router.mean, (10.75 + 40) / 2) && agree(latency.differences[0].value, 29.25 / 2))
    #expect(figures.models[0].spreads[.latency]?.count == 20)
    #expect(figures.json["router_less_model"]?["latency_s"]?["prompts"]?.integer == 20)
  }

  @Test("Weights count: a row of weight 2 is the row twice")
  func weights() throws {
    let plain = table()
    var entries = plain.rows.indices.map { row in
      (plain.rows[row], ["fast": plain.outcome(row: row, model: 0)!, "slow": plain.outcome(row: row, model: 1)!])
    }
    let twice = try #require(SideBySide(OutcomeTable(rows: entries + entries[0..<5]), clusters: nil))
    for row in 0..<5 { entries[row].0.weight = 2 }
    let weighted = try #require(SideBySide(OutcomeTable(rows: entries), clusters: nil))
    for model in 0..<2 {
      #expect(agree(weighted.models[model].score, twice.models[model].score))
      for quantity in SideBySide.quantities {
        let (one, other) = (weighted.models[model].spreads[quantity], twice.models[model].spreads[quantity])
        #expect(one?.median == other?.median && one?.percentile90 == other?.percentile90)
        #expect(agree(one?.mean, other?.mean))
      }
    }
  }
}
