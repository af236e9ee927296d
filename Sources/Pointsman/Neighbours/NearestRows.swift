/// The rows of least distance among those offered in ascending order, as a heap with the farthest of them on top; of
/// rows at one distance the last counts as farther.
struct NearestRows {
  private(set) var rows: [Int] = []
  private var distances: [Float] = []
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    rows.reserveCapacity(capacity)
    distances.reserveCapacity(capacity)
  }

  /// What a distance must stay under to be let in.
  var bound: Float { rows.count < capacity ? .infinity : distances[0] }

  /// Lets in a row whose distance is under `bound`. O(log capacity).
  mutating func insert(_ row: Int, _ distance: Float) {
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

  private func isFarther(_ i: Int, _ j: Int) -> Bool { (distances[i], rows[i]) > (distances[j], rows[j]) }

  private mutating func swap(_ i: Int, _ j: Int) {
    rows.swapAt(i, j)
    distances.swapAt(i, j)
  }
}
