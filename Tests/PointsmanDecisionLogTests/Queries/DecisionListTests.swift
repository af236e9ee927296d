import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("The list of decisions")
struct DecisionListTests {
  private let log: LogFolder

  init() throws {
    log = try LogFolder()
    let records = (0..<20).map { number -> DecisionRecord in
      var record = Records.decision(number, at: Records.start + Int64(number) * 1000)
      if number % 5 == 0 { record.chosen = 1 }
      return record
    }
    try log.write(records, [Records.feedback(19, score: 0.5, at: Records.start + 19_000)])
  }

  private func numbers(limit: Int, model: String? = nil, since: Int64? = nil) throws -> [Int] {
    let list = try LogReader(path: log.path).decisions(limit: limit, model: model, since: since)["decisions"]
    return (list?.array ?? []).compactMap { row in
      (0..<20).first { row["id"]?.string == "\(Records.id($0, at: Records.start + Int64($0) * 1000))" }
    }
  }

  @Test("It is newest first, by model and moment where asked")
  func filters() throws {
    #expect(try numbers(limit: 3) == [19, 18, 17])
    #expect(try numbers(limit: 10, model: "large") == [15, 10, 5, 0])
    #expect(try numbers(limit: 2, model: "large") == [15, 10])
    #expect(try numbers(limit: 10, since: Records.start + 18_000) == [19, 18])
    #expect(try numbers(limit: 10, model: "large", since: Records.start + 8000) == [15, 10])
    #expect(try numbers(limit: 10, model: "none").isEmpty)
    #expect(throws: LogError.self) { try numbers(limit: 0) }
  }

  @Test("A row has the members of GET /admin/decisions")
  func members() throws {
    let row = try LogReader(path: log.path).decisions(limit: 1)["decisions"]?.array?.first
    let expected =
      #"{"id":"\#(Records.id(19, at: Records.start + 19_000))","at":"2026-12-01T01:20:19Z","policy":"balanced","endpoint":"chat","model":"small","#
      + #""preferred":"small","served":"small","explored":false,"rule":"objective","reason":"it is good enough","#
      + #""probabilities":{"small":0.7,"large":0.8,"huge":0.9},"propensity":0.9,"status":200,"failure":null,"#
      + #""total_ms":1500.0,"overhead_us":210.0,"cost_usd":0.002,"prompt":"why does loop 19 not end","#
      + #""feedback":[{"name":"accepted","score":0.5}]}"#
    #expect(row?.text == expected)
  }
}
