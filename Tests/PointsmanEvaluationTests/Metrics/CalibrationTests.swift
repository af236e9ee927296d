import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Calibration error")
struct CalibrationErrorTests {
  @Test("By hand: 0.8 promised and ½ kept, 0.1 promised and none kept")
  func byHand() {
    let error = calibrationError(probabilities: [0.8, 0.8, 0.1, 0.1], labels: [1, 0, 0, 0])
    #expect(agree(error, (0.3 + 0.1) / 2))
  }

  @Test(
    "0 for kept promises, 1 for reversed ones, nil without weight",
    arguments: [ProbabilityBins.equalWidth(15), .equalMass(15)])
  func bounds(bins: ProbabilityBins) {
    #expect(calibrationError(probabilities: [0.5, 0.5], labels: [0, 1], bins: bins) == 0)
    #expect(calibrationError(probabilities: [1, 0], labels: [0, 1], bins: bins) == 1)
    #expect(calibrationError(probabilities: [], labels: [], bins: bins) == nil)
  }

  @Test(
    "Order does not matter, weight 2 is the row twice, finer bins never look better",
    arguments: [ProbabilityBins.equalWidth(15), .equalMass(15)])
  func invariances(bins: ProbabilityBins) throws {
    var generator = SplitMix64(seed: 4)
    let probabilities = generator.coarse(60, steps: 30)
    let labels = generator.coarse(60, steps: 2)
    let weights = generator.coarse(60, steps: 2).map { $0 * 2 }
    let error = try #require(
      calibrationError(probabilities: probabilities, labels: labels, weights: weights, bins: bins))
    let order = generator.permutation(60)
    let shuffled = calibrationError(
      probabilities: probabilities.at(order), labels: labels.at(order), weights: weights.at(order), bins: bins)
    #expect(agree(shuffled, error))
    let repeated = calibrationError(
      probabilities: probabilities.repeated(weights), labels: labels.repeated(weights), bins: bins)
    #expect(agree(repeated, error))
    let finest = try #require(
      calibrationError(probabilities: probabilities, labels: labels, weights: weights, bins: .equalValues))
    #expect(error <= finest + 1e-12)
  }
}

@Suite("Probability bins")
struct ProbabilityBinsTests {
  private let probabilities = [0.9, 0.1, 0.5, 0.1, 1, 0.49]
  private let labels = [1.0, 0, 1, 1, 0.5, 0]

  @Test(
    "By hand: which rows share a bin",
    arguments: [
      (ProbabilityBins.equalValues, [[1, 3], [5], [2], [0], [4]]),
      (.equalWidth(2), [[1, 3, 5], [2, 0, 4]]),
      (.equalWidth(10), [[1, 3], [5], [2], [0, 4]]),
      (.equalMass(3), [[1, 3], [5, 2], [0, 4]]),
    ])
  func rows(bins: ProbabilityBins, expected: [[Int]]) {
    #expect(bins.split(probabilities: probabilities, labels: labels).map(\.rows) == expected)
  }

  @Test("By hand: a bin's means")
  func means() throws {
    let bin = try #require(ProbabilityBins.equalWidth(2).split(probabilities: probabilities, labels: labels).last)
    #expect(bin.mass == 3)
    #expect(agree(bin.probability, 0.8))
    #expect(agree(bin.label, 2.5 / 3))
  }

  @Test("Equal-mass bins of distinct values are as near to equal as can be", arguments: [30, 45, 100])
  func equalMass(n: Int) {
    var generator = SplitMix64(seed: 3)
    let bins = ProbabilityBins.equalMass(15).split(
      probabilities: generator.uniform(n), labels: generator.uniform(n))
    #expect(bins.count == 15)
    #expect(bins.allSatisfy { abs($0.mass - Double(n) / 15) < 1 })
    #expect(bins.flatMap(\.rows).sorted() == Array(0..<n))
  }

  @Test("Rows without weight make no bin")
  func weightless() {
    let bins = ProbabilityBins.equalValues.split(probabilities: [0.1, 0.2], labels: [0, 1], weights: [0, 2])
    #expect(bins == [ReliabilityBin(rows: [1], mass: 2, probability: 0.2, label: 1)])
  }
}
