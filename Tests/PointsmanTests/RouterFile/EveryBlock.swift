@testable import Pointsman

/// A small router of every block there is, and of both kinds of calibration.
enum EveryBlock {
  static func router() throws -> Router {
    let full = try category()
    var heads = full.heads.with(TaggedRouter.vectors()).with(TaggedRouter.context())
    heads = heads.with(neighbours(of: heads))
    return try Router(manifest: full.manifest, heads: heads).withGoldenPrompts()
  }

  /// The same with what format 2 added: forecasts of the first token and of the speed, and a policy about times.
  static func format2() throws -> Router {
    var policy = Policy(.utility(willingnessToPay: nil, willingnessToWait: 60, willingnessToWaitForFirstToken: 5))
    (policy.maximumLatency, policy.maximumFirstToken) = (30, 2)
    var book = PolicyBook()
    book.policies["prompt"] = policy
    let usage = PolicyRouters.usage([
      .latency: [10, 20, 5], .firstToken: [0.5, 1.5, 0.25], .outputSpeed: [80, nil, 200],
    ])
    return try router().with { manifest in
      manifest.usage = usage
      manifest.policies = book
    }
  }

  /// The blocks that read text alone, and category.
  static func category() throws -> Router {
    let full = try SmallRouter.full()
    let (structural, semantic) = (full.heads[StructuralHead.self]!, full.heads[SemanticHead.self]!)
    let (features, pieces) = (structural.scaling.means.count, semantic.vocabulary.count)
    let head = CategoryHead(
      names: ["code", "prose"],
      structural: StructuralHead(
        scaling: structural.scaling, weights: SmallRouter.numbers(features * 2, seed: 41), models: 2)!,
      semantic: SemanticHead(
        vocabulary: semantic.vocabulary, weights: SmallRouter.numbers(pieces * 2, seed: 42), models: 2, bits: 16),
      intercepts: [0.5, -1], weights: [1, -2, 0.5, -1, 0.25, 3], models: 3)!
    return try Router(manifest: full.manifest, heads: full.heads.with(head)).withGoldenPrompts()
  }

  /// Twenty neighbours at seeded points of the shares that `heads` make.
  static func neighbours(of heads: RouterHeads) -> NeighbourHead {
    let (models, rows) = (SmallRouter.models.count, 20)
    let index = NeighbourIndex(
      count: 4, coordinates: SmallRouter.numbers(rows * heads.families.count * models, seed: 31),
      scores: SmallRouter.numbers(rows * models, seed: 32).map { ($0 + 1) / 2 },
      weights: [Float](repeating: 1, count: rows))
    return NeighbourHead(index: index, mix: [0.5, 0.75, 1, 0.25, 0, 0.5, 0.125, 0, 1, 0, 0, 0.5])!
  }
}
