import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation

@Suite("Calibration line and average precision")
struct CalibrationLineTests {
  @Test("By hand: perfectly calibrated groups have slope 1 and intercept 0")
  func calibrated() throws {
    let probabilities = [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]
    let line = try #require(CalibrationLine(probabilities: probabilities, labels: [1, 0, 0, 0, 1, 1, 1, 0]))
    #expect(agree(line.slope, 1) && agree(line.intercept, 0))
  }

  @Test("Logits stretched by k need a slope of 1/k", arguments: [(0.5, 3.0.squareRoot()), (2, 9), (3, 27)])
  func stretched(factor: Double, odds: Double) throws {
    let low = 1 / (1 + odds)
    let probabilities = [low, low, low, low, 1 - low, 1 - low, 1 - low, 1 - low]
    let line = try #require(CalibrationLine(probabilities: probabilities, labels: [1, 0, 0, 0, 1, 1, 1, 0]))
    #expect(agree(line.slope, 1 / factor) && agree(line.intercept, 0))
  }

  @Test("No line where the likelihood has no maximum")
  func undefined() {
    #expect(CalibrationLine(probabilities: [0.1, 0.9], labels: [0, 1]) == nil)
    #expect(CalibrationLine(probabilities: [0.5, 0.5], labels: [0, 1]) == nil)
    #expect(CalibrationLine(probabilities: [], labels: []) == nil)
  }

  @Test("By hand: precision at each positive's depth, a tie taken as one step")
  func precision() {
    // Positives at depths 1 and 3: (1 + 2/3) / 2.
    #expect(agree(averagePrecision(scores: [4, 3, 2, 1], labels: [1, 0, 1, 0]), (1 + 2.0 / 3) / 2))
    #expect(averagePrecision(scores: [1, 1], labels: [1, 0]) == 0.5)
    #expect(averagePrecision(scores: [1, 2], labels: [0, 0]) == nil)
    #expect(averagePrecision(scores: [1, 2], labels: [1, 1]) == 1)
  }
}
