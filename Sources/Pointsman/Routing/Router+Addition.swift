/// A head for one more model, as a mix of the heads that a router has: it needs no features that the file has folded away.
///
///     z_new = b + Σ_f Σ_m a_fm z_fm + Σ_j w_j x_j
///
/// z_fm is what block f adds to the logit of model m, x_j a scaled structural feature.
package struct AddedHead: Sendable {
  /// b.
  package let intercept: Float
  /// a: for each block that adds to a logit, in the order of `RouterHeads.families`, M weights.
  package let mix: [[Float]]
  /// w, one a structural feature; none in a router without the structural block.
  package let structural: [Float]

  package init(intercept: Float, mix: [[Float]], structural: [Float]) {
    (self.intercept, self.mix, self.structural) = (intercept, mix, structural)
  }
}

extension Router {
  /// The contribution of each block to every model's logit: families × M. `AddedHead` mixes these.
  package func familyLogits(for prompt: Prompt) throws(RouterError) -> [[Float]] {
    try withReading(of: prompt) { (reading) throws(RouterError) in
      var shares: [[Float]] = []
      for head in heads.families {
        var logits = [Float](repeating: 0, count: models.count)
        try head.addLogits(of: &reading, to: &logits)
        shares.append(logits)
      }
      return shares
    }
  }

  /// False if the router was surely not trained on `prompt`: its hash is missing from the sketch of the training prompts, or
  /// it has n-grams that none of them has. O(length of the prompt).
  ///
  /// A router's logits of its own training prompts know their labels.
  package func mayBeTrained(on prompt: Prompt) -> Bool {
    if let isKnown = manifest.training.prompts?.isAmong(prompt) { return isKnown }
    guard let head = heads[LexicalHead.self] else { return true }
    return withReading(of: prompt) { reading in
      !head.hasUnseenNGram(among: reading.nGrams(head.specification).buckets, rows: manifest.training.rows)
    }
  }

  /// The router with one more model in its place by name. Figures that were found without it are left out; golden prompts
  /// are routed again.
  ///
  /// - Parameters:
  ///   - usage: The model's heads, by quantity; one that the router does not forecast for the others is left out.
  package func adding(
    _ model: RouterManifest.Model, _ head: AddedHead, usage: [Usage.Quantity: UsageHead]
  ) throws(RouterError) -> Router {
    let place = place(of: model)
    return try growing(by: model, heads.adding(head, at: place), usage, at: place)
  }

  /// The same with the heads of a router of this model alone, over the same features.
  package func adding(
    _ model: RouterManifest.Model, columnOf single: RouterHeads, usage: [Usage.Quantity: UsageHead]
  ) throws(RouterError) -> Router {
    let place = place(of: model)
    return try growing(by: model, heads.adding(columnOf: single, at: place), usage, at: place)
  }

  private func place(of model: RouterManifest.Model) -> Int {
    manifest.models.firstIndex { $0.name > model.name } ?? manifest.models.count
  }

  private func growing(
    by model: RouterManifest.Model, _ heads: RouterHeads, _ usage: [Usage.Quantity: UsageHead], at place: Int
  ) throws(RouterError) -> Router {
    var manifest = manifest
    manifest.models.insert(model, at: place)
    manifest.evaluation = nil
    manifest.usage = manifest.usage.map { old in
      var all = old.heads
      for quantity in all.keys { all[quantity]!.insert(usage[quantity], at: place) }
      return Usage(scaling: old.scaling, heads: all)
    }
    return try Router(manifest: manifest, heads: heads).withGoldenPrompts()
  }
}
