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
  /// The isotonic regression by its max–min formula: the greatest over starts of the least over ends of the means.
  private func isotonic(_ x: [Double], _ y: [Double], _ w: [Double]) -> [Double] {
    x.map { point in
      let starts = x.filter { $0 <= point }
      let ends = x.filter { $0 >= point }
      return starts.map { start in
        ends.compactMap { end -> Double? in
          let rows = x.indices.filter { start <= x[$0] && x[$0] <= end }
          let mass = rows.reduce(0) { $0 + w[$1] }
          return mass > 0 ? rows.reduce(0) { $0 + w[$1] * y[$1] } / mass : nil
        }.min() ?? -.infinity
      }.max()!
    }
  }

  @Test("By hand: two promises, kept one time in four and three times in four")
  func byHand() throws {
    let parts = try #require(
      BrierDecomposition(
        probabilities: [0.2, 0.2, 0.2, 0.2, 0.9, 0.9, 0.9, 0.9], labels: [0, 0, 0, 1, 0, 1, 1, 1]))
    #expect(agree(parts.reliability, (0.05 * 0.05 + 0.15 * 0.15) / 2))
    #expect(agree(parts.resolution, 0.0625))
    #expect(agree(parts.uncertainty, 0.25))
  }

  @Test("The parts sum to the score, and are those of the max–min formula", arguments: 0..<6 as Range<UInt64>)
  func sums(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let probabilities = seed.isMultiple(of: 2) ? generator.uniform(40) : generator.coarse(40, steps: 20)
    let labels = generator.coarse(40, steps: 3)
    let weights = generator.coarse(40, steps: 2).map { $0 + 0.5 }
    let parts = try #require(BrierDecomposition(probabilities: probabilities, labels: labels, weights: weights))
    let score = brierScore(probabilities: probabilities, labels: labels, weights: weights)
    #expect(agree(parts.score, score, within: 1e-14))
    let fitted = isotonic(probabilities, labels, weights)
    let best = try #require(brierScore(probabilities: fitted, labels: labels, weights: weights))
    #expect(agree(parts.reliability, score.map { $0 - best }))
    #expect(agree(parts.resolution, parts.uncertainty - best))
  }

  @Test(
    "Distinct probabilities in a useless order resolve nothing: a bin for each would make reliability the whole score")
  func distinct() throws {
    var generator = SplitMix64(seed: 3)
    let probabilities = generator.uniform(2_000).map { 0.4 + 0.2 * $0 }
    let labels = generator.uniform(2_000).map { $0 < 0.5 ? 1.0 : 0 }
    let parts = try #require(BrierDecomposition(probabilities: probabilities, labels: labels))
    #expect(parts.reliability < 0.01 && parts.resolution < 0.01)
    #expect(abs(parts.uncertainty - 0.25) < 0.001)
  }

  @Test("A constant promise resolves nothing; no weight is no figure")
  func edges() throws {
    let parts = try #require(BrierDecomposition(probabilities: [0.5, 0.5], labels: [0, 1]))
    #expect(parts == BrierDecomposition(probabilities: [0.5, 0.5], labels: [1, 0]))
    #expect(parts.resolution == 0 && parts.reliability == 0 && parts.score == 0.25)
    #expect(BrierDecomposition(probabilities: [], labels: []) == nil)
  }
}
