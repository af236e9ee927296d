package import PointsmanSupport

/// The structural block of a trained router: how to standardise the features, and one weight a feature and model.
///
/// It adds Σ_j z_j w_jm to the logit of model m, with z the scaled features.
package struct StructuralHead: BlockHead {
  package let scaling: FeatureScaling
  /// features × M, row-major.
  package let weights: [Float]
  package let models: Int

  package var block: Block { .structural }
  package var summary: String { "structural (\(StructuralFeatures.count) features)" }

  /// nil when the shapes disagree or a weight is not finite.
  package init?(scaling: FeatureScaling, weights: [Float], models: Int) {
    guard weights.count == scaling.means.count * models, weights.allSatisfy(\.isFinite) else { return nil }
    (self.scaling, self.weights, self.models) = (scaling, weights, models)
  }

  package func validationError(among _: RouterHeads) -> String? {
    scaling.means.count == StructuralFeatures.count
      ? nil : "the structural block has features that this version does not compute"
  }

  package func addLogits(of reading: inout PromptReading, to logits: inout [Float]) {
    addLogits(of: reading.structuralFeatures, to: &logits)
  }

  /// Adds the block's share to the M logits; `features` are raw. O(features · M).
  func addLogits(of features: [Float], to logits: inout [Float]) {
    for (j, feature) in features.enumerated() {
      let z = scaling.scaled(feature, j)
      for model in 0..<models { logits[model] += z * weights[j * models + model] }
    }
  }

  /// One contribution a feature. A feature that never varied in training has none.
  package func contributions(of reading: inout PromptReading) -> [Contribution] {
    contributions(of: reading.structuralFeatures)
  }

  /// The contributions of raw features.
  func contributions(of features: [Float]) -> [Contribution] {
    features.indices.compactMap { j in
      guard scaling.inverseDeviations[j] != 0 else { return nil }
      let z = scaling.scaled(features[j], j)
      return Contribution(
        source: .form, text: StructuralPhrases.phrase(for: StructuralFeatures.names[j], isHigh: z > 0),
        values: (0..<models).map { Double(z * weights[j * models + $0]) })
    }
  }

  /// The root mean square of the scaled features; `features` are raw.
  package func featureDistance(of features: [Float]) -> Double {
    let squares = features.indices.reduce(0) { sum, j in
      let z = Double(scaling.scaled(features[j], j))
      return sum + z * z
    }
    return (squares / Double(max(1, features.count))).squareRoot()
  }
}

// Router files.

extension StructuralHead {
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after _: RouterHeads
  ) throws(RouterError) {
    guard try entry.require(entry["features"]?.array).map(\.string) == StructuralFeatures.names else {
      throw .malformed(fault: "its structural features are not those of this version")
    }
    let count = StructuralFeatures.count
    let weights = try tensors.floats("structural.weights", [count, models])
    let scaling = try entry.valid(try FeatureScaling(reading: &tensors, "structural", count: count))
    self = try entry.valid(StructuralHead(scaling: scaling, weights: weights, models: models))
  }

  package var entry: BlockEntry {
    BlockEntry(.structural, [("features", .array(StructuralFeatures.names.map(JSONValue.string)))])
  }

  package var tensors: [String: Safetensors.Tensor] {
    let weights = Safetensors.Tensor(shape: [scaling.means.count, models], weights)
    return scaling.tensors("structural").merging(["structural.weights": weights]) { own, _ in own }
  }
}

// Growth by one model.

extension StructuralHead {
  package var additionObstacle: String? { nil }

  package func adding(mix: [Float], structural: [Float], at place: Int) -> any BlockHead {
    let column = zip(weights.mixed(by: mix), structural).map(+)
    return StructuralHead(
      scaling: scaling, weights: weights.inserting(column: column, at: place, of: models), models: models + 1)!
  }

  package func adding(columnOf single: any BlockHead, at place: Int) -> any BlockHead {
    guard let single = single as? StructuralHead, single.models == 1, single.scaling == scaling else {
      preconditionFailure("a structural head of one model and the same scaling is added")
    }
    return StructuralHead(
      scaling: scaling, weights: weights.inserting(column: single.weights, at: place, of: models), models: models + 1)!
  }
}
