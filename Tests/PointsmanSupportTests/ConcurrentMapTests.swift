import PointsmanSupport
import Synchronization
import Testing

@Suite("Concurrent map")
struct ConcurrentMapTests {
  private struct Odd: Error, Equatable {
    let index: Int
  }

  /// A gate that works wait at, and how many have come to it.
  private final class Gate: Sendable {
    let begun = Atomic<Int>(0)
    let isOpen = Atomic<Bool>(false)
  }

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

  @Test("Of several errors that of the lowest index is thrown", arguments: [1, 2, 5])
  func errors(threads: Int) {
    for _ in 0..<20 {
      let error = #expect(throws: Odd.self) {
        try concurrentMap(count: 50, threads: threads) { index throws(Odd) in
          // The lowest takes longest, so that a later one is thrown before it.
          let spent = (0..<(50 - index) * 200).reduce(0) { sum, _ in sum }
          if index % 2 == 1, index >= 7 { throw Odd(index: index + spent) }
          return index
        }
      }
      #expect(error == Odd(index: 7))
    }
  }

  @Test("After an error no further index is begun", arguments: [1, 2])
  func stops(threads: Int) {
    let calls = Atomic<Int>(0)
    #expect(throws: Odd.self) {
      try concurrentMap(count: 1_000_000, threads: threads) { index throws(Odd) in
        calls.wrappingAdd(1, ordering: .relaxed)
        if index == 3 { throw Odd(index: index) }
      }
    }
    #expect(4..<1_000_000 ~= calls.load(ordering: .relaxed))
  }

  @Test("A task gets the same values, and the error of the lowest index", arguments: [1, 2, 5])
  func task(threads: Int) async throws {
    #expect(try await cancellableMap(count: 100, threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
    await #expect(throws: Odd(index: 20)) {
      try await cancellableMap(count: 100, threads: threads) { if $0 >= 20 { throw Odd(index: $0) } }
    }
  }

  @Test("A cancelled task begins no further index, and throws CancellationError", arguments: [1, 2])
  func cancellation(threads: Int) async {
    let calls = Atomic<Int>(0)
    let task = Task {
      try await cancellableMap(count: 1 << 40, threads: threads) { _ in
        calls.wrappingAdd(1, ordering: .relaxed)
        return ()
      }
    }
    while calls.load(ordering: .relaxed) == 0 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("A task cancelled before it begins does no work")
  func cancelledBefore() async {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await detachedWork { _ in Issue.record("the work was done") }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("Other tasks go on while more work than there are cores keeps its threads busy", .timeLimit(.minutes(15)))
  func otherTasksGoOn() async throws {
    let gate = Gate()
    let works = 8
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<works {
        group.addTask {
          try await detachedWork { _ in
            gate.begun.wrappingAdd(1, ordering: .relaxed)
            while !gate.isOpen.load(ordering: .relaxed) {}
          }
        }
      }
      // Were the work done by the threads that run tasks, this one would never come to its end.
      group.addTask {
        while gate.begun.load(ordering: .relaxed) < works { await Task.yield() }
        gate.isOpen.store(true, ordering: .relaxed)
      }
      try await group.waitForAll()
    }
    #expect(gate.begun.load(ordering: .relaxed) == works)
  }
}
