import Pointsman

extension ONNXGraph {
  /// What a block adds to the logits: Σ s_j w_jm, with z = (x − mean) · inverse deviation and s = z / √(1 + z²/36).
  mutating func share(of input: String, _ scaling: FeatureScaling, _ weights: [Float], models: Int) -> String {
    let count = scaling.means.count
    let deviation = apply("Sub", input, constant(scaling.means, shape: [count]))
    let z = apply("Mul", deviation, constant(scaling.inverseDeviations, shape: [count]))
    let square = apply("Mul", apply("Mul", z, z), constant([1 / 36], shape: [1]))
    let root = apply("Sqrt", apply("Add", square, constant([1], shape: [1])))
    return apply("MatMul", apply("Div", z, root), constant(weights, shape: [count, models]))
  }

  /// A column of logits as probabilities. A curve is its first value plus, for each piece, the rise times how much of
  /// the piece lies below the logit.
  mutating func calibrated(_ logits: String, _ calibration: Calibration) -> String {
    switch calibration {
    case .platt(let slope, let intercept):
      let scaled = apply("Mul", logits, constant([Float(slope)], shape: [1]))
      return apply("Sigmoid", apply("Add", scaled, constant([Float(intercept)], shape: [1])))
    case .isotonic(let points, let probabilities):
      let pieces = zip(points, points.dropFirst()).map { ($0, Float(1 / ($1 - $0))) }
      let first = constant([Float(probabilities[0])], shape: [1])
      // A level line: 0 · z + p.
      guard !pieces.isEmpty else { return apply("Add", apply("Mul", logits, constant([0], shape: [1])), first) }
      let rises = zip(probabilities, probabilities.dropFirst()).map { Float($1 - $0) }
      let from = apply("Sub", logits, constant(pieces.map { Float($0.0) }, shape: [pieces.count]))
      let share = apply("Mul", from, constant(pieces.map(\.1), shape: [pieces.count]))
      let within = apply("Clip", share, constant([0], shape: []), constant([1], shape: []))
      return apply("Add", apply("MatMul", within, constant(rises, shape: [rises.count, 1])), first)
    }
  }

  /// Columns side by side; under the target `winner` scaled to sum to 1, all alike where none is above 0.
  mutating func joined(_ columns: [String], for target: RoutingTarget) -> String {
    let joined = apply("Concat", columns, attributes: [("axis", 1)])
    guard target == .winner else { return joined }
    let sum = apply("ReduceSum", joined, constant(1), attributes: [("keepdims", 1)])
    let zero = constant([0], shape: [1])
    let isNone = apply("Equal", sum, zero)
    let divisor = apply("Where", isNone, constant([1], shape: [1]), sum)
    let level = apply("Add", apply("Mul", joined, zero), constant([1 / Float(columns.count)], shape: [1]))
    return apply("Where", isNone, level, apply("Div", joined, divisor))
  }
}
