internal import PointsmanNumerics

/// y = GELU(x W₁ + b₁) W₂ + b₂, each token for itself; GELU(x) = x Φ(x), exact (Hendrycks and Gimpel 2016).
struct FeedForward: Sendable, Equatable {
  /// width × inner.
  let expansion: AffineMap
  /// inner × width.
  let contraction: AffineMap

  /// Nil when the shapes disagree.
  init?(expansion: AffineMap, contraction: AffineMap) {
    guard expansion.bias.count == contraction.weights.rows, expansion.bias.count % Lanes.scalarCount == 0,
      expansion.weights.rows == contraction.bias.count
    else { return nil }
    (self.expansion, self.contraction) = (expansion, contraction)
  }

  func callAsFunction(_ x: Matrix) -> Matrix {
    var inner = expansion(x)
    Self.activate(&inner)
    return contraction(inner)
  }

  /// GELU of every number; the columns are a multiple of eight.
  static func activate(_ x: inout Matrix) {
    precondition(x.columns % Lanes.scalarCount == 0)
    for row in 0..<x.rows {
      for column in stride(from: 0, to: x.columns, by: Lanes.scalarCount) {
        let lanes = x.lanes(row: row, column: column)
        x.setLanes(lanes * Lanes.normalDistribution(lanes), row: row, column: column)
      }
    }
  }
}
