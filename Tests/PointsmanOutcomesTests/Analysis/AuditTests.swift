import PointsmanOutcomes
import Testing

@Suite("Audit")
struct AuditTests {
  @Test("Figures are those worked out by hand")
  func byHand() throws {
    func cell(_ score: Double, _ cost: Double?) -> Outcome { Outcome(score: score, cost: cost) }
    let audit = Audit(
      table(
        ["one", "two", "three", "four", "one"],
        [
          ["a": cell(1, 1), "b": cell(0, 2), "c": cell(0.5, 1)],  // a is best
          ["a": cell(0, 1), "b": cell(1, 2), "c": cell(1, nil)],  // b and c tie
          ["a": cell(0.5, 1), "b": cell(0.5, 2), "c": cell(0.5, 1)],  // all tie
          ["a": cell(1, 5)], ["b": cell(0, 4), "c": cell(1, 1)],  // not complete
        ], categories: ["x", "y", nil, "x", nil]))
    #expect(audit.rows == 5 && audit.completeRows == 3 && audit.missingCells == 3 && audit.categories == 2)
    #expect(audit.tiedForBest == 2 && audit.tiedAll == 1)
    #expect(audit.models.map(\.name) == ["a", "b", "c"] && audit.models.map(\.observed) == [4, 4, 4])
    #expect(audit.models.map(\.score) == [0.625, 0.375, 0.75])
    #expect(audit.models.map(\.cost) == [2, 2.5, 1] && audit.models.map(\.priced) == [4, 4, 3])
    // Over the three complete rows: a 1.5, b 1.5, c 2; the best of each 1 + 1 + 0.5.
    #expect(audit.bestSingle?.model == "c")
    #expect(abs(try #require(audit.bestSingle?.score) - 2 / 3) < 1e-12)
    #expect(abs(try #require(audit.oracle) - 2.5 / 3) < 1e-12)
    #expect(abs(try #require(audit.headroom) - 0.5 / 3) < 1e-12)
    #expect(audit.duplicates.exact == 1)
  }

  @Test("Without a complete row there is no best single model, no oracle and no headroom")
  func incomplete() {
    let audit = Audit(table(["p", "q"], [["a": Outcome(score: 1)], ["b": Outcome(score: 1)]]))
    #expect(audit.completeRows == 0 && audit.bestSingle == nil && audit.oracle == nil && audit.headroom == nil)
    #expect(audit.models.map(\.cost) == [nil, nil])
  }
}
