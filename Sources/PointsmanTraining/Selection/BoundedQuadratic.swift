/// min over x ≥ 0 of gᵀ(x − x₀) + ½ (x − x₀)ᵀ H (x − x₀), by coordinate descent.
struct BoundedQuadratic {
  var slope: [Double]
  var curvature: [[Double]]

  init(size: Int) {
    slope = [Double](repeating: 0, count: size)
    curvature = [[Double]](repeating: slope, count: size)
  }

  mutating func add(_ x: [Double], slope: Double, curvature: Double) {
    for i in x.indices {
      self.slope[i] += slope * x[i]
      for j in x.indices { self.curvature[i][j] += curvature * x[i] * x[j] }
    }
  }

  func minimizer(around start: [Double]) -> [Double] {
    var x = start
    var gradient = slope
    // Sweeps over a matrix of order 10 or so; far more than its conditioning needs.
    for _ in 0..<500 {
      var largest = 0.0
      for i in x.indices {
        let moved = max(0, x[i] - gradient[i] / curvature[i][i])
        let change = moved - x[i]
        for j in x.indices { gradient[j] += curvature[j][i] * change }
        x[i] = moved
        largest = max(largest, abs(change))
      }
      if largest < 1e-9 { break }
    }
    return x
  }
}
