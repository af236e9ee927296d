public import Pointsman
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
  /// The treatment of several outcomes of a model on a prompt; nil takes means of harnesses' logs, and refuses them in rows.
  public var repeats: Repeats?
  /// Other names for models: the name in the files, and the name that it gets.
  public var renames: [String: String] = [:]
  /// True if rows of one prompt are joined whatever their ids are. The first row's attributes stay.
  public var joinsByPrompt = false
  /// Prices for outcomes that have tokens and no cost.
  public var prices: PriceList?
  /// The filter of lm-evaluation-harness whose scores are read where a task has several.
  public var filter: String?
  /// True if a harness's whole prompt is read, with examples, in place of the bare question.
  public var readsFullPrompts = false
  /// A file of prompts by id, JSON Lines, for logs that have none.
  public var instances: String?
  /// True if Parquet is read by another program, Python with pyarrow or DuckDB, where one is installed.
  public var runsOtherPrograms = false
  /// True if members that Pointsman does not read are kept.
  package var keepsUnread = false
  /// True if a canonical row must have outcomes, and each a score; one without is a task that is still to be graded.
  package var requiresOutcomes = true

  /// A reader that tells formats by content and stops at the first faulty file.
  public init() {}

  /// The treatment of several outcomes of a model on a prompt: repeats, epochs, runs.
  public enum Repeats: String, Sendable, CaseIterable {
    /// Their mean, with their number.
    case mean
    /// Each is a row of its own; all rows of a prompt are one group.
    case keep
  }

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
    /// Answers that are no outcomes, by reason ("with an error") and model.
    public internal(set) var unobserved: [String: [String: Int]] = [:]
    /// Outcomes that are means of repeats.
    public internal(set) var means = 0
    /// The most repeats that one of them is a mean of.
    public internal(set) var mostRepeats = 0
    /// Outcomes whose cost was computed from tokens.
    public internal(set) var priced = 0
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

  func format(
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
