internal import PointsmanSupport

/// Brings features to a common scale, softly bounded: z = (x − mean) / deviation, then z / √(1 + (z / 6)²).
///
/// The bound keeps a feature that is rare in training (a stack trace, say) from deciding alone: no feature reaches past
/// ±6, and values within two deviations move by less than 6 %. It is smooth, so that no small edit tips it.
package struct FeatureScaling: Sendable, Equatable {
  package let means: [Float]
  /// 1 / deviation; 0 for a feature that never varied, which thereby takes no part.
  package let inverseDeviations: [Float]
  private static let bound: Float = 6

  package init?(means: [Float], inverseDeviations: [Float]) {
    guard means.count == inverseDeviations.count, (means + inverseDeviations).allSatisfy(\.isFinite) else { return nil }
    (self.means, self.inverseDeviations) = (means, inverseDeviations)
  }

  /// Means and deviations of the columns of `features`, n × `count`, row-major.
  package init(fitting features: [Float], count: Int) {
    let rows = Double(max(1, features.count / max(1, count)))
    var (sums, squares) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for (k, value) in features.enumerated() { sums[k % count] += Double(value) }
    for (k, value) in features.enumerated() {
      let deviation = Double(value) - sums[k % count] / rows
      squares[k % count] += deviation * deviation
    }
    means = sums.map { Float($0 / rows) }
    // A deviation below a millionth is rounding, not variation.
    inverseDeviations = squares.map { ($0 / rows).squareRoot() > 1e-6 ? Float(1 / ($0 / rows).squareRoot()) : 0 }
  }

  /// Feature `index`, scaled and bounded.
  package func scaled(_ value: Float, _ index: Int) -> Float {
    let z = (value - means[index]) * inverseDeviations[index]
    // Its square is still finite there, and the bound is reached; what never varied takes no part, however large.
    guard abs(z) < 1e9 else { return z.isNaN ? 0 : z < 0 ? -Self.bound : Self.bound }
    return z / (1 + z * z / (Self.bound * Self.bound)).squareRoot()
  }
}

// Router files.

extension FeatureScaling {
  /// Reads the scaling of a block's `count` features; nil when a number is not finite.
  init?(
    reading reader: inout TensorReader, _ block: String, count: Int, isBounded: Bool = true
  ) throws(RouterError) {
    self.init(
      means: try reader.floats("\(block).means", [count], isBounded: isBounded),
      inverseDeviations: try reader.floats("\(block).inverse_deviations", [count], isBounded: isBounded))
  }

  /// The tensors that this is read from.
  func tensors(_ block: String) -> [String: Safetensors.Tensor] {
    [
      "\(block).means": .init(shape: [means.count], means),
      "\(block).inverse_deviations": .init(shape: [means.count], inverseDeviations),
    ]
  }
}
