import Foundation
import LinearAlgebra
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

  @Test("softplus is ln(1 + e^x) with an absolute error below 2e-7, and never overflows")
  func softplus() {
    let error = worst(Lanes.softplus, from: -30, through: 30, step: 0.073) { found, x in
      let exact = max(x, 0) + log1p(exp(-abs(x)))
      // Above 1 the spacing of Float32 itself adds to the documented error.
      return abs(found - exact) - max(0, exact - 1) * 0x1p-24
    }
    #expect(error < 2e-7)
    #expect(Lanes.softplus(Lanes(repeating: 1e30))[3] == 1e30)
    #expect(Lanes.softplus(Lanes(repeating: -1e30))[3] < 1e-37)
  }

  @Test("magnitude is |x|")
  func magnitude() {
    #expect(Lanes(-2, 3, 0, -0.5, 1, -1, 7, -1e30).magnitude == Lanes(2, 3, 0, 0.5, 1, 1, 7, 1e30))
  }
}
