internal import Pointsman

/// A block's weights in a router.
protocol BlockHead: Sendable {}

extension LexicalHeads: BlockHead {}
extension StructuralHeads: BlockHead {}
extension SemanticHeads: BlockHead {}
extension CategoryHeads: BlockHead {}
extension VectorHeads: BlockHead {}

extension RouterHeads {
  /// Blocks that add up to a logit, and those that work on the sum.
  init(_ blocks: [any BlockHead], neighbours: NeighbourHeads?, context: ContextHeads?, intercepts: [Float]) {
    func head<Head>(_: Head.Type) -> Head? { blocks.lazy.compactMap { $0 as? Head }.first }
    self.init(
      lexical: head(LexicalHeads.self), structural: head(StructuralHeads.self), semantic: head(SemanticHeads.self),
      kinds: head(CategoryHeads.self), vectors: blocks.compactMap { $0 as? VectorHeads }, neighbours: neighbours,
      context: context, intercepts: intercepts)
  }
}

extension RouterManifest {
  /// The manifest of a router with these heads.
  init(
    target: RoutingTarget, models: [Model], pair: Pair?, heads: RouterHeads, training: Training
  ) {
    self.init(
      target: target, models: models, pair: pair, lexical: heads.lexical?.specification,
      hasStructuralBlock: heads.structural != nil, semanticPieces: heads.semantic?.vocabulary.count,
      kinds: heads.kinds?.names, vectors: heads.vectors.map(\.specification),
      neighbours: heads.neighbours?.index.specification, context: heads.context?.tags, training: training)
  }
}
