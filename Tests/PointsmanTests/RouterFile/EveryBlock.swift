@testable import Pointsman

/// A small router of every block there is, and of both kinds of calibration.
enum EveryBlock {
  static func router() throws -> Router {
    let full = try SmallRouter.full()
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
}
