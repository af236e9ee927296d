/// A matrix in whole numbers, one scale a column: value = scale · step.
struct QuantizedColumns<Step: FixedWidthInteger & SignedInteger> {
  /// Row-major.
  let rows: [Step]
  let scales: [Float]

  /// Rounds `values`, row-major, so that each column's largest takes `limit` steps.
  init(_ values: [Float], columns: Int, limit: Step) {
    var scales = [Float](repeating: 0, count: columns)
    for (k, value) in values.enumerated() {
      scales[k % columns] = max(scales[k % columns], abs(value) / Float(limit))
    }
    let bound = Float(limit)
    rows = values.enumerated().map { k, value in
      let scale = scales[k % columns]
      // A subnormal scale is rounded coarsely, so that the quotient may pass the limit.
      return scale > 0 ? Step(max(-bound, min(bound, (value / scale).rounded()))) : 0
    }
    self.scales = scales
  }
}

extension Array {
  /// A row-major matrix of `width` columns with one more at `place`.
  func inserting(column: [Element], at place: Int, of width: Int) -> [Element] {
    var matrix: [Element] = []
    matrix.reserveCapacity(count + column.count)
    for (row, value) in column.enumerated() {
      matrix += self[row * width..<row * width + place]
      matrix.append(value)
      matrix += self[row * width + place..<(row + 1) * width]
    }
    return matrix
  }
}

extension Array where Element: BinaryInteger {
  /// The matrix, row-major with a column a factor, times the factors.
  func mixed(by factors: [Float]) -> [Float] {
    stride(from: 0, to: count, by: factors.count).map { row in
      factors.indices.reduce(Float(0)) { $0 + factors[$1] * Float(self[row + $1]) }
    }
  }
}

extension Array where Element == Float {
  /// The matrix, row-major with a column a factor, times the factors.
  func mixed(by factors: [Float]) -> [Float] {
    stride(from: 0, to: count, by: factors.count).map { row in
      factors.indices.reduce(Float(0)) { $0 + factors[$1] * self[row + $1] }
    }
  }
}
