extension StructuralHeads {
  /// The block's contributions; `features` are raw. A feature that never varied in training has none.
  func contributions(of features: [Float]) -> [Contribution] {
    features.indices.compactMap { j in
      guard scaling.inverseDeviations[j] != 0 else { return nil }
      let z = scaling.scaled(features[j], j)
      return Contribution(
        source: .form, text: StructuralPhrases.phrase(for: StructuralFeatures.names[j], isHigh: z > 0),
        values: (0..<models).map { Double(z * weights[j * models + $0]) })
    }
  }
}
