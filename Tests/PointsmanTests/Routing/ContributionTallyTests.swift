import TestSupport
import Testing

@testable import Pointsman

@Suite("ContributionTally")
struct ContributionTallyTests {
  @Test("A piece has one number however often it comes; pieces that only look alike are two")
  func numbers() {
    var pieces = PieceLabels()
    let numbers = ["a b", "é", "e\u{301}", "a b"].map { pieces.number(of: Array($0.utf8)) }
    #expect(numbers == [0, 1, 2, 0] && pieces.texts.count == 3)
  }

  @Test(
    "Of a word longer than 64 bytes a label shows the start, whole characters, and the length",
    arguments: [
      (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
      (String(repeating: "a", count: 65), "aaaaaaaa… (65 bytes)"),
      (String(repeating: "a", count: 65_536), "aaaaaaaa… (65,536 bytes)"),
      (String(repeating: "a", count: 1_234_567) + " b", "aaaaaaaa… (1,234,567 bytes) b"),
      (String(repeating: "漢", count: 100), "漢漢漢… (300 bytes)"),
      ("e" + String(repeating: "\u{301}", count: 50), "e\u{301}\u{301}\u{301}\u{301}… (101 bytes)"),
    ])
  func cut(piece: String, label: String) {
    var pieces = PieceLabels()
    _ = pieces.number(of: Array(piece.utf8))
    #expect(Array(pieces.texts[0].utf8) == Array(label.utf8))
  }

  @Test("Values add up by piece and model, in the order in which the pieces came")
  func sums() {
    var tally = ContributionTally(.words, models: 2)
    for (text, value) in [("b", 1.0), ("a", 2), ("b", 4)] {
      let piece = tally.number(of: Array(text.utf8))
      tally.add(value, piece: piece, model: 0)
      tally.add(-value, piece: piece, model: 1)
    }
    #expect(tally.contributions.map(\.text) == ["b", "a"])
    #expect(tally.contributions.map(\.values) == [[5, -5], [2, -2]])
  }
}
