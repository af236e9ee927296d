internal import Pointsman
internal import PointsmanSupport

/// An error in a file of outcomes, or of vectors that go with their prompts.
public enum OutcomesError: Error, Equatable, CustomStringConvertible {
  /// The system cannot open or read the file.
  case unreadable(path: String, reason: String)
  /// The system cannot write the file.
  case unwritable(path: String, reason: String)
  /// A gzip file that is cut short or altered.
  case damaged(path: String, reason: String)
  /// A file that is not text in UTF-8; `remedy` makes text of it.
  case notText(path: String, found: String, remedy: String)
  /// A text that is not in lines of JSON, nor CSV; `remedy` makes such lines of it.
  case otherShape(path: String, found: String, remedy: String)
  /// A harness's log that lacks something; `setting`, if any, is the one that would let it be read.
  case harness(path: String, found: String, remedy: String, setting: Setting? = nil)
  /// A model was to be renamed that the outcomes do not have.
  case unknownRename(name: String, known: [String])
  /// The file has no row.
  case empty(path: String)
  /// A row that is not JSON or CSV, or not an outcome. `column` counts bytes, from 1.
  case invalid(path: String, line: Int, column: Int, found: String, expected: String)
  /// Scores that are not on the scale of the file; `found` is the first of them, at its line and column.
  case offScale(path: String, line: Int, column: Int, found: String, OffScale)
  /// A scale was given for a file of battles, which have no scores.
  case scaleOfBattles(path: String)
  /// More rows than one cannot be read: the first of them, and how many there are.
  case several([OutcomesError], count: Int)
  /// An entry of a table in memory that is no outcome; `row` counts from 1, and `id` is empty where it has none.
  case invalidEntry(row: Int, id: String, found: String, expected: String)
  /// A table in memory without any entry.
  case noEntries
  /// Rows of tables that are not over the same models.
  case otherModels(found: [String], expected: [String])
  /// A share of rows to hold out that is not above 0 and below 1.
  case unsuitableShare(Double)
  /// All rows are near-duplicates of each other, or of one group.
  case indivisible(rows: Int)
  /// A CSV header that lacks a column.
  case missingColumn(path: String, found: [String], expected: String)
  /// A line is longer than `limit` bytes.
  case lineTooLong(path: String, line: Int, limit: Int)
  /// A model was named that the outcomes do not have.
  case unknownModel(name: String, known: [String])
  /// No row has an attribute that is to be taken as a tag.
  case unknownAttribute(name: String)
  /// A file of vectors that does not go with the prompts, or another kind of file.
  case unsuitableVectors(path: String, found: String, expected: String)
  /// Every row has weight 0.
  case weightless(rows: Int)
  /// A split was named that no row has.
  case unknownSplit(name: String, known: [String])

  /// One sentence: where, what was found, what was expected.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read, \(reason); give a file of outcomes, or - for standard input"
    case .unwritable(let path, let reason):
      "\(path): cannot be written, \(reason); nothing was changed there"
    case .damaged(let path, let reason):
      "\(path): found a damaged gzip file (\(reason)), expected a whole one; copy or compress it again"
    case .notText(let path, let found, let remedy):
      "\(path): found \(found), expected text in UTF-8; \(remedy)"
    case .otherShape(let path, let found, let remedy):
      "\(path): found \(found), expected one JSON object a line, or CSV; \(remedy)"
    case .harness(let path, let found, let remedy, _): "\(path): found \(found); \(remedy)"
    case .unknownRename(let name, let known):
      "no outcomes for model \"\(name)\", which is to be renamed; the data has \(known.listed)"
    case .empty(let path):
      "\(path): holds no outcomes; expected one JSON object a line with \"prompt\" and \"outcomes\", or CSV"
    case .invalid(let path, let line, let column, let found, let expected):
      "\(path):\(line):\(column): found \(found), expected \(expected)"
    case .offScale(let path, let line, let column, let found, let scores):
      "\(path):\(line):\(column): found \(found), expected \(scores.scale.expected)"
        + (scores.column.map { " in column \"\($0)\"" } ?? "") + "; " + scores.summary
        + "; correct them, or name the scale"
        + (scores.column.map { ", or the models if \"\($0)\" is not one" } ?? "")
    case .scaleOfBattles(let path):
      "\(path): holds battles, which have winners and no scores; leave the scale out"
    case .several(let first, let count):
      first.map(\.description).joined(separator: "\n")
        + (count > first.count ? "\nand \(count - first.count) more" : "")
        + "\n\(count) rows cannot be read; correct them, or leave them out"
    case .invalidEntry(let row, let id, let found, let expected):
      "row \(row)\(id.isEmpty ? "" : " (\"\(id)\")"): found \(found), expected \(expected)"
    case .noEntries: "there are no rows; a table of outcomes needs at least one prompt"
    case .otherModels(let found, let expected):
      "the rows are over the models \(found.listed), and not over \(expected.listed); "
        + "select the same models from both"
    case .unsuitableShare(let share): "a share to hold out lies above 0 and below 1, and \(share) does not"
    case .indivisible(let rows):
      "all \(rows) prompts are near-duplicates or of one group, so none can be held out; add prompts of another kind"
    case .missingColumn(let path, let found, let expected):
      "\(path):1:1: found the columns \(found.listed), expected \(expected)"
    case .lineTooLong(let path, let line, let limit):
      "\(path):\(line): found a line of more than \(limit >> 20) MiB, expected one JSON object a line; "
        + "is the file one large JSON array, or not JSON Lines at all?"
    case .unknownAttribute(let name): "no row has an attribute \"\(name)\" to take as a tag"
    case .unsuitableVectors(let path, let found, let expected): "\(path): found \(found), expected \(expected)"
    case .weightless(let rows):
      "the weight of every prompt is 0 (of \(rows)), so none counts; leave \"weight\" out, or give some prompts more"
    case .unknownModel(let name, let known):
      "no outcomes for model \"\(name)\"; the data has \(known.listed)"
    case .unknownSplit(let name, let known):
      known.isEmpty
        ? "no row names its split; give rows a \"split\", or take all rows"
        : "no row is of split \"\(name)\"; the data has \(known.listed)"
    }
  }
}

