import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("Propensities in training")
struct PropensityWeightsTests {
  @Test("By hand: inverse propensities, with a mean of 1; none without propensities")
  func byHand() throws {
    func outcome(_ propensity: Double?) -> Outcome {
      var outcome = Outcome(score: 1)
      outcome.propensity = propensity
      return outcome
    }
    func table(_ propensities: [Double?]) -> OutcomeTable {
      OutcomeTable(rows: propensities.map { (OutcomeRow(prompt: Prompt("x")), ["a": outcome($0)]) })
    }
    let weights = try #require(PropensityWeights(table([0.5, 0.25, nil]), model: 0))
    // Inverses 2, 4, 1 have the mean 7/3.
    for (propensity, expected) in [(0.5, 6.0 / 7), (0.25, 12.0 / 7), (nil, 3.0 / 7)] {
      #expect(abs(weights.weight(of: outcome(propensity)) - expected) < 1e-12)
    }
    #expect(PropensityWeights(table([nil, nil]), model: 0) == nil)
  }

  @Test("A head of a cascade's log forecasts the whole truth where propensities are given")
  func cascade() throws {
    var generator = SplitMix64(seed: 4)
    var rows: [(OutcomeRow, [String: Outcome])] = []
    func prompt(_ isHard: Bool) -> Prompt {
      // Words of no meaning, so that no prompt copies another.
      let words = (0..<6).map { _ in String(generator.next() % 100_000, radix: 36) }.joined(separator: " ")
      return Prompt((isHard ? "prove the theorem " : "sort the list ") + words)
    }
    for row in 0..<800 {
      let isHard = generator.uniform() < 0.5
      // Beside what the prompt says, both models have good and bad luck together.
      let luck = generator.uniform()
      let cheap = luck < (isHard ? 0.3 : 0.8) ? 1.0 : 0
      let dear = luck < (isHard ? 0.6 : 0.95) ? 1.0 : 0
      let chance = cheap == 1 ? 0.2 : 1
      var outcomes = ["cheap": Outcome(score: cheap)]
      if generator.uniform() < chance {
        outcomes["dear"] = Outcome(score: dear)
        outcomes["dear"]?.propensity = chance
      }
      rows.append((OutcomeRow(id: "\(row)", prompt: prompt(isHard)), outcomes))
    }
    let fresh = (0..<40).map { _ in prompt(true) }
    func forecast(_ rows: [(OutcomeRow, [String: Outcome])]) throws -> Double {
      let router = try RouterTrainer(blocks: [.lexical], folds: 2).fitted(to: FeaturizedTable(OutcomeTable(rows: rows)))
        .router
      return try fresh.reduce(0) { try $0 + router.probabilities(for: $1)[1] } / 40
    }
    let bare = rows.map { row, outcomes in (row, outcomes.mapValues { Outcome(score: $0.score) }) }
    let (weighted, plain) = (try forecast(rows), try forecast(bare))
    #expect(abs(weighted - 0.6) < 0.07 && plain < weighted - 0.05, "\(weighted), \(plain)")
  }
}
