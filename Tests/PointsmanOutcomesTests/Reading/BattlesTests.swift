import Testing

@testable import PointsmanOutcomes

@Suite("Battle")
struct BattlesTests {
  @Test(
    "The winner is read in every spelling",
    arguments: [
      ("model_a", Battle.Winner.modelA), ("A", .modelA), ("left", .modelA), ("gpt-4", .modelA), ("Model A", .modelA),
      ("model_b", .modelB), ("b", .modelB), ("right", .modelB), ("a", .modelB), ("tie", .tie), ("Tie", .tie),
      ("draw", .tie), ("tie (bothbad)", .bothBad), ("both_bad", .bothBad), ("bothbad", .bothBad),
    ])
  func spellings(spelling: String, winner: Battle.Winner) {
    // A model may be named as a position is: its name comes first.
    let modelB = spelling == "a" ? "a" : "other"
    #expect(Battle.Winner(spelling: spelling, modelA: "gpt-4", modelB: modelB) == winner)
  }

  @Test("Other texts are not a winner", arguments: ["", "model_c", "gpt-5", "1", "ties"])
  func noWinner(spelling: String) {
    #expect(Battle.Winner(spelling: spelling, modelA: "gpt-4", modelB: "other") == nil)
  }

  @Test("A tie, of good answers or of bad, is half a win for each")
  func halfWins() {
    let scores = Battle.Winner.allCases.map { Battle(modelA: "x", modelB: "y", winner: $0).outcomes }
    #expect(scores.map { $0["x"]?.score } == [1, 0, 0.5, 0.5])
    #expect(scores.map { $0["y"]?.score } == [0, 1, 0.5, 0.5])
  }
}
