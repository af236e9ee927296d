import LinearAlgebra
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
}
