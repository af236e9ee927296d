/// A row on its way to the store.
enum PendingRow: Sendable {
  case decision(DecisionRecord)
  case feedback(Feedback, @Sendable (Feedback.Result) -> Void)

  var isFeedback: Bool { if case .feedback = self { true } else { false } }

  var textBytes: Int {
    switch self {
    case .decision(let record): record.textBytes
    case .feedback(let feedback, _): feedback.name.utf8.count + (feedback.comment?.utf8.count ?? 0)
    }
  }
}

/// The bounded queue between the requests and the writer.
struct PendingRows {
  /// Rows and bytes of text that may wait; more are dropped.
  static let (mostRows, mostBytes) = (8192, 64 << 20)

  /// Rows that the writer has not taken yet.
  private var rows: [PendingRow] = []
  private var bytes = 0
  private(set) var counters = LogCounters()
  /// Why the writer cannot write now; nil where it can.
  private(set) var obstacle: LogCounters.DropReason?
  /// True if the writer is due to come.
  private(set) var isScheduled = false
  private(set) var isClosed = false

  /// The end of an offer, and the call that it asks for.
  enum Admission: Equatable {
    case dropped(LogCounters.DropReason)
    case taken
    /// The writer is to be called after the usual delay, or at once.
    case takenFirst, takenEnough
  }

  mutating func offer(_ row: PendingRow, batch: Int) -> Admission {
    let size = row.textBytes
    let reason: LogCounters.DropReason? =
      isClosed
      ? .closed : counters.queued >= Self.mostRows || bytes + size > Self.mostBytes ? obstacle ?? .queueFull : nil
    if let reason {
      counters.dropped[reason, default: 0] += 1
      return .dropped(reason)
    }
    rows.append(row)
    counters.queued += 1
    bytes += size
    if !isScheduled {
      isScheduled = true
      return .takenFirst
    }
    return rows.count == batch && obstacle == nil ? .takenEnough : .taken
  }

  /// All rows; where there are none, the writer is no longer due.
  mutating func take() -> [PendingRow] {
    defer { rows = [] }
    if rows.isEmpty { isScheduled = false }
    return rows
  }

  /// Takes out the feedback that waits, so that its senders hear at once that the store cannot be written.
  mutating func takeFeedback() -> [PendingRow] {
    defer { rows.removeAll(where: \.isFeedback) }
    return rows.filter(\.isFeedback)
  }

  /// Notes rows that left the queue: `written` of `done`, the others faulty.
  mutating func finish(_ done: [PendingRow], written: Int, fault: String?) {
    leave(done)
    obstacle = nil
    counters.written += written
    if done.count > written { counters.dropped[.invalid, default: 0] += done.count - written }
    if let fault { counters.lastFailure = fault }
  }

  /// Notes a transaction that failed. The rows of `lost` leave the queue; nobody waits for the others.
  mutating func fail(_ error: SQLiteError, losing lost: [PendingRow]) {
    leave(lost)
    let reason = LogCounters.DropReason(error)
    obstacle = reason
    counters.failures += 1
    counters.lastFailure = error.message
    if !lost.isEmpty { counters.dropped[reason, default: 0] += lost.count }
  }

  mutating func close() { isClosed = true }

  /// Notes rows that are lost with the end of the log.
  mutating func drop(_ lost: [PendingRow]) {
    leave(lost)
    if !lost.isEmpty { counters.dropped[obstacle ?? .closed, default: 0] += lost.count }
  }

  private mutating func leave(_ gone: [PendingRow]) {
    counters.queued -= gone.count
    for row in gone { bytes -= row.textBytes }
  }
}
