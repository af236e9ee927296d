import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Log loss")
struct LogLossTests {
  private static let ln2 = 0.693_147_180_559_945_3

  @Test("By hand: a coin flip costs ln 2, a quarter right costs 2 ln 2")
  func byHand() {
    #expect(agree(logLoss(probability: 0.5, label: 1), Self.ln2, within: 1e-15))
    #expect(agree(logLoss(probabilities: [0.5, 0.25], labels: [0, 1]), 1.5 * Self.ln2, within: 1e-15))
    #expect(agree(logLoss(probabilities: [0.5, 0.25], labels: [0, 1], weights: [3, 1]), 1.25 * Self.ln2))
  }

  @Test(
    "Certainty is free when right, infinite when wrong",
    arguments: [(0, 0, 0), (1, 1, 0), (0, 1, Double.infinity), (1, 0, .infinity), (1, 0.5, .infinity)])
  func certainty(probability: Double, label: Double, loss: Double) {
    #expect(logLoss(probability: probability, label: label) == loss)
  }

  @Test("A wrong certainty without weight does no harm, and no weight is no figure")
  func weightless() {
    #expect(agree(logLoss(probabilities: [0, 0.5], labels: [1, 1], weights: [0, 1]), Self.ln2))
    #expect(logLoss(probabilities: [], labels: []) == nil)
  }

  @Test("A soft label is best met by itself", arguments: [0.1, 0.25, 0.5, 0.9])
  func proper(label: Double) {
    let floor = logLoss(probability: label, label: label)
    for step in 1..<40 {
      #expect(logLoss(probability: Double(step) / 40, label: label) >= floor - 1e-15)
    }
  }
}

@Suite("Brier score")
struct BrierScoreTests {
  @Test("By hand: misses of 0.2, 0.6 and 0 average 0.4 / 3")
  func byHand() {
    #expect(agree(brierScore(probabilities: [0.8, 0.6, 0.5], labels: [1, 0, 0.5]), 0.4 / 3))
    #expect(agree(brierScore(probabilities: [0.8, 0.6], labels: [1, 0], weights: [3, 1]), 0.12))
  }

  @Test("0 when all is foreseen, 1 when all is reversed, nil without weight")
  func bounds() {
    #expect(brierScore(probabilities: [0, 1], labels: [0, 1]) == 0)
    #expect(brierScore(probabilities: [0, 1], labels: [1, 0]) == 1)
    #expect(brierScore(probabilities: [], labels: []) == nil)
    #expect(brierScore(probabilities: [1], labels: [1], weights: [0]) == nil)
  }
}

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
