import Dispatch
import Synchronization

/// The values of `body` for 0, 1 … count − 1, in that order, computed by at most `threads` threads.
///
/// The result does not depend on `threads` when `body` depends on its argument alone. Workers take the next
/// index as they come free, so that uneven parts share the cores well.
package func concurrentMap<Value: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Value
) -> [Value] {
  concurrentReduce(into: [], count: count, threads: threads, body) { values, _, value in values.append(value) }
}

/// `combine` applied to `initial` and to the values of `body` for 0, 1 … count − 1, in that order, the values computed by
/// at most `threads` threads.
///
/// Values are combined as soon as all before them have been, so that few wait in memory. The result does not depend on
/// `threads`.
package func concurrentReduce<Value: Sendable, Result: Sendable>(
  into initial: consuming Result, count: Int, threads: Int, _ body: @Sendable (Int) -> Value,
  combine: @Sendable (inout Result, Int, Value) -> Void
) -> Result {
  guard threads > 1, count > 1 else {
    var result = initial
    for index in 0..<count { combine(&result, index, body(index)) }
    return result
  }
  let state = Mutex((result: initial, combined: 0, waiting: [Int: Value]()))
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let value = body(index)
      state.withLock { state in
        state.waiting[index] = value
        while let value = state.waiting.removeValue(forKey: state.combined) {
          combine(&state.result, state.combined, value)
          state.combined += 1
        }
      }
    }
  }
  return state.withLock { $0.result }
}
