import Testing

@testable import PointsmanEvaluation

@Suite("Verdicts where the truth is known")
struct VerdictSimulationTests {
  @Test("Groups without a gain are rarely routed, and test and interval agree")
  func groups() {
    let rates = VerdictSimulation(.grouped(size: 5)).rates(prompts: 40, draws: 200)
    // 2.5 % of 200 is 5; twelve or more come by chance once in two hundred.
    #expect(rates.routed <= 0.06 && rates.covered >= 0.9 && rates.inconsistent == 0)
  }

  @Test("A few prompts diverted at random do not lead the random mix", arguments: [1, 5])
  func diverted(count: Int) {
    let rates = VerdictSimulation(.diverted(count)).rates(prompts: 100, draws: 100)
    #expect(rates.ahead <= 0.08 && rates.inconsistent == 0)
  }

  @Test("Intervals of rare differences have a width and hold the truth")
  func rare() {
    let rates = VerdictSimulation(.rare(differing: 0.02, gain: 0.01)).rates(prompts: 100, draws: 200)
    #expect(rates.covered >= 0.93 && rates.inconsistent == 0)
  }

  @Test(
    "The hardest case for cross-validation is rarely routed, by one division of the folds or three", arguments: [1, 3])
  func leastFavourable(divisions: Int) {
    let rates = VerdictSimulation(.leastFavourable(models: 3, divisions: divisions)).rates(prompts: 200, draws: 60)
    #expect(rates.routed <= 0.1 && rates.inconsistent == 0)
  }
}
