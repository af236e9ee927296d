/// A matrix in Int16, one scale a column: value = scale · Int16.
struct QuantizedColumns {
  /// Row-major.
  let rows: [Int16]
  let scales: [Float]

  /// Rounds `values`, row-major, to 1/65,534 of each column's largest.
  init(_ values: [Float], columns: Int) {
    var scales = [Float](repeating: 0, count: columns)
    for (k, value) in values.enumerated() {
      scales[k % columns] = max(scales[k % columns], abs(value) / Float(Int16.max))
    }
    rows = values.enumerated().map { k, value in
      let scale = scales[k % columns]
      // A subnormal scale is rounded coarsely, so that the quotient may pass Int16's range.
      return scale > 0 ? Int16(max(-32_767, min(32_767, (value / scale).rounded()))) : 0
    }
    self.scales = scales
  }
}
