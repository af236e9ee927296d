import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("ValueOfInformation")
struct ValueOfInformationTests {
  @Test("The loss is that of a plain integral over the normal", arguments: [0, 0.004, -0.01, 0.03])
  func integral(gain: Double) {
    let spread = 0.01
    var (reached, mass) = (0.0, 0.0)
    for step in -4_000...4_000 {
      let z = Double(step) / 500
      let weight = exp(-z * z / 2)
      reached += weight * max(0, gain + spread * z)
      mass += weight
    }
    let value = ValueOfInformation(gain: gain, standardError: spread)
    #expect(abs(value.perfect - (reached / mass - max(0, gain))) < 1e-8)
    #expect(value.ofDoubling <= value.perfect)
  }

  @Test("Without an error there is nothing to learn; at no gain and no doubt half of the spread's mean is lost")
  func edges() {
    #expect(ValueOfInformation(gain: 0.1, standardError: 0).perfect == 0)
    #expect(abs(ValueOfInformation(gain: 0, standardError: 1).perfect - 0.3989422804) < 1e-7)
    #expect(ValueOfInformation(gain: 0, standardError: 0.01).sentence.contains("4.0 successes in 1,000 prompts"))
  }
}
