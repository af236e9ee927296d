import Dispatch
import Synchronization

/// The values of `body` for 0, 1 … count − 1, in that order, computed by at most `threads` threads.
///
/// The result does not depend on `threads` when `body` depends on its argument alone. Workers take the next
/// index as they come free, so that uneven parts share the cores well.
package func concurrentMap<Value: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Value
) -> [Value] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  let results = Mutex([Value?](repeating: nil, count: count))
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let value = body(index)
      results.withLock { $0[index] = value }
    }
  }
  return results.withLock { $0.map { $0! } }
}
