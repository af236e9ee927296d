/// The structural block of a trained router: how to standardise the features, and one weight a feature and model.
package struct StructuralHeads: Sendable {
  package let scaling: FeatureScaling
  /// features × M, row-major.
  package let weights: [Float]
  package let models: Int

  package init?(scaling: FeatureScaling, weights: [Float], models: Int) {
    guard weights.count == scaling.means.count * models, weights.allSatisfy(\.isFinite) else { return nil }
    (self.scaling, self.weights, self.models) = (scaling, weights, models)
  }

  /// Adds the block's share to the M logits; `features` are raw. O(features · M).
  func addLogits(of features: [Float], to logits: inout [Float]) {
    for (j, feature) in features.enumerated() {
      let z = scaling.scaled(feature, j)
      for model in 0..<models { logits[model] += z * weights[j * models + model] }
    }
  }
}
