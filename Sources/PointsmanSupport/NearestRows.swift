/// The rows of least distance among those inserted in ascending order: a heap with the farthest of them on top.
///
/// Of rows at one distance the last counts as farther. The type is not generic, because a generic one is not specialised in
/// other modules: the search for nearest prompts took four times as long with it.
package struct NearestRows {
  /// The rows kept, in no order.
  @usableFromInline package private(set) var rows: [Int] = []
  @usableFromInline var distances: [Float] = []
  /// The number of rows that are kept at most.
  package let capacity: Int

  /// Keeps none yet; a `capacity` of 0 keeps none ever.
  package init(capacity: Int) {
    precondition(capacity >= 0, "a heap cannot keep fewer than 0 rows")
    self.capacity = capacity
    rows.reserveCapacity(capacity)
    distances.reserveCapacity(capacity)
  }

  /// The bound on distances: a nearer row is kept.
  @inlinable package var bound: Float { rows.count < capacity ? .infinity : distances.first ?? -.infinity }

  /// Keeps a row whose distance is below `bound`. O(log capacity).
  package mutating func insert(_ row: Int, _ distance: Float) {
    precondition(distance < bound, "a row at the bound or beyond it is not kept")
    if rows.count < capacity {
      rows.append(row)
      distances.append(distance)
      var k = rows.count - 1
      while k > 0, isFarther(k, (k - 1) / 2) {
        swap(k, (k - 1) / 2)
        k = (k - 1) / 2
      }
      return
    }
    (rows[0], distances[0]) = (row, distance)
    var k = 0
    while true {
      let (left, right) = (2 * k + 1, 2 * k + 2)
      var farthest = k
      if left < capacity, isFarther(left, farthest) { farthest = left }
      if right < capacity, isFarther(right, farthest) { farthest = right }
      guard farthest != k else { return }
      swap(k, farthest)
      k = farthest
    }
  }

  /// The rows kept, the nearest first. O(k log k) for k of them.
  package func sorted() -> [Int] {
    rows.indices.sorted { isFarther($1, $0) }.map { rows[$0] }
  }

  private func isFarther(_ i: Int, _ j: Int) -> Bool { (distances[i], rows[i]) > (distances[j], rows[j]) }

  private mutating func swap(_ i: Int, _ j: Int) {
    rows.swapAt(i, j)
    distances.swapAt(i, j)
  }
}
