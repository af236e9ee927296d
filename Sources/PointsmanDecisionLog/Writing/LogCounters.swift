/// The numbers of rows that a log was given since it was opened: stored, lost and waiting.
package struct LogCounters: Sendable, Equatable {
  /// Decisions and feedback in finished transactions.
  package var written = 0
  /// Rows that are lost, by reason.
  package var dropped: [DropReason: Int] = [:]
  /// Rows that wait.
  package var queued = 0
  /// Transactions that failed; their rows wait for the next.
  package var failures = 0
  /// SQLite's words at the last of them, or on the last faulty row.
  package var lastFailure: String?

  package init() {}

  package var allDropped: Int { dropped.values.reduce(0, +) }

  /// Why a row is lost.
  package enum DropReason: String, Sendable, CaseIterable {
    /// More rows came than the store takes.
    case queueFull = "queue_full"
    /// The queue filled up while the disk was full.
    case diskFull = "disk_full"
    /// The queue filled up while another program held the store.
    case locked
    /// The queue filled up while the store could not be written for another reason.
    case failed
    /// The row itself is faulty.
    case invalid
    /// It came after the log was closed.
    case closed
  }
}

extension LogCounters.DropReason {
  init(_ error: SQLiteError) { self = error.isFull ? .diskFull : error.isBusy ? .locked : .failed }
}
