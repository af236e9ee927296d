import Testing

@testable import PointsmanEvaluation

/// A small part of `pointsman-experiments interval-nulls`, which prints the whole.
@Suite("Intervals of groups and of many looks, where the truth is known")
struct IntervalSimulationTests {
  @Test(
    "Intervals of few groups hold the truth, also where groups differ in size",
    arguments: [IntervalSimulation.Figure.score, .gain], [8, 20])
  func groups(figure: IntervalSimulation.Figure, count: Int) {
    for sizes in [IntervalSimulation.Sizes.equal(8), .unequal(8)] {
      let rates = IntervalSimulation(figure, sizes: sizes).rates(groups: count, draws: 300, seed: 1, threads: 2)
      // 95 % but for three standard errors.
      #expect(rates.printed == 1 && rates.covered >= 0.91)
    }
  }

  @Test("Fewer than eight groups have no interval")
  func none() {
    let rates = IntervalSimulation(.score, sizes: .equal(8)).rates(groups: 5, draws: 5)
    #expect(rates.printed == 0 && rates.covered.isNaN)
  }

  @Test("The best of five looks finds a gain too often, and by the correction does not")
  func looks() {
    let rates = LookSimulation(looks: 5).rates(prompts: 100, draws: 300, seed: 1, threads: 2)
    #expect(rates.found > 0.04 && rates.foundAdjusted <= 0.05)
    #expect(rates.coveredAdjusted >= 0.95 && rates.covered < rates.coveredAdjusted)
  }

  @Test("Train and cross-validate are compared on the same data sets")
  func divisions() throws {
    let ties = try DivisionSimulation(models: 2, prompts: 60, divisions: 1, draws: 2, seed: 1, threads: 2)
    #expect(abs(ties.crossValidated.gain - ties.train.gain - ties.difference) < 1e-9)
    #expect(ties.train.standardError > 0 && ties.differenceError >= 0)
    #expect((0...1).contains(ties.disagree))
  }
}
