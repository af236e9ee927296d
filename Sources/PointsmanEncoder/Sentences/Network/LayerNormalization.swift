internal import PointsmanNumerics

/// y = gain ∘ (x − mean(x)) / √(var(x) + ε) + bias over the numbers of a row (Ba, Kiros and Hinton 2016).
struct LayerNormalization: Sendable, Equatable {
  let gain: [Float]
  let bias: [Float]

  /// BERT's `layer_norm_eps`.
  static let epsilon: Float = 1e-12

  /// Nil when the shapes disagree.
  init?(gain: [Float], bias: [Float]) {
    guard gain.count == bias.count, gain.count % Lanes.scalarCount == 0, !gain.isEmpty else { return nil }
    (self.gain, self.bias) = (gain, bias)
  }

  /// Replaces each row of `x` by that of x + `residual`, normalised. O(rows · width).
  func normalize(_ x: inout Matrix, adding residual: Matrix? = nil) {
    let (width, step) = (gain.count, Lanes.scalarCount)
    precondition(x.columns == width && (residual.map { $0.rows == x.rows && $0.columns == width } ?? true))
    let (gains, biases) = (Matrix(rows: 1, columns: width, values: gain), Matrix(rows: 1, columns: width, values: bias))
    for row in 0..<x.rows {
      var sums = Lanes()
      for column in stride(from: 0, to: width, by: step) {
        var lanes = x.lanes(row: row, column: column)
        if let residual {
          lanes += residual.lanes(row: row, column: column)
          x.setLanes(lanes, row: row, column: column)
        }
        sums += lanes
      }
      let mean = sums.sum() / Float(width)
      var squares = Lanes()
      for column in stride(from: 0, to: width, by: step) {
        let deviation = x.lanes(row: row, column: column) - mean
        squares += deviation * deviation
      }
      let factor = 1 / (squares.sum() / Float(width) + Self.epsilon).squareRoot()
      for column in stride(from: 0, to: width, by: step) {
        let scaled = (x.lanes(row: row, column: column) - mean) * factor
        let lanes = scaled * gains.lanes(row: 0, column: column) + biases.lanes(row: 0, column: column)
        x.setLanes(lanes, row: row, column: column)
      }
    }
  }
}
