import Testing

@testable import Pointsman

@Suite("RouterHeads")
struct RouterHeadsTests {
  @Test("Heads are in the order of the registry, whatever the order in which they are given")
  func order() throws {
    let heads = try EveryBlock.router().heads
    let shuffled = RouterHeads(heads.reversed(), intercepts: heads.intercepts)
    #expect(shuffled.map(\.block) == Block.heads.map(\.block).filter { $0 != .encoder })
    #expect(shuffled.families.map(\.block) == [.lexical, .structural, .semantic, .category, .external])
  }

  @Test("Every block is registered once")
  func registry() {
    #expect(Set(Block.heads.map(\.block)) == Set(Block.allCases) && Block.heads.count == Block.allCases.count)
  }

  @Test("Two heads of one block are a programmer's mistake")
  func twice() async {
    await #expect(processExitsWith: .failure) {
      _ = RouterHeads([SmallRouter.structural(), SmallRouter.structural()], intercepts: [0, 0, 0])
    }
  }

  @Test("Weights of the wrong number for the specification, or of bits that no file has, are a programmer's mistake")
  func weights() async {
    await #expect(processExitsWith: .failure) {
      _ = LexicalHead(specification: .standard, inverseDocumentFrequencies: [1], weights: [1], models: 1)
    }
    await #expect(processExitsWith: .failure) {
      let semantic = SmallRouter.semantic()
      _ = SemanticHead(
        vocabulary: semantic.vocabulary, weights: [Float](repeating: 1, count: semantic.vocabulary.count), models: 1,
        bits: 8)
    }
  }

  @Test("Neighbours and categories know nothing of one more model, and say so; the other blocks take it")
  func growth() throws {
    let heads = try EveryBlock.router().heads
    #expect(heads.filter { $0.additionObstacle != nil }.map(\.block) == [.category, .neighbours])
    #expect(heads[CategoryHead.self]?.additionObstacle?.contains("categories is not known") == true)
    #expect(heads[NeighbourHead.self]?.additionObstacle?.contains("have no outcomes of it") == true)
  }

  @Test("A head that cannot grow traps where it is made to, and so does a mix of too few blocks")
  func growthTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = try EveryBlock.router().heads[NeighbourHead.self]?.adding(mix: [], structural: [], at: 0)
    }
    await #expect(processExitsWith: .failure) {
      let router = try SmallRouter.full()
      let model = SmallRouter.model("a")
      _ = try router.adding(model, AddedHead(intercept: 0, mix: [[1, 1, 1]], structural: []), usage: [:])
    }
  }

  @Test("What each family adds is what a router of that family alone says, bit for bit")
  func familyLogits() throws {
    let router = try EveryBlock.category()
    let prompt = Prompt("KeyError: 'user'\nwhy does the test hang")
    let alone = try router.heads.families.prefix(3).map { family in
      try Router(manifest: router.manifest, heads: RouterHeads([family], intercepts: [0, 0, 0])).logits(for: prompt)
    }
    #expect(try router.familyLogits(for: prompt).count == 4)
    #expect(try Array(router.familyLogits(for: prompt).prefix(3)) == alone)
  }
}
