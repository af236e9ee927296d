import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("LeakCheck")
struct LeakCheckTests {
  private let counts = DuplicateCounts(
    leakingFrom: table(["one two three", "Why does it hang?"]), to: table(["one two three", "why does it hang", "new"]))

  private static func table(_ prompts: [String]) -> OutcomeTable {
    OutcomeTable(rows: prompts.map { (OutcomeRow(id: $0, prompt: Prompt($0)), ["a": Outcome(score: 1)]) })
  }

  @Test("What could not be looked for is said to be so")
  func unchecked() {
    let check = LeakCheck(counts: nil, dropped: nil, isWhole: false)
    #expect(check.summary.hasPrefix("Leaks were not looked for"))
    #expect(check.json["checked"] == .bool(false) && check.json["exact"] == nil)
  }

  @Test("Other outcomes than the router's own are said to be so")
  func otherOutcomes() {
    for dropped in [nil, DuplicateCounts.Likeness.near] {
      #expect(LeakCheck(counts: counts, dropped: dropped, isWhole: false).summary.contains("more may be there"))
      #expect(!LeakCheck(counts: counts, dropped: dropped, isWhole: true).summary.contains("more may be there"))
    }
  }

  @Test("Copies left in are distinguished from copies left out")
  func kept() {
    let exact = LeakCheck(counts: counts, dropped: .exact, isWhole: true)
    #expect(exact.kept == 1 && !exact.isClean && exact.summary.contains("1 were left out"))
    #expect(exact.json["dropped"]?.string == "exact" && exact.json["judged"]?.integer == 1)
    let all = LeakCheck(counts: counts, dropped: .near, isWhole: true)
    #expect(all.kept == 0 && all.isClean && all.json["dropped"]?.string == "near")
    let none = LeakCheck(counts: counts, dropped: nil, isWhole: true)
    #expect(none.kept == 2 && !none.isClean && none.json["dropped"] == .bool(false))
  }
}
