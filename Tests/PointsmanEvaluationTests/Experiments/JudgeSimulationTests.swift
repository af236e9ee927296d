import Testing

@testable import PointsmanEvaluation

@Suite("Judges that err, on planted data")
struct JudgeSimulationTests {
  @Test("Raw win rates miss the truth; corrected ones do not, and their intervals hold it")
  func planted() {
    var truth = JudgeSimulation.Truth()
    (truth.winRate, truth.tasks) = (0.8, 200)
    let results = JudgeSimulation(truth).results(draws: 200, seed: 1, threads: 2)
    // What was planted is what the figures of the judge say.
    #expect(abs(results.firstShare - 0.65) < 0.02)
    #expect(abs(results.ordersDiffer - 0.32) < 0.02)
    #expect(abs(results.raw.mean - 0.68) < 0.01 && results.raw.coverage < 0.1)
    #expect(abs(results.corrected.mean - 0.8) < 0.015)
    #expect(results.corrected.coverage > 0.92)
    #expect(results.corrected.width < results.labels.width && results.corrected.width < results.roganGladen.width)
  }
}
