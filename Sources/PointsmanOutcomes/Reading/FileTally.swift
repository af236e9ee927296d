internal import Pointsman
internal import PointsmanSupport

/// The rows and faults of one file so far.
struct FileTally {
  let path: String
  /// True if a prompt's outcomes are on several rows.
  let isLong: Bool
  private(set) var rows = 0
  private(set) var faults = 0
  /// Rows that are battles.
  private(set) var battles = 0
  private var scores: ScoreTally
  /// The first of the faults.
  private(set) var first: [OutcomesError] = []
  /// How many faults of a file are kept; those after them are counted.
  private static let faultsKept = 20

  init(path: String, isLong: Bool, _ options: OutcomeReader) {
    (self.path, self.isLong) = (path, isLong)
    scores = ScoreTally(options.scale)
  }

  /// The fault of scores that are not on the scale; nil where there is none.
  var scoreError: OutcomesError? { scores.error(path: path) }

  /// All faults as one error; nil where there is none.
  var error: OutcomesError? {
    faults > 1 ? .several(first, count: faults) : first.first
  }

  /// Counts a row and returns it where it is one of its own: not faulty, and not one of several on the same prompt,
  /// which are joined.
  ///
  /// Throws where no row of the file can be read without a setting.
  mutating func accepted(
    _ next: consuming Result<OutcomeRecord, RowFault>, _ reading: inout ReadingState
  ) throws(OutcomesError) -> OutcomeRecord? {
    do throws(RowFault) {
      var record = try next.get()
      if !reading.options.renames.isEmpty {
        reading.names.formUnion(record.outcomes.keys)
        reading.names.formUnion(record.unobserved.map(\.model))
        try record.rename(reading.options.renames, reading.options.repeats)
      }
      for (model, reason) in record.unobserved { reading.unobserved[reason, default: [:]][model, default: 0] += 1 }
      guard scores.add(record) else {
        rows += 1
        return nil
      }
      try record.tag(by: reading.options.tagAttributes)
      let isJoined = isLong || reading.options.joinsByPrompt && record.battle == nil
      if isJoined {
        try reading.joined.join(record)
      } else if record.hasID {
        try reading.ids.see(record, path: path)
      }
      rows += 1
      if record.battle != nil { battles += 1 }
      return isJoined ? nil : record
    } catch {
      if error.expected.hasSuffix(RowRemedy.criteriaToName) { throw error.error(path: path) }
      faults += 1
      if first.count < Self.faultsKept { first.append(error.error(path: path)) }
      return nil
    }
  }
}

/// The place of each id's first row.
///
/// An id comes once in a file. Two files may number their rows alike, but one id with one prompt in both is one row read
/// twice.
struct SeenIDs {
  private var paths: [String] = []
  private var places: [String: Place] = [:]
  private let severalFiles: Bool

  private struct Place {
    let file: Int32
    let line: Int
    /// A hash of the prompt, where there are several files.
    let prompt: Int
    /// The id as this row has it.
    let id: String
  }

  init(files: Int) { severalFiles = files > 1 }

  /// Throws where the record's id came before.
  mutating func see(_ record: OutcomeRecord, path: String) throws(RowFault) {
    if paths.last != path { paths.append(path) }
    let prompt = severalFiles ? record.row.prompt.messages.hashValue : 0
    let place = Place(file: Int32(paths.count - 1), line: record.line, prompt: prompt, id: record.row.id)
    guard let first = places.updateValue(place, forKey: record.idKey ?? record.row.id) else { return }
    let spelling =
      first.id == record.row.id
      ? (record.row.id.isOtherForm(of: first.id) ? String.otherForm : "") : " as \"\(first.id)\""
    if first.file == place.file {
      throw RowFault(
        line: record.line, column: 1, found: "id \"\(record.row.id)\" again, first on line \(first.line)\(spelling)",
        expected: "each id once a file; correct the ids, or leave them out")
    }
    guard first.prompt == place.prompt else { return }
    throw RowFault(
      line: record.line, column: 1,
      found: "id \"\(record.row.id)\" with the same prompt as \(paths[Int(first.file)]):\(first.line)\(spelling)",
      expected: "each row once; leave one of the files out, or correct the ids")
  }
}
