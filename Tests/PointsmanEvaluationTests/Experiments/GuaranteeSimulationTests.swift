import Testing

@testable import PointsmanEvaluation

/// A small part of `pointsman-experiments guarantee-nulls`, which prints the whole.
@Suite("GuaranteeSimulation")
struct GuaranteeSimulationTests {
  /// 5 % of `draws`, and three standard deviations.
  private func allowed(_ draws: Int) -> Double { 0.05 + 3 * (0.05 * 0.95 / Double(draws)).squareRoot() }

  @Test(
    "Where the truth lies at the bound, the promise is broken in at most 5 % of the data sets, but for chance",
    arguments: GuaranteeSimulation.Shape.allCases)
  func nulls(shape: GuaranteeSimulation.Shape) {
    let rate = GuaranteeSimulation(shape, share: 0.93).rate(clusters: 200, draws: 40, seed: 1, threads: 2)
    #expect(rate.broken <= allowed(40))
    // Something is certified where something keeps the promise: the test is not merely silent.
    #expect(shape == .start ? rate.certified < 0.2 : shape == .equals || rate.certified > 0.3)
  }

  @Test("Prompts of a cluster taken for independent break the promise, and clusters as draws keep it")
  func clusters() {
    let simulation = GuaranteeSimulation(.cliff, share: 0.9)
    let right = simulation.rate(clusters: 120, of: 10, draws: 60, seed: 1, threads: 2)
    let wrong = simulation.rate(clusters: 120, of: 10, unit: .prompt, draws: 60, seed: 1, threads: 2)
    #expect(right.broken <= allowed(60))
    #expect(wrong.broken > allowed(60))
  }
}
