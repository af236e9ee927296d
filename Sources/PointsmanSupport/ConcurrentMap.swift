import Dispatch
import Synchronization

/// The values of `body` for 0, 1 … count − 1, in that order, computed by at most `threads` threads.
///
/// The result does not depend on `threads` when `body` depends on its argument alone. Workers take the next
/// index as they come free, so that uneven parts share the cores well. Of several errors the one of the lowest index is
/// thrown; after an error no further index is begun.
package func concurrentMap<Value: Sendable, Failure: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
  try concurrentReduce(into: [], count: count, threads: threads, body) { values, _, value in values.append(value) }
}

/// `combine` applied to `initial` and to the values of `body` for 0, 1 … count − 1, in that order, the values computed by
/// at most `threads` threads.
///
/// Values are combined as soon as all before them have been, so that few wait in memory. The result does not depend on
/// `threads`, and errors are those of `concurrentMap`.
package func concurrentReduce<Value: Sendable, Result: Sendable, Failure: Error>(
  into initial: consuming Result, count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Value,
  combine: @Sendable (inout Result, Int, Value) -> Void
) throws(Failure) -> Result {
  guard threads > 1, count > 1 else {
    var result = initial
    for index in 0..<count { combine(&result, index, try body(index)) }
    return result
  }
  let state = Mutex(Progress<Value, Result, Failure>(result: initial))
  let next = Atomic<Int>(0)
  let cancellation = Cancellation.current
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    Cancellation.$current.withValue(cancellation) {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        do throws(Failure) {
          let value = try body(index)
          state.withLock { state in
            state.waiting[index] = value
            while let value = state.waiting.removeValue(forKey: state.combined) {
              combine(&state.result, state.combined, value)
              state.combined += 1
            }
          }
        } catch {
          // Indices are begun in their order, so that all before this one are still finished.
          next.store(count, ordering: .relaxed)
          state.withLock { state in
            if index < state.failure?.index ?? count { state.failure = (index, error) }
          }
        }
      }
    }
  }
  let end = state.withLock { $0 }
  if let failure = end.failure { throw failure.error }
  return end.result
}

/// How far a reduction has come.
private struct Progress<Value: Sendable, Result: Sendable, Failure: Error>: Sendable {
  var result: Result
  /// Values combined so far.
  var combined = 0
  /// Values that came before one of a lower index.
  var waiting: [Int: Value] = [:]
  /// The failure of the lowest index so far.
  var failure: (index: Int, error: Failure)?

  init(result: consuming Result) {
    self.result = result
  }
}

/// The result of `work`, run on a thread of its own, where it may block and compute for long: the threads that run tasks
/// stay free.
///
/// `work` is given a closure that says whether the task has been cancelled, and is expected to ask it now and then; code
/// that `work` calls, on whatever thread, can ask `isWorkCancelled`. A task that was cancelled throws
/// `CancellationError`, whether `work` came to its end, failed, or stopped early.
package func detachedWork<Value: Sendable>(
  _ work: @escaping @Sendable (_ isCancelled: @Sendable () -> Bool) throws -> Value
) async throws -> Value {
  let cancellation = Cancellation()
  let value = try await withTaskCancellationHandler {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      // A serial queue gets a thread beyond those of the global queues, which on Linux run the tasks, too.
      DispatchQueue(label: "pointsman.detached-work").async {
        continuation.resume(
          with: Swift.Result {
            do {
              return try Cancellation.$current.withValue(cancellation) { try work { cancellation.isSet } }
            } catch {
              throw cancellation.isSet ? CancellationError() : error
            }
          })
      }
    }
  } onCancel: {
    cancellation.set()
  }
  try Task.checkCancellation()
  return value
}

/// `concurrentMap` for a task: other tasks go on meanwhile, and once the task is cancelled no further index is begun.
///
/// Throws what `body` throws, of the lowest index, or `CancellationError`. On Linux a map on every core leaves one of the
/// threads that run tasks free, so that several such maps at once delay tasks.
package func cancellableMap<Value: Sendable>(
  count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Value
) async throws -> [Value] {
  try await detachedWork { isCancelled in
    try concurrentMap(count: count, threads: threads) { index throws(any Error) in
      if isCancelled() { throw CancellationError() }
      return try body(index)
    }
  }
}

/// True if the task that waits for this work, in `detachedWork`, has been cancelled. False outside such work.
///
/// Long loops ask it once a round and stop early. Their results are then thrown away.
package var isWorkCancelled: Bool { Cancellation.current?.isSet ?? false }

/// True if a task has been cancelled, for threads that are not the task's.
private final class Cancellation: Sendable {
  /// Of the work that this thread does; `concurrentReduce` hands it on to its workers.
  @TaskLocal static var current: Cancellation?

  private let flag = Atomic<Bool>(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  func set() { flag.store(true, ordering: .relaxed) }
}
