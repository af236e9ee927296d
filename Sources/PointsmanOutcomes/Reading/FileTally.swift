/// What one file held: rows, ids and faults so far.
struct FileTally {
  let path: String
  /// Whether a prompt's outcomes stand on several rows.
  let isLong: Bool
  let tagAttributes: [String]
  private(set) var rows = 0
  private(set) var faults = 0
  /// The first of the faults.
  private(set) var first: [OutcomesError] = []
  /// How many faults of a file are told one by one; those after them are counted.
  static let faultsTold = 20

  init(path: String, isLong: Bool, tagAttributes: [String]) {
    (self.path, self.isLong, self.tagAttributes) = (path, isLong, tagAttributes)
  }

  /// All faults as one error; nil where there is none.
  var error: OutcomesError? {
    faults > 1 ? .several(first, count: faults) : first.first
  }

  /// Counts a row and returns it where it is one of its own: not faulty, and not one of several on the same prompt,
  /// which go to `joined`.
  mutating func accepted(
    _ next: consuming Result<OutcomeRecord, RowFault>, _ joined: inout JoinedRecords, _ ids: inout SeenIDs
  ) -> OutcomeRecord? {
    do throws(RowFault) {
      var record = try next.get()
      try record.tag(by: tagAttributes)
      if isLong {
        try joined.join(record)
      } else if record.hasID {
        try ids.see(record, path: path)
      }
      rows += 1
      return isLong ? nil : record
    } catch {
      faults += 1
      if first.count < Self.faultsTold { first.append(error.error(path: path)) }
      return nil
    }
  }
}
