import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("NeighbourHead")
struct NeighbourHeadTests {
  private static let prompts = ["", "write tests", "ΟΔΥΣΣΕΥΣ 漢字 ½\nKeyError: 'user'"]

  /// The router of the standard blocks, and neighbours.
  private func router() throws -> Router {
    let full = try SmallRouter.full()
    return try Router(manifest: full.manifest, heads: full.heads.with(EveryBlock.neighbours(of: full.heads)))
      .withGoldenPrompts()
  }

  @Test("Logits are a z + b n + c z̄ + d n̄, with the blocks' shares for a point", arguments: prompts)
  func formula(text: String) throws {
    let router = try router()
    let head = try #require(router.heads[NeighbourHead.self])
    // Each block alone: its logits are its share.
    let shares = try router.heads.families.map { family in
      try Router(manifest: router.manifest, heads: RouterHeads([family], intercepts: [0, 0, 0]))
        .logits(for: Prompt(text))
    }
    #expect(shares.count == 3)
    let z = (0..<3).map { m in shares.reduce(router.heads.intercepts[m]) { $0 + $1[m] } }
    let n = head.index.logits(at: shares.flatMap { $0 })
    let (zMean, nMean) = (z.reduce(0, +) / 3, n.reduce(0, +) / 3)
    for (m, logit) in try router.logits(for: Prompt(text)).enumerated() {
      let mix = head.mix
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
      read.digest == router.digest && read.heads[NeighbourHead.self]?.summary == "neighbours (4 of 20 prompts)")
    #expect(try read.verifyGoldenPrompts() == 0)
  }

  @Test("Coordinates of another number of blocks, a missing or a foreign tensor, and a mix of nan are refused")
  func refusals() throws {
    let router = try router()
    #expect(throws: RouterError.self) {
      try Router(manifest: router.manifest, heads: router.heads.without(.semantic))
    }
    var file = try Safetensors(bytes: router.fileBytes)
    file.tensors["neighbours.weights"] = nil
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    file = try Safetensors(bytes: router.fileBytes)
    file.tensors["neighbours.more"] = .init(shape: [1], [1] as [Float])
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    let index = try #require(router.heads[NeighbourHead.self]).index
    #expect(NeighbourHead(index: index, mix: [Float](repeating: .nan, count: 12)) == nil)
    #expect(NeighbourHead(index: index, mix: [1, 1, 1]) == nil)
  }
}
