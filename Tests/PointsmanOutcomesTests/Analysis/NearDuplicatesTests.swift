import Pointsman
import Testing

@testable import PointsmanOutcomes

@Suite("NearDuplicates and DuplicateCounts")
struct DuplicatesTests {
  private func clusters(_ prompts: [String]) -> [Int] { NearDuplicates(prompts.map { Prompt($0) }).clusters }

  @Test(
    "Copies but for case, spaces and punctuation are found",
    arguments: [
      ("Why does it hang?", "why  does it\nHANG"), ("a, b; c", "A B C!"), ("ÉTÉ à Paris", "été À paris."),
      (words(0, 50), words(0, 50).uppercased().replacing(" ", with: ",\n")), ("???", "???"),
    ])
  func copies(a: String, b: String) {
    #expect(clusters(["unrelated first", a, b]) == [0, 1, 1])
  }

  @Test("Texts that share more than 90 % of their words in a row are found, by each other's chain")
  func overlap() {
    #expect(clusters([words(0, 100), words(900, 30), words(2, 100), words(4, 100)]) == [0, 1, 0, 0])
  }

  @Test("Unrelated texts, and those that share half, are not joined")
  func unrelated() {
    let prompts = [
      words(0, 100), words(50, 100), words(200, 100), "Why does it hang?", "Why does it hang now?", "?", "+", "👍", "🚀",
    ]
    #expect(clusters(prompts) == Array(prompts.indices))
  }

  @Test("Each count of copies includes the one before it")
  func counts() {
    let counts = DuplicateCounts(
      within: table([words(0, 60), words(0, 60), words(0, 60).uppercased(), words(1, 60), "new"]))
    #expect((counts.exact, counts.normalized, counts.near) == (1, 2, 3))
    #expect(counts.examples.map(\.row) == ["r1", "r2", "r3"])
    #expect(counts.examples.allSatisfy { $0.earlier == "r0" })
  }

  @Test("Leaks are copies of training rows, not copies within the test rows")
  func leaks() {
    let train = table([words(0, 60), "Why does it hang?"])
    let test = table(["fresh", "fresh", "why does it hang", words(1, 60), words(0, 60)])
    let counts = DuplicateCounts(leakingFrom: train, to: test)
    #expect((counts.exact, counts.normalized, counts.near) == (1, 2, 3))
    #expect(counts.rows == [2, 3, 4] && counts.rows(atLeast: .near) == counts.rows)
    #expect(counts.rows(atLeast: .normalized) == [2, 4] && counts.rows(atLeast: .exact) == [4])
    let none = DuplicateCounts(leakingFrom: train.selecting(rows: []), to: test)
    #expect((none.exact, none.normalized, none.near) == (0, 0, 0))
  }

  @Test("No more than twenty examples are kept")
  func examples() {
    let counts = DuplicateCounts(within: table(.init(repeating: "same", count: 30)))
    #expect(counts.exact == 29 && counts.examples.count == 20)
  }
}
