internal import PointsmanNumerics

/// An approximate inverse Hessian of one problem, diagonal in the coordinates of `DenseObjective` once the scores are
/// rotated, too. The article *Preconditioner* has the derivation.
///
///     ∇²f ≈ H ⊗ S + λ I,   H = U diag(h) Uᵀ   ⇒   (U ⊗ I) diag(1 / (h_m s_j + λ)) (Uᵀ ⊗ I)
struct Preconditioner {
  /// U, K × K.
  private let rotation: Matrix
  /// h, K numbers.
  private let curvatures: [Double]
  /// diag S.
  private let spectrum: [Double]
  private let penalty: Double

  /// - Parameter curvature: the lower half of H, the problem's mean ∇²A, K × K.
  init(curvature: Matrix, spectrum: [Double], penalty: Double) {
    var symmetric = curvature
    for k in 0..<symmetric.rows { for l in 0..<k { symmetric[l, k] = symmetric[k, l] } }
    if symmetric.rows == 1 {
      (rotation, curvatures) = (Matrix(rows: 1, columns: 1, repeating: 1), [Double(symmetric[0, 0])])
    } else if let eigen = SymmetricEigen(symmetric) {
      (rotation, curvatures) = (eigen.vectors, eigen.values.map(Double.init))
    } else {
      // LAPACK fails on no finite matrix this small; if it did, the scores apart are a preconditioner, too.
      var identity = Matrix(rows: symmetric.rows, columns: symmetric.rows)
      for k in 0..<symmetric.rows { identity[k, k] = 1 }
      (rotation, curvatures) = (identity, (0..<symmetric.rows).map { Double(symmetric[$0, $0]) })
    }
    (self.spectrum, self.penalty) = (spectrum, penalty)
  }

  /// Multiplies a vector of K (d + 1) numbers.
  func apply(to vector: inout [Double]) {
    let (predictors, d) = (curvatures.count, spectrum.count)
    rotate(&vector, backwards: false)
    // Softmax does not feel all intercepts moving together: no curvature to divide by, and nothing to gain.
    let floor = max(1e-6, 1e-3 * (curvatures.max() ?? 0))
    for m in 0..<predictors {
      let (h, start) = (max(0, curvatures[m]), m * (d + 1))
      for j in 0..<d { vector[start + j] /= h * spectrum[j] + penalty }
      vector[start + d] /= max(h, floor)
    }
    rotate(&vector, backwards: true)
  }

  private func rotate(_ vector: inout [Double], backwards: Bool) {
    let (predictors, length) = (curvatures.count, spectrum.count + 1)
    guard predictors > 1 else { return }
    let old = vector
    for m in 0..<predictors {
      for j in 0..<length { vector[m * length + j] = 0 }
      for k in 0..<predictors {
        let factor = Double(backwards ? rotation[m, k] : rotation[k, m])
        for j in 0..<length { vector[m * length + j] += factor * old[k * length + j] }
      }
    }
  }
}
