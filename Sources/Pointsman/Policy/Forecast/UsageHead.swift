internal import PointsmanSupport

/// How much of something a model will use on a prompt: a line in the scaled structural features on the logarithm.
///
///     ŷ = exp(b + wᵀz) · S − s
///
/// s is a hundredth of the mean in training, which keeps the logarithm of 0 finite; S, the mean of the exponentials of
/// the held-out residuals, turns a median into a mean (Duan, "Smearing estimate", 1983).
package struct UsageHead: Sendable, Equatable {
  /// w, one a structural feature; none where the prompt does not help, and the mean is all there is to say.
  package let weights: [Float]
  /// b.
  package let intercept: Double
  /// s.
  package let offset: Double
  /// S.
  package let smearing: Double

  package init(weights: [Float], intercept: Double, offset: Double, smearing: Double) {
    (self.weights, self.intercept, self.offset, self.smearing) = (weights, intercept, offset, smearing)
  }

  /// The same amount for every prompt.
  package init(constant: Double) {
    self.init(weights: [], intercept: 0, offset: -constant, smearing: 0)
  }

  /// The expected amount, for features scaled as in training. Never below 0.
  func amount(scaled features: [Float]) -> Double {
    let z = zip(weights, features).reduce(intercept) { $0 + Double($1.0) * Double($1.1) }
    return max(0, exp(z) * smearing - offset)
  }

  var isValid: Bool {
    weights.allSatisfy(\.isFinite) && [intercept, offset, smearing].allSatisfy(\.isFinite) && smearing >= 0
      && (weights.isEmpty || weights.count == StructuralFeatures.count)
  }
}
