import Testing

@testable import PointsmanEvaluation

/// A small part of `pointsman-experiments figure-nulls`, which prints the whole.
@Suite("FigureSimulation")
struct FigureSimulationTests {
  @Test("Calibrated heads show the error that is said of chance")
  func calibrated() {
    let heads = FigureSimulation(draws: 40, seed: 1, threads: 2).calibrated(prompts: 100)
    #expect(abs(heads.error - heads.said) < 0.1 * heads.said && heads.beyond <= 0.15)
  }

  @Test("A router that knows nothing closes no gap on prompts that did not choose its prices")
  func uninformed() {
    let router = FigureSimulation(draws: 40, seed: 1, threads: 2).uninformed(prompts: 150)
    #expect(router.gapClosed > 0.04 && abs(router.crossFittedGap) < 0.03)
    #expect(router.held >= 0.85 && router.crossFittedQuality < 1.01 && router.reach < 1.4)
  }

  @Test("A router that knows nothing is rarely surely worth more; one that knows much is")
  func worth() {
    let simulation = FigureSimulation(draws: 60, seed: 1, threads: 2)
    #expect(simulation.surelyWorth(prompts: 100) <= 0.07 && simulation.surelyWorth(prompts: 200, skill: 0.3) >= 0.9)
  }

  @Test("Equal models have a headroom of luck, and gain nothing on the other half of their runs")
  func luck() {
    let luck = FigureSimulation(draws: 10, seed: 1, threads: 2).luck(prompts: 100, models: 8)
    #expect(luck.headroom > 0.2 && abs(luck.splitGain) < 0.04)
  }

  @Test("Noise promises too much, and more so with more models")
  func promised() {
    let simulation = FigureSimulation(draws: 20, seed: 1, threads: 2)
    let (two, eight) = (simulation.promised(prompts: 200, models: 2), simulation.promised(prompts: 200, models: 8))
    #expect(two.promised > 0.72 && eight.promised > 0.77 && eight.found > two.found)
  }

  @Test("Intervals of an AUC hold the truth, also where prompts of a group have one outcome")
  func areas() {
    let simulation = FigureSimulation(draws: 200, seed: 1, threads: 2)
    #expect(simulation.areaCoverage(groups: 80, of: 1) >= 0.91)
    #expect(simulation.areaCoverage(groups: 80, of: 5) >= 0.91)
  }
}
