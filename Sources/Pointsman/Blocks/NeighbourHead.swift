package import PointsmanSupport

/// The neighbours block of a trained router: it mixes what became of the nearest training prompts into the logits.
///
///     z′_m = a_m z_m + b_m n_m + c_m z̄ + d_m n̄
///
/// z_m is the logit by the other blocks, n_m the logit by neighbours, z̄ and n̄ their means over the models.
package struct NeighbourHead: BlockHead {
  package let index: NeighbourIndex
  /// 4 × M, row-major: a, b, c, d.
  package let mix: [Float]

  package var block: Block { .neighbours }
  package var models: Int { index.models }
  package var summary: String { "neighbours (\(index.count) of \(index.rows) prompts)" }
  package var readsShares: Bool { true }

  /// nil when the shapes disagree or a number is not finite.
  package init?(index: NeighbourIndex, mix: [Float]) {
    guard mix.count == 4 * index.models, mix.allSatisfy(\.isFinite) else { return nil }
    (self.index, self.mix) = (index, mix)
  }

  package func validationError(among heads: RouterHeads) -> String? {
    index.dimensions == heads.families.count * models ? nil : "its neighbours' coordinates do not fit its blocks"
  }

  package var additionObstacle: String? {
    "the router's neighbours have no outcomes of it; train it again, or add it to a router without that block"
  }

  package func stack(_ logits: inout [Float], shares: [Float]) {
    logits = zip(scaled(logits), share(at: shares)).map { $0 + $1 }
  }

  package func stack(_ contributions: inout [Contribution], shares: [Float]) {
    contributions = contributions.map {
      Contribution(source: $0.source, text: $0.text, values: scaled($0.values))
    }
    contributions.append(
      Contribution(
        source: .neighbours, text: "is like \(index.count) training prompts, and how models did on them",
        values: share(at: shares).map(Double.init)))
  }

  /// Maps any M numbers that add up to z to their part of z′: a_m v_m + c_m v̄.
  private func scaled<Value: BinaryFloatingPoint>(_ values: [Value]) -> [Value] {
    combined(values, own: 0, shared: 2)
  }

  /// b_m n_m + d_m n̄ at `point`: the neighbours' contribution.
  private func share(at point: [Float]) -> [Float] { combined(index.logits(at: point), own: 1, shared: 3) }

  private func combined<Value: BinaryFloatingPoint>(_ values: [Value], own: Int, shared: Int) -> [Value] {
    let models = index.models
    let mean = values.reduce(0, +) / Value(models)
    return values.indices.map { model in
      Value(mix[own * models + model]) * values[model] + Value(mix[shared * models + model]) * mean
    }
  }
}

// Router files.

extension NeighbourHead {
  package init(
    reading tensors: inout TensorReader, _ entry: BlockEntry, models: Int, after earlier: RouterHeads
  ) throws(RouterError) {
    func positive(_ key: String) throws(RouterError) -> Int {
      try entry.require(entry[key]?.integer.flatMap { $0 > 0 ? $0 : nil })
    }
    let (count, rows) = (try positive("count"), try positive("rows"))
    let dimensions = earlier.families.count * models
    let index = NeighbourIndex(
      count: count, models: models, dimensions: dimensions,
      coordinates: try tensors.integers("neighbours.coordinates", [rows, dimensions]),
      scales: try tensors.floats("neighbours.scales", [dimensions]),
      scores: try tensors.integers("neighbours.scores", [rows, models]),
      weights: try tensors.floats("neighbours.weights", [rows]))
    let mix = try tensors.floats("neighbours.mix", [4, models])
    self = try entry.valid(NeighbourHead(index: try entry.valid(index), mix: mix))
  }

  package var entry: BlockEntry {
    BlockEntry(.neighbours, [("count", .integer(index.count)), ("rows", .integer(index.rows))])
  }

  package var tensors: [String: Safetensors.Tensor] {
    [
      "neighbours.coordinates": .init(shape: [index.rows, index.dimensions], index.coordinates),
      "neighbours.scales": .init(shape: [index.dimensions], index.scales),
      "neighbours.scores": .init(shape: [index.rows, models], index.scores),
      "neighbours.weights": .init(shape: [index.rows], index.weights),
      "neighbours.mix": .init(shape: [4, models], mix),
    ]
  }
}
