package import PointsmanSupport

/// A block of a trained router that reads a vector given with the prompt, the encoder's or the caller's own: how to
/// standardise it, and one weight a number and model.
package struct VectorHead: BlockHead {
  package let specification: VectorSpecification
  package let scaling: FeatureScaling
  /// D × M, row-major.
  package let weights: [Float]
  package let models: Int

  package var block: Block { specification.block }
  package var summary: String { "\(block.rawValue) (\(specification.dimension) numbers of \(specification.source))" }

  /// nil when the shapes disagree or a weight is not finite.
  package init?(specification: VectorSpecification, scaling: FeatureScaling, weights: [Float], models: Int) {
    guard scaling.means.count == specification.dimension, weights.count == specification.dimension * models,
      weights.allSatisfy(\.isFinite)
    else { return nil }
    (self.specification, self.scaling, self.weights, self.models) = (specification, scaling, weights, models)
  }

  /// O(D · M). Throws when the prompt has not the vector that is specified.
  package func addLogits(of reading: inout PromptReading, to logits: inout [Float]) throws(RouterError) {
    for (j, value) in try specification.values(of: reading.prompt).enumerated() {
      let z = scaling.scaled(value, j)
      for model in 0..<models { logits[model] += z * weights[j * models + model] }
    }
  }

  /// One contribution, of the vector as a whole. Throws when the prompt has not the vector that is specified.
  package func contributions(of reading: inout PromptReading) throws(RouterError) -> [Contribution] {
    var logits = [Float](repeating: 0, count: models)
    try addLogits(of: &reading, to: &logits)
    return [
      Contribution(source: .vector, text: "comes with this \(block.rawValue) vector", values: logits.map(Double.init))
    ]
  }

  /// Numbers that spread over 1.5 deviations around the means.
  package func goldenVector(_ index: Int) -> PromptVector? {
    let values = scaling.means.indices.map { j in
      let inverse = scaling.inverseDeviations[j]
      let z = Float((index + 1) * (j + 1) % 7 - 3) / 2
      return inverse > 0 ? scaling.means[j] + z / inverse : scaling.means[j]
    }
    return PromptVector(values, source: specification.source)
  }

  package var additionObstacle: String? { nil }

  package func adding(mix: [Float], structural _: [Float], at place: Int) -> any BlockHead {
    VectorHead(
      specification: specification, scaling: scaling,
      weights: weights.inserting(column: weights.mixed(by: mix), at: place, of: models), models: models + 1)!
  }

  package func adding(columnOf single: any BlockHead, at place: Int) -> any BlockHead {
    guard let single = single as? VectorHead, single.models == 1, single.scaling == scaling else {
      preconditionFailure("a head of one model over the same vectors and scaling is added")
    }
    return VectorHead(
      specification: specification, scaling: scaling,
      weights: weights.inserting(column: single.weights, at: place, of: models), models: models + 1)!
  }
}

// Router files.

extension VectorHead {
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after _: RouterHeads
  ) throws(RouterError) {
    let specification = try entry.require(VectorSpecification(entry))
    let (block, dimension) = (entry.block.rawValue, specification.dimension)
    let weights = try tensors.floats("\(block).weights", [dimension, models])
    let scaling = try entry.valid(
      try FeatureScaling(reading: &tensors, block, count: dimension, isBounded: false))
    self = try entry.valid(
      VectorHead(specification: specification, scaling: scaling, weights: weights, models: models))
  }

  package var entry: BlockEntry {
    BlockEntry(
      block,
      [
        ("name", .string(specification.source.name)), ("dimension", .integer(specification.dimension)),
        ("sha256", .string(specification.source.digest)),
      ])
  }

  package var tensors: [String: Safetensors.Tensor] {
    let weights = Safetensors.Tensor(shape: [specification.dimension, models], weights)
    return scaling.tensors(block.rawValue).merging(["\(block.rawValue).weights": weights]) { own, _ in own }
  }
}

/// Which vectors a router's block is made for: only these will do.
public struct VectorSpecification: Sendable, Hashable, CustomStringConvertible {
  /// The encoder's block or the caller's own.
  public let block: Block
  /// The required source of the vector.
  public let source: VectorSource
  /// How many numbers a vector has.
  public let dimension: Int

  /// nil unless the dimension is at least 1.
  package init?(block: Block, source: VectorSource, dimension: Int) {
    guard dimension > 0 else { return nil }
    (self.block, self.source, self.dimension) = (block, source, dimension)
  }

  /// nil unless the entry is that of a block that reads a vector, and complete.
  init?(_ entry: BlockEntry) {
    guard entry.block.readsVector, let name = entry["name"]?.string, let digest = entry["sha256"]?.string,
      let dimension = entry["dimension"]?.integer, let source = VectorSource(name: name, digest: digest)
    else { return nil }
    self.init(block: entry.block, source: source, dimension: dimension)
  }

  /// Block, source and dimension in words.
  public var description: String { "\(block.rawValue) vector \(source) of \(dimension) numbers" }

  /// The values of the vector that `prompt` brings for the block.
  ///
  /// Throws when it has none, or one of another source, dimension, or with a number that is not finite. A vector whose
  /// source is not stated is held to the rest.
  package func values(of prompt: Prompt) throws(RouterError) -> [Float] {
    guard let vector = prompt.vectors[block] else { throw .missingVector(needed: self) }
    if let source = vector.source, source != self.source {
      throw .mismatchedVector(needed: self, found: "one of \(source)")
    }
    guard vector.values.count == dimension else {
      throw .mismatchedVector(needed: self, found: "one of \(vector.values.count) numbers")
    }
    if let place = vector.values.firstIndex(where: { !$0.isFinite }) {
      throw .mismatchedVector(needed: self, found: "one whose number \(place + 1) is \(vector.values[place])")
    }
    return vector.values
  }
}
