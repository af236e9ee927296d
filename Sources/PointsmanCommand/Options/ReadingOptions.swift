public import ArgumentParser
import Foundation
public import PointsmanOutcomes

/// How to read outcomes: rows, harness logs, and several of them.
struct ReadingOptions: ParsableArguments {
  @OptionGroup(title: "Reading") var rows: RowOptions
  @OptionGroup(title: "Harness logs") var harness: HarnessOptions
  @OptionGroup(title: "Joining") var joining: JoiningOptions

  /// A reader of rows alone, for prompts.
  static func reader(_ rows: RowOptions) throws -> OutcomeReader {
    var reader = OutcomeReader()
    try rows.apply(to: &reader)
    return reader
  }

  func reader() throws -> OutcomeReader {
    var reader = OutcomeReader()
    try rows.apply(to: &reader)
    harness.apply(to: &reader)
    try joining.apply(to: &reader)
    reader.runsOtherPrograms = true
    return reader
  }
}

/// How to read rows.
struct RowOptions: ParsableArguments {
  @Option(help: "The format of the files. By default it is found from their content.")
  var format: OutcomeFormat?

  @Option(
    help: ArgumentHelp(
      "Compute each score from the criteria in \"scores\", by weight: correctness=0.7,clarity=0.3.",
      valueName: "name=weight,…"))
  var criteria: [String] = []

  @OptionGroup var scale: ScaleOption

  @Flag(help: "Skip rows that cannot be read, and count them, instead of stopping.")
  var skipInvalid = false

  @Flag(
    name: .customLong("replace-invalid-utf8"),
    help: "Replace bytes that are not UTF-8 by U+FFFD, and count them, instead of stopping.")
  var replaceInvalidUTF8 = false

  func validate() throws {
    _ = try chosenCriteria()
  }

  func apply(to reader: inout OutcomeReader) throws {
    reader.format = format
    reader.skipsInvalid = skipInvalid
    reader.replacesInvalidBytes = replaceInvalidUTF8
    reader.criteria = try chosenCriteria()
    if let scale = try scale.chosen() { reader.scale = scale }
  }

  private func chosenCriteria() throws -> [Criterion] {
    let chosen = try NameList.names(criteria, option: "--criteria").map { item in
      let sign = item.lastIndex(of: "=") ?? item.startIndex
      let name = item[..<sign].trimmingCharacters(in: .whitespaces)
      let weight = Double(item[sign...].dropFirst().trimmingCharacters(in: .whitespaces))
      guard let weight, let criterion = Criterion(name: name, weight: weight) else {
        throw ValidationError("--criteria has \"\(item)\"; write a name, = and a weight above 0: correctness=0.7.")
      }
      return criterion
    }
    guard Set(chosen.map(\.name)).count == chosen.count else {
      throw ValidationError("--criteria must name each criterion once.")
    }
    return chosen
  }
}

extension OutcomeFormat: ExpressibleByArgument {}

/// Outcomes to read from files, as options of a command say.
struct OutcomeFiles {
  var paths: [String]
  let reading: ReadingOptions
  /// The models to take; nil for all.
  var models: [String]?
  /// The columns of wide CSV files that can be models, where the models to take are not named.
  var columns: [String]?
  /// Attributes of the rows to take as tags.
  var tagColumns: [String] = []
  /// The rows to take; nil for all.
  var split: String?

  /// The rows of the split.
  func table(_ console: Console) throws -> OutcomeTable {
    let table = try allSplits(console)
    return try split.map { try table.parting(split: $0).split } ?? table
  }

  /// The rows of every split.
  func allSplits(_ console: Console) throws -> OutcomeTable {
    let result = try read(console)
    console.warn(result.skipped)
    return try models.map { try result.table.selecting(models: $0) } ?? result.table
  }

  /// The rows of every split with all models, and what reading found, which is not printed yet.
  func read(_ console: Console) throws -> OutcomeReader.Result {
    var reader = try reading.reader()
    reader.models = models ?? columns
    reader.tagAttributes = tagColumns
    console.announceInput(paths)
    return try reader.read(paths)
  }
}
