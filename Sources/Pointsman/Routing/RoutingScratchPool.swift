internal import Synchronization

/// Scratch memory for as many threads as route at once, so that `Router` is a value that threads share.
final class RoutingScratchPool: Sendable {
  private let free = Mutex<[RoutingScratch]>([])

  /// Scratch memory that no other thread has; nil where all is in use.
  func take() -> RoutingScratch? { free.withLock { $0.popLast() } }

  /// Hands scratch memory back.
  func give(_ scratch: consuming RoutingScratch) {
    free.withLock { [scratch] in $0.append(scratch) }
  }
}
