internal import PointsmanNumerics

/// y = x W + b for a row x, where W is inputs × outputs.
struct AffineMap: Sendable, Equatable {
  let weights: Matrix
  /// One number an output.
  let bias: [Float]

  /// Nil when the shapes disagree.
  init?(weights: Matrix, bias: [Float]) {
    guard weights.columns == bias.count else { return nil }
    (self.weights, self.bias) = (weights, bias)
  }

  /// The images of all rows of `x`. One GEMM.
  func callAsFunction(_ x: Matrix) -> Matrix {
    var y = Matrix(rows: x.rows, columns: bias.count)
    BLAS.affine(x, rows: x.rows, weights, bias: bias, into: &y)
    return y
  }
}
