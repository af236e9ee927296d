import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("NeighbourHeads")
struct NeighbourHeadsTests {
  private static let prompts = ["", "write tests", "ΟΔΥΣΣΕΥΣ 漢字 ½\nKeyError: 'user'"]

  /// The router of all blocks, and neighbours.
  private func router() throws -> Router {
    let full = try SmallRouter.full()
    let (models, rows) = (3, 20)
    let index = NeighbourIndex(
      count: 4, coordinates: SmallRouter.numbers(rows * 3 * models, seed: 31),
      scores: SmallRouter.numbers(rows * models, seed: 32).map { ($0 + 1) / 2 },
      weights: [Float](repeating: 1, count: rows))
    var (manifest, heads) = (full.manifest, full.heads)
    heads.neighbours = NeighbourHeads(index: index, mix: [0.5, 0.75, 1, 0.25, 0, 0.5, 0.125, 0, 1, 0, 0, 0.5])
    manifest.neighbours = index.specification
    return try Router(manifest: manifest, heads: heads).withGoldenPrompts()
  }

  @Test("Logits are a z + b n + c z̄ + d n̄, with the blocks' shares for a point", arguments: prompts)
  func formula(text: String) throws {
    let router = try router()
    let heads = try #require(router.heads.neighbours)
    // Each block alone: its logits are its share.
    let blocks: [RouterHeads] = [
      .init(lexical: router.heads.lexical, intercepts: [0, 0, 0]),
      .init(structural: router.heads.structural, intercepts: [0, 0, 0]),
      .init(semantic: router.heads.semantic, intercepts: [0, 0, 0]),
    ]
    var manifest = router.manifest
    manifest.neighbours = nil
    let shares = try blocks.map { try Router(manifest: manifest, heads: $0).logits(for: Prompt(text)) }
    let z = (0..<3).map { m in shares.reduce(router.heads.intercepts[m]) { $0 + $1[m] } }
    let n = heads.index.logits(at: shares.flatMap { $0 })
    let (zMean, nMean) = (z.reduce(0, +) / 3, n.reduce(0, +) / 3)
    for (m, logit) in try router.logits(for: Prompt(text)).enumerated() {
      let mix = heads.mix
      let expected = mix[m] * z[m] + mix[3 + m] * n[m] + mix[6 + m] * zMean + mix[9 + m] * nMean
      #expect(abs(logit - expected) < 1e-4)
    }
  }

  @Test("Contributions, the neighbours' among them, sum to every logit", arguments: prompts)
  func explanation(text: String) throws {
    let explanation = try router().explanation(for: Prompt(text))
    #expect(explanation.contributions.contains { $0.source == .neighbours })
    for m in 0..<3 {
      let values = explanation.contributions.map { $0.values[m] }
      let size = values.reduce(1) { $0 + abs($1) }
      #expect(abs(values.reduce(0, +) - explanation.logits[m]) / size < 1e-6)
    }
  }

  @Test("A file keeps the block, to the bit, and verifies")
  func file() throws {
    let router = try router()
    let read = try Router(bytes: router.fileBytes)
    #expect(
      read.digest == router.digest && read.manifest.neighbours?.rows == 20 && read.manifest.neighbours?.count == 4)
    #expect(try read.verifyGoldenPrompts() == 0)
  }

  @Test("Coordinates of another number of blocks, a missing or a foreign tensor, and a mix of nan are refused")
  func refusals() throws {
    let router = try router()
    var heads = router.heads
    heads.semantic = nil
    #expect(throws: RouterError.self) { try Router(manifest: router.manifest, heads: heads) }
    var file = try Safetensors(bytes: router.fileBytes)
    file.tensors["neighbours.weights"] = nil
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    file = try Safetensors(bytes: router.fileBytes)
    file.tensors["neighbours.more"] = .init(shape: [1], [1] as [Float])
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    let index = try #require(router.heads.neighbours).index
    #expect(NeighbourHeads(index: index, mix: [Float](repeating: .nan, count: 12)) == nil)
    #expect(NeighbourHeads(index: index, mix: [1, 1, 1]) == nil)
  }
}
