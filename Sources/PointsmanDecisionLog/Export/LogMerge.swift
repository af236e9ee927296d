/// Joins stores: what the sources have, and the target has not, is added to the target.
///
/// Decisions are one by their id, feedback by the name that its store gave it or by its idempotency key and content, routers by
/// digest, totals by the store that counted them. A second merge of a store that is unchanged changes nothing.
package enum LogMerge {
  /// The findings in one source.
  package struct Report: Sendable, Equatable {
    /// Rows that are new in the target.
    package var decisions = 0
    package var feedback = 0
    /// Rows that the target had.
    package var knownDecisions = 0
    package var knownFeedback = 0
    /// Decisions of an id that the target has with other figures; the target's stay.
    package var conflicts = 0
    /// True if the source's digests are made under another key than the target's.
    package var hasOtherKey = false
  }

  /// Merges one store into the target, in one transaction. A target that is not there is made, with the key of the source.
  ///
  /// The rows of the source follow those of the target, in their own order.
  package static func merge(_ source: String, into target: String) throws(LogError) -> Report {
    let sourceDatabase = try LogSchema.open(source, .readOnly)
    let targetDatabase = try LogSchema.open(target, .create)
    return try LogError.at(target) { () throws(SQLiteError) in
      try sourceDatabase.execute("BEGIN")
      return try targetDatabase.transaction { () throws(SQLiteError) in
        try MergingRows(from: sourceDatabase, into: targetDatabase).merge()
      }
    }
  }
}
