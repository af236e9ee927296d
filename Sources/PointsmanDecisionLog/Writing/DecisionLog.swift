internal import Dispatch
internal import Synchronization

/// The log of a gateway's decisions, a SQLite file that one thread of its own writes.
///
/// ```
/// let log = try DecisionLog(path: "decisions.sqlite", keep: 90 * 86_400)
/// log.append(record)
/// log.close()
/// ```
///
/// Requests never wait for it. A row goes to a bounded queue, and from there to the store within 50 ms, up to 256 rows in
/// a transaction. While the store cannot be written, rows wait; where the queue is full, they are dropped and counted.
package final class DecisionLog: Sendable {
  /// Rows of a transaction; milliseconds from the first row to its transaction, and to the next try after one that failed.
  private static let (batch, delay, retryDelay) = (256, 50, 250)
  /// How often old rows are looked for.
  private static let expiryPeriod = Duration.seconds(3600)

  private let pending = Mutex(PendingRows())
  /// nil once closed.
  private let writer: Mutex<LogWriter?>
  private let queue = DispatchQueue(label: "pointsman.decision-log")
  private let nextExpiry = Mutex(ContinuousClock.now)
  private let keeps: Bool

  /// Opens the store at `path`, or makes it, for its owner alone.
  ///
  /// - Parameters:
  ///   - content: How much of prompts is stored.
  ///   - keep: Seconds after which decisions and their feedback are deleted; nil for never.
  ///   - hmacKey: At least 16 bytes, the same for all replicas whose digests are to agree; it is not stored. nil makes a key, in
  ///     the store.
  package init(
    path: String, content: LogContent = .hash, keep: Int? = nil, hmacKey: [UInt8]? = nil
  ) throws(LogError) {
    // A thousand years: milliseconds stay far from the end of their numbers.
    let milliseconds = keep.map { Int64(min(max($0, 0), 1000 * 366 * 86_400)) * 1000 }
    writer = Mutex(try LogWriter(path: path, content: content, keep: milliseconds, hmacKey: hmacKey))
    keeps = keep != nil
    if keeps { queue.async { [weak self] in self?.expire() } }
  }

  /// Hands over a record; false where it was dropped. It never waits for the store.
  @discardableResult
  package func append(_ record: DecisionRecord) -> Bool {
    if case .dropped = offer(.decision(record)) { return false }
    return true
  }

  /// Hands over feedback, also for a decision that is not stored yet. `completion` is called once, by the writer's thread or
  /// at once: after the transaction, or with the reason why there is none. It must not call the log.
  package func add(_ feedback: Feedback, completion: @escaping @Sendable (Feedback.Result) -> Void) {
    if let fault = feedback.fault { return completion(.failed(fault)) }
    if case .dropped(let reason) = offer(.feedback(feedback, completion)) {
      completion(.failed(reason == .closed ? "the log is closed" : "the log takes no more rows now; try again"))
    }
  }

  /// The numbers of all rows so far.
  package var counters: LogCounters { pending.withLock(\.counters) }

  /// Waits until all rows that were handed over are stored; false where the store takes none now.
  @discardableResult
  package func flush() -> Bool { queue.sync { drain() } }

  /// Stores what waits, puts it into the one file, and closes it. Rows that cannot be stored are dropped and counted.
  package func close() {
    queue.sync {
      pending.withLock { $0.close() }
      let isStored = drain()
      let lost = writer.withLock { writer -> [PendingRow] in
        if isStored { try? writer?.checkpoint() }
        let lost = writer?.backlog ?? []
        writer = nil
        return lost
      }
      let others = pending.withLock { pending -> [PendingRow] in
        let others = pending.take()
        pending.drop(lost + others)
        return others
      }
      Self.fail(lost + others, "the log is closed")
    }
  }

  private func offer(_ row: PendingRow) -> PendingRows.Admission {
    let admission = pending.withLock { $0.offer(row, batch: Self.batch) }
    switch admission {
    case .takenFirst: schedule(after: Self.delay)
    case .takenEnough: queue.async { [self] in _ = drain() }
    case .taken, .dropped: break
    }
    return admission
  }

  private func schedule(after milliseconds: Int) {
    queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [self] in
      // A store that cannot be written is tried again as long as rows wait.
      if !drain(), !pending.withLock(\.isClosed) { schedule(after: Self.retryDelay) }
      if keeps { expire() }
    }
  }

  /// Writes all that waits; false where the store does not take it. On the writer's queue alone.
  private func drain() -> Bool {
    while true {
      let isEmpty = writer.withLock { writer -> Bool in
        guard let writer else { return true }
        if writer.backlog.isEmpty { writer.backlog = pending.withLock { $0.take() } }
        return writer.backlog.isEmpty
      }
      if isEmpty { return true }
      if !writeBatch() { return false }
    }
  }

  private func writeBatch() -> Bool {
    let (replies, isWritten) = writer.withLock { writer -> ([@Sendable () -> Void], Bool) in
      guard let writer else { return ([], true) }
      let rows = Array(writer.backlog.prefix(Self.batch))
      do throws(SQLiteError) {
        let written = try writer.write(rows)
        writer.backlog.removeFirst(rows.count)
        pending.withLock { $0.finish(rows, written: written.count, fault: written.fault) }
        return (written.replies, true)
      } catch {
        // Feedback fails at once, and its sender may try again; decisions wait.
        let lost = pending.withLock { [taken = writer.backlog.filter(\.isFeedback)] pending in
          let lost = taken + pending.takeFeedback()
          pending.fail(error, losing: lost)
          return lost
        }
        writer.backlog.removeAll(where: \.isFeedback)
        let message = error.message
        return ([{ Self.fail(lost, "the log cannot be written, \(message); try again") }], false)
      }
    }
    for reply in replies { reply() }
    return isWritten
  }

  /// Deletes old rows where it is time.
  private func expire() {
    guard nextExpiry.withLock({ $0 <= .now }) else { return }
    let isMore = writer.withLock { writer in (try? writer?.expire()) ?? false }
    // Between two steps requests' rows have their turn.
    nextExpiry.withLock { $0 = .now + (isMore ? .milliseconds(100) : Self.expiryPeriod) }
    if isMore { queue.asyncAfter(deadline: .now() + .milliseconds(100)) { [weak self] in self?.expire() } }
  }

  private static func fail(_ rows: [PendingRow], _ reason: String) {
    for case .feedback(_, let completion) in rows { completion(.failed(reason)) }
  }

  /// Plays a full disk in tests: the file grows no further than so many pages.
  func limit(pages: Int) throws(SQLiteError) {
    let failure = writer.withLock { writer -> SQLiteError? in
      do throws(SQLiteError) { try writer?.limit(pages: pages) } catch { return error }
      return nil
    }
    if let failure { throw failure }
  }
}
