/// The weights of a trained router, block by block; a block that the router lacks is nil.
package struct RouterHeads: Sendable {
  package var lexical: LexicalHeads?
  package var structural: StructuralHeads?
  package var semantic: SemanticHeads?
  /// Reads what the structural and the semantic block read.
  package var kinds: CategoryHeads?
  package var vectors: [VectorHeads]
  /// Mixes neighbours into what the blocks above add up to.
  package var neighbours: NeighbourHeads?
  /// Corrects the calibrated probabilities.
  package var context: ContextHeads?
  /// M numbers.
  package var intercepts: [Float]

  package init(
    lexical: LexicalHeads? = nil, structural: StructuralHeads? = nil, semantic: SemanticHeads? = nil,
    kinds: CategoryHeads? = nil, vectors: [VectorHeads] = [], neighbours: NeighbourHeads? = nil,
    context: ContextHeads? = nil, intercepts: [Float]
  ) {
    (self.lexical, self.structural, self.semantic) = (lexical, structural, semantic)
    (self.kinds, self.vectors) = (kinds, vectors)
    (self.neighbours, self.context, self.intercepts) = (neighbours, context, intercepts)
  }

  /// How many blocks add up to a logit.
  var summands: Int { [lexical != nil, structural != nil, semantic != nil, kinds != nil].count { $0 } + vectors.count }

  /// Throws `RouterError.malformed` unless all parts fit each other and `manifest`.
  func check(against manifest: RouterManifest) throws(RouterError) {
    let count = manifest.models.count
    guard count > 0, intercepts.count == count, intercepts.allSatisfy(\.isFinite) else {
      throw .malformed(fault: "the intercepts do not fit \(count) models")
    }
    let models = [
      lexical?.models, structural?.models, semantic?.models, kinds?.models, neighbours?.index.models, context?.models,
    ]
    guard models.allSatisfy({ $0 == nil || $0 == count }), vectors.allSatisfy({ $0.models == count }) else {
      throw .malformed(fault: "the weights do not fit \(count) models")
    }
    guard structural == nil || structural?.scaling.means.count == StructuralFeatures.count else {
      throw .malformed(fault: "the structural block has features that this version does not compute")
    }
    guard kinds == nil || structural != nil && semantic != nil, manifest.kinds == kinds?.names else {
      throw .malformed(fault: "its kinds are not those of its manifest, or lack what they are guessed from")
    }
    guard manifest.vectors == vectors.map(\.specification), manifest.context == context?.tags else {
      throw .malformed(fault: "its vectors or tags are not those that its manifest names")
    }
    guard neighbours == nil || neighbours?.index.dimensions == summands * count else {
      throw .malformed(fault: "its neighbours' coordinates do not fit its blocks")
    }
  }
}
