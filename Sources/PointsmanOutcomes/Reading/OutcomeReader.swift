internal import Pointsman
internal import PointsmanSupport

/// Reads outcomes, in any `OutcomeFormat`, gzip or not.
///
/// ```swift
/// var reader = OutcomeReader()
/// reader.skipsInvalid = true
/// let result = try reader.read(["outcomes.jsonl", "more.csv.gz"])
/// print(result.table.rows.count, result.skipped.count)
/// ```
public struct OutcomeReader: Sendable {
  /// The format of every file; nil tells each from its content.
  public var format: OutcomeFormat?
  /// True if a bad row is counted and left out, instead of ending the run.
  public var skipsInvalid = false
  /// True if bytes that are not UTF-8 are replaced by U+FFFD, and counted, instead of being a fault.
  public var replacesInvalidBytes = false
  /// The criteria that make one score of several in `scores`; empty where `score` is the score.
  public var criteria: [Criterion] = []
  /// How the files write scores; from 0 to 1 unless set.
  public var scale = ScoreScale.unit
  /// The columns of a wide CSV file that are models; nil tells them from the first row.
  public var models: [String]?
  /// Attributes of the rows that are taken as tags, too: category, task, language….
  public var tagAttributes: [String] = []
  /// True if members that Pointsman does not read are kept.
  package var keepsUnread = false
  /// True if a canonical row must have outcomes; one without is a task that is still to be graded.
  package var requiresOutcomes = true

  /// A reader that tells formats by content and stops at the first faulty file.
  public init() {}

  /// The rows that were read, and those left out or replaced on demand.
  public struct Result: Sendable {
    /// The rows that were read, in the order of the files.
    public let table: OutcomeTable
    /// The rows that the table has not, or not as the files have them.
    public let skipped: Skipped
  }

  /// Counts of rows left out under `skipsInvalid`, bytes replaced under `replacesInvalidBytes`, and what else a user should know
  /// of the files before training.
  public struct Skipped: Sendable {
    /// How many rows were left out.
    public internal(set) var count = 0
    /// The first of them, at most 20 a file.
    public internal(set) var first: [OutcomesError] = []
    /// Lines (of CSV: cells) in which bytes were replaced.
    public internal(set) var replaced = 0
    /// Parts of turns without text, such as images: prompts are routed without them.
    public internal(set) var partsPassedOver = 0
    /// The columns of each wide CSV file, as they were read.
    public internal(set) var columns: [ModelColumns] = []
    /// Cells of CSV with a word for a missing value (nan, None…), which were read as empty.
    public internal(set) var missingWords = 0
    /// Prompts that are a word for a missing value and nothing else, in JSON; in CSV they are faults.
    public internal(set) var missingPrompts = 0
    /// Prompts that are a list or a dictionary of Python or JSON, as text, and are routed as that text.
    public internal(set) var listPrompts = 0
    /// Outcomes of score 0 with an error, or without anything in the answer, by model.
    public internal(set) var failedRequests: [String: Int] = [:]
    /// Habits of the files that were read for what they are, a sentence each: columns separated by semicolons, say.
    public internal(set) var habits: [String] = []
  }

  /// Reads the files one after another into one table. O(bytes).
  ///
  /// Throws the faults of the first file that has any, each with file, line and column, unless `skipsInvalid`. A file
  /// without any row is a fault.
  public func read(_ paths: [String]) throws(OutcomesError) -> Result {
    try read(inputs: paths.map(Input.init(path:)))
  }

  func read(inputs: [Input]) throws(OutcomesError) -> Result {
    var builder = TableBuilder()
    let skipped = try forEachRecord(in: inputs) { (record) throws(OutcomesError) in builder.append(record) }
    let table = builder.table()
    for attribute in tagAttributes where !table.rows.contains(where: { $0.prompt.tags[attribute] != nil }) {
      throw .unknownAttribute(name: attribute)
    }
    guard table.rows.isEmpty || table.rows.contains(where: { $0.weight > 0 }) else {
      throw .weightless(rows: table.rows.count)
    }
    return Result(table: table, skipped: skipped)
  }

  /// Calls `body` with every record, in the order of the files; those of a long format once all files are read, since
  /// one prompt's rows may be anywhere.
  package func forEachRecord(
    in paths: [String], _ body: (OutcomeRecord) throws(OutcomesError) -> Void
  ) throws(OutcomesError) -> Skipped {
    try forEachRecord(in: paths.map(Input.init(path:)), body)
  }

