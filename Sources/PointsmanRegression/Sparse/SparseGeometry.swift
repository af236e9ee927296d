internal import PointsmanNumerics

/// A sparse design matrix and what centring it takes: computed once, shared by every batch.
struct SparseGeometry {
  let design: SparseRows
  /// x̄, the mean row: d numbers.
  let mean: [Float]
  /// x_iᵀx̄ for every row, x̄ being the mean row.
  let meanDots: [Float]
  /// ‖x_i − x̄‖² for every row.
  let squaredNorms: [Float]
  /// ‖x̄‖².
  let meanSquaredNorm: Float

  init(_ design: SparseRows) throws(RegressionError) {
    var mean = [Double](repeating: 0, count: design.columns)
    var fault: RegressionError?
    design.sweep { row in
      for k in design.offsets[row]..<design.offsets[row + 1] {
        let (column, value) = (Int(design.indices[k]), design.values[k])
        if !value.isFinite && fault == nil { fault = .notFinite(row: row, column: column, found: value) }
        mean[column] += Double(value)
      }
    }
    if let fault { throw fault }
    for j in mean.indices { mean[j] /= Double(Swift.max(1, design.rows)) }
    let meanSquared = mean.reduce(0) { $0 + $1 * $1 }
    var (dots, norms) = ([Float](), [Float]())
    design.sweep { row in
      var (dot, square) = (0.0, 0.0)
      for k in design.offsets[row]..<design.offsets[row + 1] {
        let value = Double(design.values[k])
        dot += value * mean[Int(design.indices[k])]
        square += value * value
      }
      dots.append(Float(dot))
      norms.append(Float(Swift.max(0, square - 2 * dot + meanSquared)))
    }
    self.design = design
    self.mean = mean.map(Float.init)
    (meanDots, squaredNorms, meanSquaredNorm) = (dots, norms, Float(meanSquared))
  }
}
