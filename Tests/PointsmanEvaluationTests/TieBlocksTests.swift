import Testing

@testable import PointsmanEvaluation

@Suite("TieBlocks")
struct TieBlocksTests {
  @Test("Equal keys share a block, rows in their own order")
  func blocks() {
    let ties = TieBlocks(ascending: [2, 1, 2, 3, 1])
    #expect(ties.order == [1, 4, 0, 2, 3])
    #expect(ties.blocks == [0..<2, 2..<4, 4..<5])
    let falling = TieBlocks(descending: [2, 1, 2, 3, 1])
    #expect(falling.order == [3, 0, 2, 1, 4])
    #expect(falling.blocks == [0..<1, 1..<3, 3..<5])
  }

  @Test("Minus zero ties with zero, and no keys make no blocks")
  func edges() {
    #expect(TieBlocks(ascending: [0, -0.0]).blocks == [0..<2])
    #expect(TieBlocks(ascending: []).blocks.isEmpty)
  }
}
