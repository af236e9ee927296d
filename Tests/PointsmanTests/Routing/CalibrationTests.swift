import Foundation
import Testing

@testable import Pointsman

@Suite("Calibration")
struct CalibrationTests {
  @Test("Platt's curve is the logistic function of a line", arguments: [(1.0, 0.0), (0.5, -2), (0, 1), (30, 3)])
  func platt(slope: Double, intercept: Double) {
    let calibration = Calibration.platt(slope: slope, intercept: intercept)
    for logit in stride(from: -6.0, through: 6, by: 0.75) {
      // By way of tanh, which shares no step with the source.
      let expected = 0.5 + 0.5 * tanh((slope * logit + intercept) / 2)
      #expect(abs(calibration.probability(logit: logit) - expected) < 1e-12)
    }
  }

  @Test("Logits without measure give 0 and 1, never NaN")
  func extremes() {
    #expect(Calibration.identity.probability(logit: 0) == 0.5)
    #expect(Calibration.identity.probability(logit: 1e308) == 1)
    #expect(Calibration.identity.probability(logit: -1e308) == 0)
    #expect(Calibration.platt(slope: 10, intercept: 0).probability(logit: -1e308) == 0)
  }

  @Test(
    "The isotonic curve goes through its points, straight between them, level beyond its ends",
    arguments: [
      (-9, 0.1), (-2, 0.1), (-1, 0.15), (0, 0.2), (0.25, 0.2), (0.5, 0.2), (1.5, 0.55), (2.5, 0.9), (99, 0.9),
    ])
  func isotonic(logit: Double, expected: Double) {
    let calibration = Calibration.isotonic(logits: [-2, 0, 0.5, 2.5], probabilities: [0.1, 0.2, 0.2, 0.9])
    #expect(abs(calibration.probability(logit: logit) - expected) < 1e-12)
  }

  @Test("One point is a level curve")
  func onePoint() {
    let calibration = Calibration.isotonic(logits: [1], probabilities: [0.3])
    for logit in [-5, 1, 5.0] { #expect(calibration.probability(logit: logit) == 0.3) }
  }

  @Test("Numbers that do not make a calibration are named")
  func validity() {
    #expect(Calibration.platt(slope: 0, intercept: -3).isValid)
    #expect(Calibration.isotonic(logits: [0, 1], probabilities: [0, 1]).isValid)
    let invalid: [Calibration] = [
      .platt(slope: -1, intercept: 0), .platt(slope: .nan, intercept: 0), .platt(slope: 1, intercept: .infinity),
      .isotonic(logits: [], probabilities: []), .isotonic(logits: [0], probabilities: []),
      .isotonic(logits: [0, 0], probabilities: [0, 1]), .isotonic(logits: [1, 0], probabilities: [0, 1]),
      .isotonic(logits: [0, 1], probabilities: [1, 0]), .isotonic(logits: [0], probabilities: [1.1]),
      .isotonic(logits: [0], probabilities: [.nan]), .isotonic(logits: [.nan], probabilities: [1]),
    ]
    for calibration in invalid { #expect(!calibration.isValid, "\(calibration)") }
  }
}
