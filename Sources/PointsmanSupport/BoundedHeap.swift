/// The least elements of those offered, at most `capacity` of them: a binary heap with the greatest on top.
///
/// Of equal elements those that are offered first are kept.
package struct BoundedHeap<Element: Comparable> {
  /// How many elements are kept.
  package let capacity: Int
  /// The greatest element first, each before its children at 2 i + 1 and 2 i + 2.
  @usableFromInline var heap: [Element] = []

  /// An empty heap that keeps `capacity` elements; 0 keeps none.
  @inlinable package init(capacity: Int) {
    precondition(capacity >= 0, "a heap cannot keep fewer than 0 elements")
    self.capacity = capacity
    heap.reserveCapacity(capacity)
  }

  /// The elements kept, the greatest first and the others in no order.
  @inlinable package var elements: [Element] { heap }

  /// The greatest element kept once there are `capacity` of them: another must be less to be kept. nil before.
  @inlinable package var bound: Element? { heap.count < capacity ? nil : heap.first }

  /// The elements kept, the least first. O(k log k) for k of them.
  @inlinable package func sorted() -> [Element] { heap.sorted() }

  /// Keeps `element` if it is among the least so far. O(log capacity), O(1) where it is not.
  @inlinable package mutating func insert(_ element: Element) {
    if heap.count < capacity {
      heap.append(element)
      var child = heap.count - 1
      while child > 0, heap[(child - 1) / 2] < heap[child] {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    } else if let greatest = heap.first, element < greatest {
      heap[0] = element
      sink()
    }
  }

  /// Moves the top down to where it belongs.
  @inlinable mutating func sink() {
    var parent = 0
    while true {
      let (left, right) = (2 * parent + 1, 2 * parent + 2)
      var greatest = parent
      if left < heap.count, heap[greatest] < heap[left] { greatest = left }
      if right < heap.count, heap[greatest] < heap[right] { greatest = right }
      guard greatest != parent else { return }
      heap.swapAt(parent, greatest)
      parent = greatest
    }
  }
}

extension BoundedHeap: Sendable where Element: Sendable {}
