internal import PointsmanNumerics

/// y_j = e^(x_j − max x) / Σ_k e^(x_k − max x), along rows.
enum Softmax {
  /// Replaces the first `count` numbers of every row of `x`, whose columns are a multiple of eight; the others lose
  /// their meaning.
  static func apply(to x: inout Matrix, count: Int) {
    let step = Lanes.scalarCount
    precondition(x.columns % step == 0 && count <= x.columns)
    let whole = count / step * step
    for row in 0..<x.rows {
      // What stands behind the last number in its lanes weighs nothing: e^−∞. Lanes.exp makes it 1e-38, which no sum
      // of at least 1 notices.
      for column in count..<min(whole + step, x.columns) where whole < count { x[row, column] = -.infinity }
      var largest = Lanes(repeating: -.infinity)
      for column in stride(from: 0, to: count, by: step) {
        largest = Lanes.maximum(largest, x.lanes(row: row, column: column))
      }
      let shift = Lanes(repeating: largest.max())
      var sums = Lanes()
      for column in stride(from: 0, to: count, by: step) {
        let lanes = Lanes.exp(x.lanes(row: row, column: column) - shift)
        x.setLanes(lanes, row: row, column: column)
        sums += lanes
      }
      let factor = Lanes(repeating: 1 / sums.sum())
      for column in stride(from: 0, to: count, by: step) {
        x.setLanes(x.lanes(row: row, column: column) * factor, row: row, column: column)
      }
    }
  }
}
