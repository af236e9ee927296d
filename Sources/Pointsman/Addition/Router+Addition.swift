extension Router {
  /// For each block that adds to a logit, the router of that block alone: its logits are what the block adds.
  package func blocks() throws(RouterError) -> [Router] {
    var routers: [Router] = []
    for block in heads.blocks {
      let manifest = RouterManifest(
        target: manifest.target, models: manifest.models, pair: nil, lexical: block.lexical?.specification,
        hasStructuralBlock: block.structural != nil, semanticPieces: block.semantic?.vocabulary.count,
        vectors: block.vectors.map(\.specification), training: manifest.training)
      routers.append(try Router(manifest: manifest, heads: block))
    }
    return routers
  }

  /// For every model what the blocks add up to, before calibration: what `AddedHead` mixes, for a router of one block.
  package func uncalibratedLogits(for prompt: Prompt) throws(RouterError) -> [Float] { try logits(for: prompt) }

  /// The router with one more model in its place by name. Figures that were found without it are left out; golden prompts
  /// are asked anew.
  ///
  /// - Parameters:
  ///   - usage: The model's heads, by quantity; one that the router does not foretell of the others is left out.
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
