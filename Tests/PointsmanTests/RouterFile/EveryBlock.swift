@testable import Pointsman

/// A small router of every block there is, and of both kinds of calibration.
enum EveryBlock {
  static func router() throws -> Router {
    let full = try kinds()
    var (manifest, heads) = (full.manifest, full.heads)
    (manifest.vectors, heads.vectors) = ([TaggedRouter.specification], [TaggedRouter.vectors()])
    (manifest.context, heads.context) = (TaggedRouter.tags, TaggedRouter.context())
    let (models, rows) = (SmallRouter.models.count, 20)
    let index = NeighbourIndex(
      count: 4, coordinates: SmallRouter.numbers(rows * heads.summands * models, seed: 31),
      scores: SmallRouter.numbers(rows * models, seed: 32).map { ($0 + 1) / 2 },
      weights: [Float](repeating: 1, count: rows))
    heads.neighbours = NeighbourHeads(index: index, mix: [0.5, 0.75, 1, 0.25, 0, 0.5, 0.125, 0, 1, 0, 0, 0.5])
    manifest.neighbours = index.specification
    return try Router(manifest: manifest, heads: heads).withGoldenPrompts()
  }

  /// The blocks that read text alone, and kinds.
  static func kinds() throws -> Router {
    let full = try SmallRouter.full()
    var (manifest, heads) = (full.manifest, full.heads)
    let (structural, semantic) = (heads.structural!, heads.semantic!)
    let (features, pieces) = (structural.scaling.means.count, semantic.vocabulary.count)
    let names = ["code", "prose"]
    heads.kinds = CategoryHeads(
      names: names,
      structural: StructuralHeads(
        scaling: structural.scaling, weights: SmallRouter.numbers(features * 2, seed: 41), models: 2)!,
      semantic: SemanticHeads(
        vocabulary: semantic.vocabulary, weights: SmallRouter.numbers(pieces * 2, seed: 42), models: 2, bits: 16),
      intercepts: [0.5, -1], weights: [1, -2, 0.5, -1, 0.25, 3], models: 3)
    manifest.kinds = names
    return try Router(manifest: manifest, heads: heads).withGoldenPrompts()
  }
}