extension OutcomesError {
  /// The error of a text in another shape than lines.
  static func otherShape(path: String, _ shape: JSONShape) -> OutcomesError {
    .otherShape(path: path, found: shape.found, remedy: shape.remedy)
  }

  /// The error of a file of another kind.
  static func notText(path: String, _ signature: FileSignature) -> OutcomesError {
    let found = signature.name == "gzip" ? "gzip within gzip" : signature.name
    let remedy =
      switch signature.remedy {
      case .unpack(let command): "unpack it first: \(command) | pointsman … -"
      case .convert(let command): "convert it first: \(command) | pointsman … -"
      case .other(let remedy): remedy
      }
    return .notText(path: path, found: found, remedy: remedy)
  }
}

/// A fault of one row, and its place in the file.
struct RowFault: Error, Equatable {
  let line: Int
  /// Bytes, from 1.
  let column: Int
  let found: String
  let expected: String

  init(line: Int, column: Int, found: String, expected: String) {
    (self.line, self.column, self.found, self.expected) = (line, column, found, expected)
  }

  /// A byte that is not UTF-8.
  init(notUTF8 byte: UInt8, line: Int, column: Int) {
    self.init(
      line: line, column: column, found: InvalidUTF8.description(of: byte),
      expected: InvalidUTF8.expected + RowRemedy.bytesReplaced)
  }

  init(_ error: JSONError, line: Int) {
    let remedy = error.reason == .invalidUTF8 ? RowRemedy.bytesReplaced : ""
    self.init(line: line, column: error.offset + 1, found: error.found, expected: error.expected + remedy)
  }

  func error(path: String) -> OutcomesError {
    .invalid(path: path, line: line, column: column, found: found, expected: expected)
  }
}

/// The clauses of expectations that a setting of `OutcomeReader` can change.
enum RowRemedy {
  static let bytesReplaced = "; convert the file (iconv -f WINDOWS-1252 -t UTF-8 FILE), or replace such bytes"
  static let scoreExpected = "\"score\": 0 to 1, in every outcome (or \"scores\", with weighted criteria)"
  static let modelsNamed = "; name the models if it is not one"
  static let modelsToName = "; name the models"
  static let criteriaToName = "; name the criteria that count"
  static let repeatsToName = "; average repeated runs into one score, or keep each"
  static let scaleToName = "; name the scale of the scores"
}

extension OutcomesError {
  /// A setting of `OutcomeReader` by which a file can be read that is refused without it.
  public enum Setting: Sendable, Equatable {
    /// `replacesInvalidBytes`.
    case replacesInvalidBytes
    /// `skipsInvalid`.
    case skipsInvalid
    /// `criteria`.
    case criteria
    /// `models`.
    case models
    /// `scale`.
    case scale
    /// `filter`.
    case filter
    /// `readsFullPrompts`.
    case fullPrompts
    /// `instances`.
    case instances
    /// `repeats`.
    case repeats
  }

  /// The setting that would let the file be read; nil where none would.
  public var setting: Setting? {
    switch self {
    case .several: return .skipsInvalid
    case .offScale, .scaleOfBattles: return .scale
    case .harness(_, _, _, let setting): return setting
    case .invalid(_, _, _, _, let expected):
      if expected.hasSuffix(RowRemedy.bytesReplaced) { return .replacesInvalidBytes }
      if expected == RowRemedy.scoreExpected { return .criteria }
      if expected.hasSuffix(RowRemedy.criteriaToName) { return .criteria }
      if expected.hasSuffix(RowRemedy.repeatsToName) { return .repeats }
      if expected.hasSuffix(RowRemedy.scaleToName) { return .scale }
      return expected.hasSuffix(RowRemedy.modelsNamed) || expected.hasSuffix(RowRemedy.modelsToName) ? .models : nil
    default: return nil
    }
  }
}
