import PointsmanSupport
import Synchronization
import Testing

@Suite("Concurrent map")
struct ConcurrentMapTests {
  @Test("Values come in the order of their indices, each computed once", arguments: [0, 1, 2, 100], [1, 2, 5])
  func order(count: Int, threads: Int) {
    let calls = Atomic<Int>(0)
    let values = concurrentMap(count: count, threads: threads) { index in
      calls.wrappingAdd(1, ordering: .relaxed)
      // The first indices take longest, so that later ones overtake them.
      return (0..<(count - index) * 20).reduce(index) { sum, _ in sum }
    }
    #expect(values == Array(0..<count))
    #expect(calls.load(ordering: .relaxed) == count)
  }

  @Test("Values are combined in the order of their indices, each once", arguments: [0, 1, 2, 100], [1, 2, 5])
  func reduce(count: Int, threads: Int) {
    let combined = concurrentReduce(into: [-1], count: count, threads: threads) { index in
      (0..<(count - index) * 20).reduce(index) { sum, _ in sum }
    } combine: { list, index, value in
      list.append(index == value ? value : -2)
    }
    #expect(combined == Array(-1..<count))
  }
}
