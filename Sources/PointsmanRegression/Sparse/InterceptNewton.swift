internal import PointsmanNumerics

/// A Newton step of the K intercepts of each lane: the slopes and the curvature along b alone, summed over rows.
struct InterceptNewton<Loss: CanonicalLoss> {
  private let scores: Int
  /// Σ ω 𝓥_kl for l ≤ k, at k K + l.
  private var curvature: [SIMD8<Double>]

  init(scores: Int) {
    self.scores = scores
    curvature = [SIMD8<Double>](repeating: SIMD8<Double>(), count: scores * scores)
  }

  /// Adds a row's share.
  mutating func add(_ means: [Lanes], rowWeight: Lanes) {
    for k in 0..<scores {
      for l in 0...k { curvature[k * scores + l] += SIMD8<Double>(rowWeight * Loss.curvature(means, k, l)) }
    }
  }

  /// The change of the intercepts that takes `slopes`, the derivatives of the loss along them, to 0.
  func step(_ slopes: [SIMD8<Double>]) -> [Lanes] {
    var steps = [Lanes](repeating: Lanes(), count: scores)
    for lane in 0..<Lanes.scalarCount {
      let solution = solve(lane, slopes.map { -$0[lane] })
      for k in 0..<scores { steps[k][lane] = Float(solution[k]) }
    }
    return steps
  }

  /// The solution of the lane's system, by elimination; the matrix is positive definite once its null space is filled.
  private func solve(_ lane: Int, _ right: [Double]) -> [Double] {
    var matrix = (0..<scores * scores).map { index in
      let (k, l) = index.quotientAndRemainder(dividingBy: scores)
      return curvature[max(k, l) * scores + min(k, l)][lane]
    }
    let diagonal = (0..<scores).map { matrix[$0 * scores + $0] }
    let largest = diagonal.max() ?? 0
    guard largest > 0 else { return right.map { _ in 0 } }
    for k in 0..<scores {
      // Softmax does not feel all intercepts moving together, whose slopes add up to 0: any curvature will do there. An
      // alternative that does not count has neither slope nor curvature, and stays where it is.
      for l in 0..<scores where scores > 1 && diagonal[k] > 0 && diagonal[l] > 0 { matrix[k * scores + l] += largest }
      matrix[k * scores + k] += diagonal[k] > 0 ? 1e-9 * largest : 1
    }
    var x = right
    for pivot in 0..<scores {
      for row in pivot + 1..<scores {
        let factor = matrix[row * scores + pivot] / matrix[pivot * scores + pivot]
        for column in pivot..<scores { matrix[row * scores + column] -= factor * matrix[pivot * scores + column] }
        x[row] -= factor * x[pivot]
      }
    }
    for row in (0..<scores).reversed() {
      for column in row + 1..<scores { x[row] -= matrix[row * scores + column] * x[column] }
      x[row] /= matrix[row * scores + row]
    }
    return x
  }
}
