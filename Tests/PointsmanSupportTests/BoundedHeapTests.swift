import PointsmanSupport
import Testing

@Suite("BoundedHeap")
struct BoundedHeapTests {
  /// Numbers that are equal in what is compared, and told apart by their place.
  private struct Offer: Comparable {
    let value: Int
    let place: Int

    static func < (a: Offer, b: Offer) -> Bool { a.value < b.value }
    static func == (a: Offer, b: Offer) -> Bool { a.value == b.value }
  }

  @Test("The elements kept are the least of all, as sorting finds them", arguments: [0, 1, 2, 7, 50, 200])
  func least(capacity: Int) {
    var generator = SplitMix64(seed: 3)
    for count in [0, 1, 5, 50, 120] {
      let offers = (0..<count).map { _ in Int(generator.next(below: 40)) }
      var heap = BoundedHeap<Int>(capacity: capacity)
      for offer in offers { heap.insert(offer) }
      #expect(heap.sorted() == Array(offers.sorted().prefix(capacity)))
      #expect(heap.elements.sorted() == heap.sorted())
    }
  }

  @Test("The bound is the greatest element kept, and there is none before the heap is full")
  func bound() {
    var heap = BoundedHeap<Int>(capacity: 3)
    for (offer, bound) in [(5, nil), (9, nil), (7, 9), (8, 8), (8, 8), (1, 7), (100, 7)] as [(Int, Int?)] {
      heap.insert(offer)
      #expect(heap.bound == bound)
    }
    #expect(heap.sorted() == [1, 5, 7])
  }

  @Test("Of equal elements the first stay once the heap is full")
  func ties() {
    var heap = BoundedHeap<Offer>(capacity: 4)
    for place in 0..<10 { heap.insert(Offer(value: 1, place: place)) }
    #expect(Set(heap.elements.map(\.place)) == [0, 1, 2, 3])
  }

  @Test("A capacity below 0 traps")
  func negativeCapacity() async {
    await #expect(processExitsWith: .failure) { _ = BoundedHeap<Int>(capacity: -1) }
  }
}
