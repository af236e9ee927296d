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
