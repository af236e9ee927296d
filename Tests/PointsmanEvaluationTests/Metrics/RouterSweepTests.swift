import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Router sweep")
struct RouterSweepTests {
  private static func step(_ lambda: Double, cost: Double, score: Double) -> RouterSweep.Step {
    RouterSweep.Step(lambda: lambda, point: CostQualityPoint(cost: cost, score: score))
  }

  @Test("By hand: one prompt leaves the expensive model at λ = ¼, the middling one at ½")
  func onePrompt() {
    let sweep = RouterSweep(
      probabilities: [0.25, 0.75, 1], predictedCosts: [1, 2, 3], actualScores: [0, 1, 0.5],
      actualCosts: [1, 2, 4], models: 3)
    #expect(
      sweep.steps == [
        Self.step(0, cost: 4, score: 0.5), Self.step(0.25, cost: 2, score: 1), Self.step(0.5, cost: 1, score: 0),
      ])
  }

  @Test("Ties go to the cheaper model, then to the lower column; collinear models are passed over together")
  func ties() {
    let level = RouterSweep(
      probabilities: [0.5, 0.5, 0.5], predictedCosts: [3, 2, 2], actualScores: [0, 0.25, 1],
      actualCosts: [3, 2, 2], models: 3)
    #expect(level.steps == [Self.step(0, cost: 2, score: 0.25)])
    let line = RouterSweep.oracle(scores: [0, 0.5, 1], costs: [1, 2, 3], models: 3)
    #expect(line.steps == [Self.step(0, cost: 3, score: 1), Self.step(0.5, cost: 1, score: 0)])
  }

  @Test("No prompts make no steps")
  func empty() {
    #expect(RouterSweep.oracle(scores: [], costs: [], models: 2).points.isEmpty)
  }

  @Test("Within every step the choices are those of a plain argmax", arguments: 0..<6 as Range<UInt64>)
  func plainArgmax(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let (n, models) = (20, 5)
    let coarse = seed.isMultiple(of: 2)
    let probabilities = coarse ? generator.coarse(n * models, steps: 8) : generator.uniform(n * models)
    let predicted = coarse ? generator.coarse(n * models, steps: 4) : generator.uniform(n * models)
    let scores = generator.uniform(n * models)
    let costs = generator.uniform(n * models)
    let sweep = RouterSweep(
      probabilities: probabilities, predictedCosts: predicted, actualScores: scores, actualCosts: costs,
      models: models)
    #expect(sweep.steps.first?.lambda == 0)
    let ends = sweep.steps.dropFirst().map(\.lambda) + [1e6]
    for (step, end) in zip(sweep.steps, ends) {
      #expect(step.lambda < end)
      let lambda = (step.lambda + end) / 2
      var cost = 0.0
      var score = 0.0
      for row in stride(from: 0, to: n * models, by: models) {
        let best = (row..<row + models).min {
          let left = (lambda * predicted[$0] - probabilities[$0], predicted[$0], $0)
          let right = (lambda * predicted[$1] - probabilities[$1], predicted[$1], $1)
          return left < right
        }
        cost += costs[best ?? row]
        score += scores[best ?? row]
      }
      #expect(agree(step.point.cost, cost / Double(n)))
      #expect(agree(step.point.score, score / Double(n)))
    }
  }

  @Test("A higher price of money never makes the oracle spend or score more", arguments: 0..<4 as Range<UInt64>)
  func oracleIsMonotone(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let points = RouterSweep.oracle(scores: generator.uniform(60), costs: generator.uniform(60), models: 3).points
    for (dear, cheap) in zip(points, points.dropFirst()) {
      #expect(cheap.cost < dear.cost && cheap.score < dear.score)
    }
  }

  @Test("RouterBench's grid takes the sweep at λ = 1/w: the best point for much money, the cheapest for little")
  func willingness() throws {
    let sweep = RouterSweep(
      probabilities: [0.25, 0.75, 1], predictedCosts: [1, 2, 3], actualScores: [0, 1, 0.5], actualCosts: [1, 2, 4],
      models: 3)
    #expect(RouterSweep.willingnessToPay.count == 32 && sweep.routerBenchPoints.count == 32)
    #expect(sweep.routerBenchPoints.first?.cost == 1 && sweep.routerBenchPoints.last?.cost == 4)
    // λ = ¼ to ½ chooses the middling model: w = 2 to 4. The grid has only 2 of these, where λ = ½ goes on.
    #expect(sweep.point(at: 0.3)?.cost == 2 && sweep.point(at: 0.25)?.cost == 2 && sweep.point(at: 0.24)?.cost == 4)
    #expect(RouterSweep.oracle(scores: [], costs: [], models: 2).point(at: 1) == nil)
  }
}
