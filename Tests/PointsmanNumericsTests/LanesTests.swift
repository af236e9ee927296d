import Foundation
import PointsmanNumerics
import Testing

@Suite("Lanes")
struct LanesTests {
  /// The largest of `error` over a grid, eight points at a time; neighbouring lanes differ, so that lanes that mix would show.
  private func worst(
    _ kernel: (Lanes) -> Lanes, from low: Float, through high: Float, step: Float,
    error: (_ found: Double, _ x: Double) -> Double
  ) -> Double {
    var worst = 0.0
    for start in stride(from: low, through: high, by: step) {
      var x = Lanes()
      for lane in x.indices { x[lane] = min(high, start + step * Float(lane) / 8) }
      let values = kernel(x)
      for lane in x.indices {
        let found = error(Double(values[lane]), Double(x[lane]))
        if !(found <= worst) { worst = found }
      }
    }
    return worst
  }

  @Test("exp is e^x with a relative error below 2e-7 on [-87, 88]")
  func exponential() {
    #expect(worst(Lanes.exp, from: -87, through: 88, step: 0.173) { abs($0 / exp($1) - 1) } < 2e-7)
    #expect(Lanes.exp(Lanes()) == Lanes(repeating: 1))
  }

  @Test("Beyond its range exp is the value at the nearer end", arguments: [88.1, 1e4, .infinity] as [Float])
  func saturated(x: Float) {
    #expect(Lanes.exp(Lanes(repeating: x)) == Lanes.exp(Lanes(repeating: 88)))
    #expect(Lanes.exp(Lanes(repeating: -x)) == Lanes.exp(Lanes(repeating: -87)))
  }

  @Test("sigmoid is 1 / (1 + e^-x) with a relative error below 4e-7")
  func sigmoid() {
    #expect(worst(Lanes.sigmoid, from: -80, through: 80, step: 0.173) { abs($0 * (1 + exp(-$1)) - 1) } < 4e-7)
    #expect(Lanes.sigmoid(Lanes(repeating: .infinity))[0] == 1)
    #expect(Lanes.sigmoid(Lanes(repeating: -.infinity))[0] < 1e-37)
  }

  @Test("logOnePlus is ln(1 + t) with an absolute error below 2e-7 on [0, 1]")
  func logOnePlus() {
    #expect(worst(Lanes.logOnePlus, from: 0, through: 1, step: 0.000_73) { abs($0 - log1p($1)) } < 2e-7)
    #expect(Lanes.logOnePlus(Lanes()) == Lanes())
    // Small numbers keep all their digits.
    #expect(worst(Lanes.logOnePlus, from: 1e-20, through: 2e-20, step: 1e-21) { abs($0 / $1 - 1) } < 2e-7)
  }

  @Test("log is ln x with an absolute error below 2e-7 (1 + |ln x|) at all normal numbers")
  func logarithm() {
    // In ln x from end to end, and densely around 1.
    let logOfExp = { (x: Lanes) in Lanes.log(Lanes.exp(x)) }
    let ends = worst(logOfExp, from: -87, through: 88, step: 0.173) { found, x in
      // The error of exp is in x.
      (abs(found - x) - 2e-7) / (1 + abs(x))
    }
    #expect(ends < 2e-7)
    for (low, high) in [(0.25, 4), (0.999, 1.001), (2e-38, 1e-36), (1e36, 3e38)] as [(Float, Float)] {
      let error = worst(Lanes.log, from: low, through: high, step: (high - low) / 1000) { found, x in
        abs(found - log(x)) / (1 + abs(log(x)))
      }
      #expect(error < 2e-7)
    }
    #expect(Lanes.log(Lanes(repeating: 1)) == Lanes())
    #expect(worst(Lanes.log, from: 0x1p-126, through: 0x1p-126, step: 1) { abs($0 / log($1) - 1) } < 2e-7)
  }

  @Test("magnitude is |x|")
  func magnitude() {
    #expect(Lanes(-2, 3, 0, -0.5, 1, -1, 7, -1e30).magnitude == Lanes(2, 3, 0, 0.5, 1, 1, 7, 1e30))
  }
}
