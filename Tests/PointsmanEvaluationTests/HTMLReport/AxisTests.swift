import Testing

@testable import PointsmanEvaluation

@Suite("Scale")
struct ScaleTests {
  @Test("Linear ticks are round and lie within", arguments: [(0.0, 1.0), (0.731, 0.869), (-3, 17), (0.4999, 0.5001)])
  func linear(low: Double, high: Double) {
    let scale = Scale.linear(from: low, to: high)
    #expect(scale.ticks.count >= 2 && scale.ticks.count <= 7)
    #expect(scale.ticks.allSatisfy { low - 1e-9 <= $0 && $0 <= high + 1e-9 })
    let steps = zip(scale.ticks, scale.ticks.dropFirst()).map { $1 - $0 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-12 })
  }

  @Test("By hand: 0 to 1 has ticks at fifths; values widen by a twentieth, within bounds")
  func byHand() {
    #expect(Scale.linear(from: 0, to: 1).ticks.count == 6)
    let scale = Scale.linear(over: [0.5, 1], within: 0...1)
    #expect(agree(scale.low, 0.475) && scale.high == 1)
  }

  @Test("Equal values, and none, still make a scale")
  func degenerate() {
    #expect(Scale.linear(over: [0.5, 0.5]).low < 0.5)
    #expect(Scale.linear(over: []).low < 0.5 && Scale.logarithmic(over: []).high > 1)
    #expect(Scale.logarithmic(over: [3, 3]).low < 3)
  }

  @Test("Logarithmic positions grow with the ratio, and `value` undoes `position`", arguments: [0.0, 0.3, 1])
  func logarithmic(place: Double) {
    let scale = Scale.logarithmic(over: [0.001, 0.1])
    #expect(agree(scale.position(0.01), 0.5))
    #expect(agree(scale.position(scale.value(at: place)), place))
    #expect(scale.ticks.contains { abs($0 - 0.01) < 1e-9 })
    let linear = Scale.linear(from: -2, to: 5)
    #expect(agree(linear.position(linear.value(at: place)), place))
  }
}
