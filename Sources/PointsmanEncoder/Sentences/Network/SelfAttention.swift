internal import PointsmanNumerics

/// Every token looks at every token of its prompt (Vaswani et al., "Attention is all you need", 2017).
///
///     head_h = softmax(Q_h K_hᵀ / √e) V_h,   y = [head_1 … head_H] W_o + b_o,   e = width / H
struct SelfAttention: Sendable, Equatable {
  /// width × 3 width: queries, keys and values side by side, head after head in each.
  let projections: AffineMap
  /// width × width.
  let output: AffineMap
  let heads: Int

  /// Nil when the shapes disagree.
  init?(projections: AffineMap, output: AffineMap, heads: Int) {
    let width = output.bias.count
    guard heads > 0, width % heads == 0, projections.weights.rows == width, output.weights.rows == width,
      projections.bias.count == 3 * width
    else { return nil }
    (self.projections, self.output, self.heads) = (projections, output, heads)
  }

  /// n × width to n × width. O(n · width² + n² · width).
  func callAsFunction(_ x: Matrix) -> Matrix {
    let (n, width) = (x.rows, output.bias.count)
    let size = width / heads
    let projected = projections(x)
    // Room for whole lanes in every row.
    var scores = Matrix(rows: n, columns: (n + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount)
    var context = Matrix(rows: n, columns: width)
    let square = Rectangle(rows: 0..<n, columns: 0..<n)
    for head in 0..<heads {
      func part(_ start: Int) -> Rectangle {
        Rectangle(rows: 0..<n, columns: start + head * size..<start + (head + 1) * size)
      }
      BLAS.multiply(
        projected, part(0), projected, part(width), transposingB: true, scale: 1 / Float(size).squareRoot(),
        into: &scores, square)
      Softmax.apply(to: &scores, count: n)
      BLAS.multiply(scores, square, projected, part(2 * width), into: &context, part(0))
    }
    return output(context)
  }
}
