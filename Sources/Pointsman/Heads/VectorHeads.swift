/// A block of a trained router that reads a vector given with the prompt: how to standardise it, and one weight a number
/// and model.
package struct VectorHeads: Sendable {
  package let specification: VectorSpecification
  package let scaling: FeatureScaling
  /// D × M, row-major.
  package let weights: [Float]
  package let models: Int

  /// nil when the shapes disagree or a weight is not finite.
  package init?(specification: VectorSpecification, scaling: FeatureScaling, weights: [Float], models: Int) {
    guard scaling.means.count == specification.dimension, weights.count == specification.dimension * models,
      weights.allSatisfy(\.isFinite)
    else { return nil }
    (self.specification, self.scaling, self.weights, self.models) = (specification, scaling, weights, models)
  }

  /// Adds the block's share to the M logits. O(D · M). Throws when the prompt has not the vector that is specified.
  func addLogits(of prompt: Prompt, to logits: inout [Float]) throws(RouterError) {
    for (j, value) in try specification.values(of: prompt).enumerated() {
      let z = scaling.scaled(value, j)
      for model in 0..<models { logits[model] += z * weights[j * models + model] }
    }
  }

  /// A vector to verify the block with: for golden prompt `index` numbers that spread over 1.5 deviations around the
  /// means.
  func goldenVector(_ index: Int) -> PromptVector {
    let values = scaling.means.indices.map { j in
      let inverse = scaling.inverseDeviations[j]
      let z = Float((index + 1) * (j + 1) % 7 - 3) / 2
      return inverse > 0 ? scaling.means[j] + z / inverse : scaling.means[j]
    }
    return PromptVector(values, source: specification.source)
  }
}
