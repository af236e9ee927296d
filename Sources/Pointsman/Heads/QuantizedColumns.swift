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
