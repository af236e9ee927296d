import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Regret")
struct RegretTests {
  @Test("By hand: 0, ½ and, among the observed, ¼")
  func byHand() {
    let utilities = [1, 0, 0.5, 1, 0.5, .nan, 0.25, 0.5]
    #expect(regret(choices: [0, 0, 0, 0], utilities: utilities, models: 2) == 0.1875)
    #expect(regret(choice: 1, utilities: [0, -1]) == 1)
    #expect(regret(choices: [0, 1], utilities: [1, 0, 0.5, .nan], models: 2) == 0)
  }

  @Test("Never negative, 0 for the best choices, untouched by a shift", arguments: 0..<4 as Range<UInt64>)
  func laws(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let utilities = generator.coarse(60, steps: 8)
    let choices = (0..<20).map { _ in Int(generator.next(below: 3)) }
    let value = try #require(regret(choices: choices, utilities: utilities, models: 3))
    #expect((0...1).contains(value))
    #expect(agree(regret(choices: choices, utilities: utilities.map { $0 - 3 }, models: 3), value))
    let best = (0..<20).compactMap { row in (0..<3).max { utilities[row * 3 + $0] < utilities[row * 3 + $1] } }
    #expect(regret(choices: best, utilities: utilities, models: 3) == 0)
    #expect(accuracy(choices: best, scores: utilities, models: 3) == 1)
  }

  @Test("Nil when no choice was observed")
  func undefined() {
    #expect(regret(choices: [], utilities: [], models: 2) == nil)
    #expect(regret(choices: [1], utilities: [1, .nan], models: 2) == nil)
  }
}
