import Testing

@testable import PointsmanSupport

@Suite("Scalar functions")
struct MathTests {
  @Test("sigmoid and logit undo each other", arguments: [-20, -3, -0.5, 0, 1e-9, 2, 15] as [Double])
  func inverse(z: Double) {
    #expect(abs(logit(sigmoid(z), clip: LogitClip.loss) - z) < 1e-6 * max(1, abs(z)))
  }

  @Test("sigmoid is ½ at 0, symmetric, and finite at any number")
  func sigmoidValues() {
    #expect(sigmoid(0) == 0.5)
    #expect(abs(sigmoid(3) + sigmoid(-3) - 1) < 1e-15)
    #expect(sigmoid(1e4) == 1 && sigmoid(-1e4) == 0)
  }

  @Test("softplus is ln (1 + e^z) where that is finite, and z or 0 beyond")
  func softplusValues() {
    for z in stride(from: -30.0, through: 30, by: 0.7) {
      let plain = log(1 + exp(z))
      #expect(abs(softplus(z) - plain) <= 1e-13 * max(1, plain), "\(z)")
    }
    #expect(softplus(1000) == 1000 && softplus(-1000) == 0)
  }

  @Test(
    "A probability of 0 or 1 has the logit of the clip",
    arguments: [LogitClip.observedShare, LogitClip.statedProbability, LogitClip.loss])
  func clip(clip: Double) {
    #expect(logit(1, clip: clip) == log((1 - clip) / (1 - (1 - clip))))
    #expect(logit(0, clip: clip) == log(clip / (1 - clip)))
    #expect(logit(0.25, clip: clip) == log(0.25 / 0.75))
  }

  @Test("logSumExp agrees with the plain sum, and does not overflow")
  func logSumExpValues() {
    let values = [0.3, -2, 1.7, 0]
    #expect(abs(logSumExp(values) - log(values.map { exp($0) }.reduce(0, +))) < 1e-14)
    #expect(logSumExp([1000, 1000]) == 1000 + log(2.0))
    #expect(logSumExp([-1000, -1000]) == -1000 + log(2.0))
    #expect(logSumExp([Double]()) == -.infinity && logSumExp([-.infinity]) == -.infinity)
    #expect(logSumExp([.infinity, 1]) == .infinity)
  }
}