  private func forEachRecord(
    in inputs: [Input], _ body: (OutcomeRecord) throws(OutcomesError) -> Void
  ) throws(OutcomesError) -> Skipped {
    var skipped = Skipped()
    var joined = JoinedRecords()
    var ids = SeenIDs(files: inputs.count)
    var records = 0
    func take(_ record: OutcomeRecord?) throws(OutcomesError) {
      guard let record else { return }
      skipped.partsPassedOver += record.partsPassedOver
      skipped.missingWords += record.missingWords
      for model in record.failures { skipped.failedRequests[model, default: 0] += 1 }
      if record.row.prompt.messages.count == 1 {
        let text = record.row.prompt.messages[0].content
        if PromptCell.isList(text) { skipped.listPrompts += 1 }
        if MissingWord.isOne(text) { skipped.missingPrompts += 1 }
      }
      try body(record)
    }
    for input in inputs {
      let path = input.name
      var file = try input.open()
      let (format, dialect) = try format(of: &file, path: path)
      for note in [dialect.note, file.endsLinesWithCR ? "its lines end with carriage returns alone" : nil] {
        if let note { skipped.habits.append("\(path): \(note)") }
      }
      var tally = FileTally(path: path, isLong: format.isLong, scale: scale, tagAttributes: tagAttributes)
      if format.isCSV {
        var source = try CSVRecords(file, path: path, format: format, dialect: dialect, options: self)
        while let next = try source.next() {
          try take(tally.accepted(next, &joined, &ids))
        }
        skipped.replaced += source.replaced
        if let wide = source.wide { skipped.columns.append(wide.choice) }
      } else {
        var source = JSONRecords(file, path: path, format: format, options: self)
        while let next = try source.next() {
          try take(tally.accepted(next, &joined, &ids))
        }
        skipped.replaced += source.replaced
      }
      if tally.rows + tally.faults == 0 { throw .empty(path: path) }
      if let error = tally.scoreError { throw error }
      if scale != .unit, tally.rows > 0, tally.rows == tally.battles { throw .scaleOfBattles(path: path) }
      if let error = tally.error, !skipsInvalid { throw error }
      records += tally.rows
      skipped.count += tally.faults
      skipped.first += tally.first
    }
    for record in joined.records { try take(record) }
    if records == 0 { throw skipped.count == 1 ? skipped.first[0] : .several(skipped.first, count: skipped.count) }
    return skipped
  }

  private func format(
    of file: inout InputFile, path: String
  ) throws(OutcomesError) -> (format: OutcomeFormat, dialect: CSVDialect) {
    let sniffer = FormatSniffer(try file.opening(FormatSniffer.length), path: path)
    return try sniffer.format(given: format)
  }
}

/// One of several criteria that an answer was scored by, and how much it counts.
public struct Criterion: Sendable, Equatable {
  /// As `scores` names it.
  public var name: String
  /// Above 0; a score is the criteria's mean by their weights.
  public var weight: Double

  /// nil unless the weight is finite and above 0, and the name is not empty.
  public init?(name: String, weight: Double) {
    guard weight > 0, weight.isFinite, !name.isEmpty else { return nil }
    (self.name, self.weight) = (name, weight)
  }
}

/// The rows and faults of one file so far.
private struct FileTally {
  let path: String
  /// True if a prompt's outcomes are on several rows.
  let isLong: Bool
  let tagAttributes: [String]
  private(set) var rows = 0
  private(set) var faults = 0
  /// Rows that are battles.
  private(set) var battles = 0
  private var scores: ScoreTally
  /// The first of the faults.
  private(set) var first: [OutcomesError] = []
  /// How many faults of a file are kept; those after them are counted.
  private static let faultsKept = 20

  init(path: String, isLong: Bool, scale: ScoreScale, tagAttributes: [String]) {
    (self.path, self.isLong, self.tagAttributes) = (path, isLong, tagAttributes)
    scores = ScoreTally(scale)
  }

  /// The fault of scores that are not on the scale; nil where there is none.
  var scoreError: OutcomesError? { scores.error(path: path) }

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
      guard scores.add(record) else {
        rows += 1
        return nil
      }
      try record.tag(by: tagAttributes)
      if isLong {
        try joined.join(record)
      } else if record.hasID {
        try ids.see(record, path: path)
      }
      rows += 1
      if record.battle != nil { battles += 1 }
      return isLong ? nil : record
    } catch {
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
private struct SeenIDs {
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
