import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Brier decomposition")
struct BrierDecompositionTests {
  @Test("By hand: two promises, kept one time in four and three times in four")
  func byHand() throws {
    let parts = try #require(
      BrierDecomposition(
        probabilities: [0.2, 0.2, 0.2, 0.2, 0.9, 0.9, 0.9, 0.9], labels: [0, 0, 0, 1, 0, 1, 1, 1]))
    #expect(agree(parts.reliability, (0.05 * 0.05 + 0.15 * 0.15) / 2))
    #expect(agree(parts.resolution, 0.0625))
    #expect(agree(parts.uncertainty, 0.25))
    #expect(agree(parts.withinBin, 0))
  }

  @Test(
    "The parts sum to the score, whatever the bins",
    arguments: [ProbabilityBins.equalValues, .equalWidth(15), .equalMass(15), .equalWidth(1)])
  func sums(bins: ProbabilityBins) throws {
    for seed in 0..<6 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      let probabilities = seed.isMultiple(of: 2) ? generator.uniform(70) : generator.coarse(70, steps: 20)
      let labels = generator.coarse(70, steps: 3)
      let weights = generator.coarse(70, steps: 2)
      let parts = try #require(
        BrierDecomposition(probabilities: probabilities, labels: labels, weights: weights, bins: bins))
      let score = brierScore(probabilities: probabilities, labels: labels, weights: weights)
      #expect(agree(parts.score, score, within: 1e-14))
      #expect(parts.reliability >= 0 && parts.resolution >= 0)
      #expect(parts.resolution <= parts.uncertainty + 1e-15)
      if bins == .equalValues { #expect(parts.withinBin.magnitude < 1e-15) }
    }
  }

  @Test("A constant promise resolves nothing; no weight is no figure")
  func edges() throws {
    let parts = try #require(BrierDecomposition(probabilities: [0.5, 0.5], labels: [0, 1]))
    #expect(parts == BrierDecomposition(probabilities: [0.5, 0.5], labels: [1, 0]))
    #expect(parts.resolution == 0 && parts.reliability == 0 && parts.score == 0.25)
    #expect(BrierDecomposition(probabilities: [], labels: []) == nil)
  }
}
