public import ArgumentParser
import Foundation
import Pointsman
public import PointsmanOutcomes
import PointsmanSupport

/// The outcomes to read, and the models of them.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only these models, separated by commas.", valueName: "a,b"))
  var models: String?

  @Option(
    help: ArgumentHelp("The cheaper model of a pair; with --strong, only the two are looked at.", valueName: "model"))
  var weak: String?

  @Option(help: ArgumentHelp("The better model of a pair.", valueName: "model"))
  var strong: String?

  @Option(
    help: ArgumentHelp("Attributes of the rows to take as tags, for the context block.", valueName: "category,task"))
  var tags: String?

  @Option(help: ArgumentHelp("Only rows of this split, as their \"split\" or \"meta\" names it.", valueName: "name"))
  var split: String?

  @OptionGroup var reading: ReadingOptions

  static let dataHelp = ArgumentHelp("Files of outcomes, JSON Lines or CSV, gzip or not; - for standard input.")

  /// The pair, if one is named.
  var pair: RouterManifest.Pair? {
    guard let weak, let strong else { return nil }
    return .init(weak: weak, strong: strong)
  }

  func validate() throws {
    guard (weak == nil) == (strong == nil) else {
      throw ValidationError("--weak and --strong go together: name both models of the pair.")
    }
    guard weak == nil || weak != strong else {
      throw ValidationError("--weak and --strong must name two different models.")
    }
    guard models == nil || weak == nil else {
      throw ValidationError("--models and --weak/--strong exclude each other: a pair is all the models there are.")
    }
  }

  /// Reads `paths`, or the data set that comes with Pointsman where there are none, and selects split and models.
  func read(_ paths: [String], models required: [String]? = nil, console: Console) throws -> OutcomeTable {
    let table = try readAllSplits(paths, models: required, console: console)
    return try split.map { try table.parting(split: $0).split } ?? table
  }

  /// The same, with the rows of every split.
  func readAllSplits(_ paths: [String], models required: [String]?, console: Console) throws -> OutcomeTable {
    let paths = try paths.isEmpty ? [Self.includedDataSet()] : paths
    let selected = required ?? selection
    var reader = try reading.reader()
    reader.models = selected
    reader.tagAttributes = (tags ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let result = try reader.read(paths)
    console.warn(result.skipped)
    return try selected.map { try result.table.selecting(models: $0) } ?? result.table
  }

  /// The models named, if any.
  private var selection: [String]? {
    if let weak, let strong { return [weak, strong] }
    return models?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The path of coding-assistants.jsonl, which comes with the program.
  private static func includedDataSet() throws -> String {
    let name = "coding-assistants.jsonl"
    let places = SuppliedFile.places(
      of: name, in: "Data", executable: Bundle.main.executableURL?.resolvingSymlinksInPath().path,
      workingDirectory: FileManager.default.currentDirectoryPath)
    guard let path = places.first(where: FileManager.default.fileExists) else {
      throw ValidationError(
        "Name a file of outcomes: the data set \(name) is at none of \(places.joined(separator: ", ")).")
    }
    return path
  }
}

/// How to read outcomes.
struct ReadingOptions: ParsableArguments {
  @Option(help: "The format of the files, told from their content unless given.")
  var format: OutcomeFormat?

  @Option(
    help: ArgumentHelp(
      "Make each score of its \"scores\", by weight: correctness=0.7,clarity=0.3.", valueName: "name=weight,…"))
  var criteria: String?

  @Flag(help: "Count rows that cannot be read and go on, instead of stopping.")
  var skipInvalid = false

  @Flag(help: "Replace bytes that are not UTF-8 by U+FFFD, and count them, instead of stopping.")
  var lossy = false

  func validate() throws {
    _ = try chosenCriteria()
  }

  func reader() throws -> OutcomeReader {
    var reader = OutcomeReader()
    reader.format = format
    reader.skipsInvalid = skipInvalid
    reader.replacesInvalidBytes = lossy
    reader.criteria = try chosenCriteria()
    return reader
  }

  private func chosenCriteria() throws -> [Criterion] {
    let chosen = try (criteria?.split(separator: ",") ?? []).map { item in
      let parts = item.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, let weight = Double(parts[1]), let criterion = Criterion(name: parts[0], weight: weight)
      else {
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
