import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("ChanceOfCalibration")
struct ChanceOfCalibrationTests {
  @Test(
    "A calibrated head shows this error, and seldom more than the limit",
    arguments: [(50, 0.16), (200, 0.085), (1_000, 0.038)])
  func calibrated(prompts: Int, published: Double) throws {
    var generator = SplitMix64(seed: 1)
    var (errors, beyond, means) = ([Double](), 0, [Double]())
    for draw in 0..<60 as Range<UInt64> {
      let probabilities = generator.uniform(prompts)
      let labels = zip(probabilities, generator.uniform(prompts)).map { $1 < $0 ? 1.0 : 0 }
      let error = try #require(calibrationError(probabilities: probabilities, labels: labels))
      let chance = try #require(ChanceOfCalibration(errorOf: probabilities, labels: labels, seed: draw))
      errors.append(error)
      means.append(chance.mean)
      beyond += error > chance.high ? 1 : 0
    }
    // Probabilities between 0 and 1 alike scatter a little less than those of the review, which lie about the middle.
    #expect(abs(mean(errors) - mean(means)) < 0.08 * mean(errors))
    #expect(mean(means) < 1.1 * published && mean(means) > 0.7 * published)
    #expect(beyond <= 9)
  }

  @Test("A head that promises too much shows more than chance")
  func excessive() throws {
    var generator = SplitMix64(seed: 2)
    let probabilities = generator.uniform(400).map { 0.5 + $0 / 2 }
    let labels = zip(probabilities, generator.uniform(400)).map { $1 < $0 - 0.15 ? 1.0 : 0 }
    let error = try #require(calibrationError(probabilities: probabilities, labels: labels))
    let chance = try #require(ChanceOfCalibration(errorOf: probabilities, labels: labels))
    #expect(error > chance.high)
    let parts = try #require(BrierDecomposition(probabilities: probabilities, labels: labels))
    let reliability = try #require(ChanceOfCalibration(reliabilityOf: probabilities, labels: labels))
    #expect(parts.reliability > reliability.high && reliability.mean > 0)
  }

  @Test("Weights that are all alike change nothing; fractions scatter less; no weight is no figure")
  func edges() throws {
    var generator = SplitMix64(seed: 3)
    let (probabilities, draws) = (generator.uniform(300), generator.uniform(300))
    let labels = zip(probabilities, draws).map { $1 < $0 ? 1.0 : 0 }
    let plain = try #require(ChanceOfCalibration(errorOf: probabilities, labels: labels))
    let weighted = ChanceOfCalibration(errorOf: probabilities, labels: labels, weights: labels.map { _ in 2 })
    #expect(agree(weighted?.mean, plain.mean) && agree(weighted?.high, plain.high))
    // Half of the weight on a tenth of the prompts leaves fewer in effect.
    let uneven = ChanceOfCalibration(
      errorOf: probabilities, labels: labels, weights: labels.indices.map { $0 % 10 == 0 ? 9 : 1 })
    #expect(try #require(uneven).mean > 1.2 * plain.mean)
    let halves = zip(labels, probabilities).map { ($0 + $1) / 2 }
    let softer = try #require(ChanceOfCalibration(errorOf: probabilities, labels: halves))
    #expect(agree(softer.mean, plain.mean / 2, within: 0.1 * plain.mean))
    #expect(ChanceOfCalibration(errorOf: [], labels: []) == nil)
    #expect(ChanceOfCalibration(reliabilityOf: [0.5], labels: [1], weights: [0]) == nil)
  }
}
