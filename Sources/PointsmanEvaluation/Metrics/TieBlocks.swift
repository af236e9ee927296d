/// The rows of a column in sorted order, cut into blocks of equal keys.
///
/// Whatever a metric makes of ties, it treats the rows of a block alike, so no result hangs on the order of the rows.
struct TieBlocks: Sendable {
  /// Row numbers, sorted by key; rows of equal keys in their own order.
  let order: [Int]
  /// Ranges of positions in `order`, one a distinct key.
  let blocks: [Range<Int>]

  /// Smallest key first. O(n log n).
  init(ascending keys: [Double]) {
    precondition(!keys.contains { $0.isNaN }, "a key to sort by is a number")
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var blocks: [Range<Int>] = []
    var start = 0
    for position in order.indices {
      let next = position + 1
      if next == order.count || keys[order[next]] != keys[order[start]] {
        blocks.append(start..<next)
        start = next
      }
    }
    self.order = order
    self.blocks = blocks
  }

  /// Largest key first. O(n log n).
  init(descending keys: [Double]) {
    self.init(ascending: keys.map { -$0 })
  }
}
