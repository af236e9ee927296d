import Pointsman
import PointsmanOutcomes
import Testing

@Suite("Tables of entries in memory")
struct OutcomeTableEntriesTests {
  typealias Entry = OutcomeTable.Entry

  @Test("An entry without an id is named by its row; scores and costs are kept")
  func entries() throws {
    let table = try OutcomeTable([
      Entry("a", scores: ["small": 1, "large": 0.5], costs: ["small": 0.001]),
      Entry("b", id: "named", scores: ["large": 1]),
    ])
    #expect(table.models == ["large", "small"])
    #expect(table.rows.map(\.id) == ["row 1", "named"])
    #expect(table.outcome(row: 0, model: 1) == Outcome(score: 1, cost: 0.001))
    #expect(table.score(row: 1, model: 1) == nil)
  }

  private static func entry(_ outcome: Outcome, weight: Double = 1) -> Entry {
    Entry(OutcomeRow(prompt: Prompt("a"), weight: weight), outcomes: ["m": outcome])
  }

  private static func measured(_ path: WritableKeyPath<Outcome, Double?>, _ value: Double) -> Entry {
    var outcome = Outcome(score: 1)
    outcome[keyPath: path] = value
    return entry(outcome)
  }

  static let bad: [(entry: Entry, expected: String)] = [
    (entry(Outcome(score: 1.7)), "a score from 0 to 1"), (entry(Outcome(score: -0.1)), "a score from 0 to 1"),
    (entry(Outcome(score: .nan)), "a score from 0 to 1"), (entry(Outcome(score: .infinity)), "a score from 0 to 1"),
    (measured(\.cost, -1), "a cost in USD of at least 0 and at most 1e15"),
    (measured(\.cost, .nan), "a cost in USD of at least 0 and at most 1e15"),
    (measured(\.latency, .infinity), "seconds, at least 0 and at most 1e15"),
    (measured(\.firstTokenTime, -1), "seconds, at least 0 and at most 1e15"),
    (measured(\.inputTokens, -1), "tokens, at least 0 and at most 1e15"),
    (measured(\.outputTokens, .nan), "tokens, at least 0 and at most 1e15"),
    (measured(\.outputCharacters, -.infinity), "characters, at least 0 and at most 1e15"),
    (entry(Outcome(score: 1), weight: -1), "a weight of at least 0 and at most 1e9"),
    (entry(Outcome(score: 1), weight: .nan), "a weight of at least 0 and at most 1e9"),
    (Entry(" ", scores: ["m": 1]), "a prompt with text in it"),
    (Entry("a", scores: ["": 1]), "the model's name"),
    (Entry("a", scores: ["m": 1], costs: ["other": 1]), "a score from 0 to 1"),
    (Entry("a", id: "first", scores: ["m": 1]), "each id once"),
  ]

  @Test("A bad entry is refused with its row, and with what is expected", arguments: bad.indices)
  func refused(_ index: Int) throws {
    let (bad, expected) = Self.bad[index]
    do {
      _ = try OutcomeTable([Entry("b", id: "first", scores: ["m": 1]), bad])
      Issue.record("nothing was thrown")
    } catch {
      guard case .invalidEntry(row: 2, _, _, expected) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("Several bad entries are all counted, and none is an error, too")
  func several() throws {
    let bad = (0..<30).map { _ in Entry("", scores: ["m": 1]) }
    let first = (1...20).map {
      OutcomesError.invalidEntry(row: $0, id: "", found: "an empty prompt", expected: "a prompt with text in it")
    }
    #expect(throws: OutcomesError.several(first, count: 30)) { try OutcomeTable(bad) }
    #expect(throws: OutcomesError.noEntries) { try OutcomeTable([Entry]()) }
  }
}
