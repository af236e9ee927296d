internal import Pointsman

/// Reads outcomes, in any `OutcomeFormat`, gzip or not.
public struct OutcomeReader: Sendable {
  /// The format of every file; nil tells each from its content.
  public var format: OutcomeFormat?
  /// Whether a bad row is counted and left out, instead of ending the run.
  public var skipsInvalid = false
  /// Whether bytes that are not UTF-8 are replaced by U+FFFD, and counted, instead of being a fault.
  public var replacesInvalidBytes = false
  /// What makes the score of an outcome that has several, in its `scores`; empty where `score` is the score.
  public var criteria: [Criterion] = []
  /// The columns of a wide CSV file that are models; nil tells them from the first row.
  public var models: [String]?
  /// Attributes of the rows that are taken as tags, too: category, task, language….
  public var tagAttributes: [String] = []
  /// Whether members that Pointsman does not read are kept.
  package var keepsUnread = false
  /// Whether a canonical row must have outcomes; one without is a task that is still to be graded.
  package var requiresOutcomes = true

  /// A reader that tells formats by content and stops at the first faulty file.
  public init() {}

  /// What was read, and what was left out or replaced on demand.
  public struct Result: Sendable {
    /// The rows that were read, in the order of the files.
    public let table: OutcomeTable
    /// What is not in the table as it stood in the files.
    public let skipped: Skipped
  }

  /// What was left out under `skipsInvalid` or replaced under `replacesInvalidBytes`, and what prompts hold beside text.
  public struct Skipped: Sendable {
    /// How many rows were left out.
    public internal(set) var count = 0
    /// The first of them, at most 20 a file.
    public internal(set) var first: [OutcomesError] = []
    /// Lines (of CSV: cells) in which bytes were replaced.
    public internal(set) var replaced = 0
    /// Parts of turns without text, such as images: prompts are routed without them.
    public internal(set) var partsPassedOver = 0
  }

  /// Reads the files one after another into one table. O(bytes).
  ///
  /// Throws the faults of the first file that has any, each with file, line and column, unless `skipsInvalid`. A file
  /// without any row is a fault.
  public func read(_ paths: [String]) throws(OutcomesError) -> Result {
    var builder = TableBuilder()
    let skipped = try forEachRecord(in: paths) { builder.append($0) }
    let table = builder.table()
    for attribute in tagAttributes where !table.rows.contains(where: { $0.prompt.tags[attribute] != nil }) {
      throw .unknownAttribute(name: attribute)
    }
    return Result(table: table, skipped: skipped)
  }

  /// Calls `body` with every record, in the order of the files; those of a long format once all files are read, since
  /// one prompt's rows may stand anywhere.
  package func forEachRecord(
    in paths: [String], _ body: (OutcomeRecord) throws(OutcomesError) -> Void
  ) throws(OutcomesError) -> Skipped {
    var skipped = Skipped()
    var joined = JoinedRecords()
    var ids = SeenIDs(files: paths.count)
    var records = 0
    func take(_ record: OutcomeRecord?) throws(OutcomesError) {
      guard let record else { return }
      skipped.partsPassedOver += record.partsPassedOver
      try body(record)
    }
    for path in paths {
      var file = try InputFile(path: path)
      let format = try format(of: &file, path: path)
      var tally = FileTally(path: path, isLong: format.isLong, tagAttributes: tagAttributes)
      if format.isCSV {
        var source = try CSVRecords(file, path: path, format: format, options: self)
        while let next = try source.next() {
          try take(tally.accepted(next, &joined, &ids))
        }
        skipped.replaced += source.replaced
      } else {
        var source = JSONRecords(file, path: path, format: format, options: self)
        while let next = try source.next() {
          try take(tally.accepted(next, &joined, &ids))
        }
        skipped.replaced += source.replaced
      }
      if tally.rows + tally.faults == 0 { throw .empty(path: path) }
      if let error = tally.error, !skipsInvalid { throw error }
      records += tally.rows
      skipped.count += tally.faults
      skipped.first += tally.first
    }
    for record in joined.records { try body(record) }
    if records == 0 { throw skipped.count == 1 ? skipped.first[0] : .several(skipped.first, count: skipped.count) }
    return skipped
  }

  private func format(of file: inout InputFile, path: String) throws(OutcomesError) -> OutcomeFormat {
    let sniffer = FormatSniffer(try file.opening(FormatSniffer.length), path: path)
    return try sniffer.format(given: format)
  }
}
