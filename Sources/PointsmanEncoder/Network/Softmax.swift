internal import LinearAlgebra

/// y_j = e^(x_j − max x) / Σ_k e^(x_k − max x), along rows.
enum Softmax {
  /// Replaces the first `count` numbers of every row of `x`, whose columns are a multiple of eight; the others become 0.
  static func apply(to x: inout Matrix, count: Int) {
    let step = Lanes.scalarCount
    precondition(x.columns % step == 0 && count <= x.columns)
    var places = SIMD8<Int32>()
    for lane in 0..<step { places[lane] = Int32(lane) }
    for row in 0..<x.rows {
      var largest = Lanes(repeating: -.infinity)
      for column in stride(from: 0, to: count, by: step) {
        let isBeyond = places .>= Int32(count - column)
        let lanes = x.lanes(row: row, column: column).replacing(with: -.infinity, where: isBeyond)
        largest = Lanes.maximum(largest, lanes)
      }
      let shift = largest.max()
      var sums = Lanes()
      for column in stride(from: 0, to: count, by: step) {
        let isBeyond = places .>= Int32(count - column)
        let lanes = Lanes.exp(x.lanes(row: row, column: column) - shift).replacing(with: 0, where: isBeyond)
        x.setLanes(lanes, row: row, column: column)
        sums += lanes
      }
      let factor = 1 / sums.sum()
      for column in stride(from: 0, to: count, by: step) {
        x.setLanes(x.lanes(row: row, column: column) * factor, row: row, column: column)
      }
    }
  }
}
