/// The neighbours block of a trained router: it mixes what became of the nearest training prompts into the logits.
///
///     z′_m = a_m z_m + b_m n_m + c_m z̄ + d_m n̄
///
/// z_m is the logit by the other blocks, n_m the logit by neighbours, z̄ and n̄ their means over the models.
package struct NeighbourHeads: Sendable {
  package let index: NeighbourIndex
  /// 4 × M, row-major: a, b, c, d.
  package let mix: [Float]

  /// nil when the shapes disagree or a number is not finite.
  package init?(index: NeighbourIndex, mix: [Float]) {
    guard mix.count == 4 * index.models, mix.allSatisfy(\.isFinite) else { return nil }
    (self.index, self.mix) = (index, mix)
  }

  /// What any M numbers that add up to z become in z′: a_m v_m + c_m v̄.
  func scaled<Value: BinaryFloatingPoint>(_ values: [Value]) -> [Value] { combined(values, own: 0, shared: 2) }

  /// b_m n_m + d_m n̄ at `point`: what the neighbours add.
  func share(at point: [Float]) -> [Float] { combined(index.logits(at: point), own: 1, shared: 3) }

  private func combined<Value: BinaryFloatingPoint>(_ values: [Value], own: Int, shared: Int) -> [Value] {
    let models = index.models
    let mean = values.reduce(0, +) / Value(models)
    return values.indices.map { model in
      Value(mix[own * models + model]) * values[model] + Value(mix[shared * models + model]) * mean
    }
  }
}
