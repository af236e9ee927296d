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

  /// The router with one more model in its place by name. Figures that were found without it are left out; golden prompts
  /// are routed again.
  ///
  /// - Parameters:
  ///   - usage: The model's heads, by quantity; one that the router does not forecast for the others is left out.
  package func adding(
    _ model: RouterManifest.Model, _ head: AddedHead, usage heads: [Usage.Quantity: UsageHead]
  ) throws(RouterError) -> Router {
    let place = manifest.models.firstIndex { $0.name > model.name } ?? manifest.models.count
    var manifest = manifest
    manifest.models.insert(model, at: place)
    manifest.evaluation = nil
    manifest.usage = manifest.usage.map { usage in
      var all = usage.heads
      for quantity in all.keys { all[quantity]!.insert(heads[quantity], at: place) }
      return Usage(scaling: usage.scaling, heads: all)
    }
    return try Router(manifest: manifest, heads: self.heads.adding(head, at: place)).withGoldenPrompts()
  }
}
