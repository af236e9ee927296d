import ArgumentParser
import Foundation
import Pointsman
import PointsmanSupport

/// The files of outcomes that a command reads, or the data set that comes with Pointsman.
struct DataFiles: ParsableArguments {
  static let help = ArgumentHelp(
    "Files of outcomes, JSON Lines or CSV, gzip or not, and logs or folders of harnesses; - for standard input.")

  @Argument(help: Self.help)
  var data: [String] = []

  @Flag(help: "Read the data set that comes with Pointsman, Data/coding-assistants.jsonl.")
  var demo = false

  func validate() throws {
    guard demo || !data.isEmpty else {
      throw ValidationError(
        "No outcomes to read: name files of them, or try the command on the included ones with --demo.")
    }
    guard !demo || data.isEmpty else { throw ValidationError("--demo is all the data there is: leave the files out.") }
  }

  /// The files to read.
  func paths() throws -> [String] { demo ? [try Self.includedDataSet()] : data }

  /// The path of coding-assistants.jsonl, which comes with the program.
  private static func includedDataSet() throws -> String {
    let name = "coding-assistants.jsonl"
    let places = SuppliedFile.places(
      of: name, in: "Data", executable: Bundle.main.executableURL?.resolvingSymlinksInPath().path,
      workingDirectory: FileManager.default.currentDirectoryPath)
    guard let path = places.first(where: FileManager.default.fileExists) else {
      throw Failure(
        description: "the data set \(name) is at none of \(places.joined(separator: ", ")); name a file of outcomes")
    }
    return path
  }
}

/// A pair of models.
struct PairOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The cheaper model of a pair. With --strong, only these two models are used.", valueName: "model"))
  var weak: String?

  @Option(help: ArgumentHelp("The better model of a pair.", valueName: "model"))
  var strong: String?

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
  }
}

/// The models of the outcomes to look at.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use only these models. Separate names by commas; repeat the option for a name that has a comma.",
      valueName: "a,b"))
  var models: [String] = []

  @OptionGroup var pairOptions: PairOptions

  var pair: RouterManifest.Pair? { pairOptions.pair }

  func validate() throws {
    _ = try NameList.names(models, option: "--models")
    guard models.isEmpty || pairOptions.weak == nil else {
      throw ValidationError("--models and --weak/--strong exclude each other: a pair is all the models there are.")
    }
  }

  /// The models named, if any.
  func selection() throws -> [String]? {
    if let pair { return [pair.weak, pair.strong] }
    return models.isEmpty ? nil : try NameList.names(models, option: "--models")
  }
}

/// A part of the rows.
struct SplitOption: ParsableArguments {
  @Option(help: ArgumentHelp("Use only the rows of this split, which is in \"split\" or \"meta\".", valueName: "name"))
  var split: String?
}

/// Attributes of the rows that become tags.
struct TagColumnOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Attributes of the rows to use as tags, for the context block.", valueName: "category,task"))
  var tagColumns: [String] = []

  func validate() throws { _ = try names() }

  private func names() throws -> [String] { try NameList.names(tagColumns, option: "--tag-columns") }

  /// The attributes, for training `blocks`.
  func names(for blocks: [Block]) throws -> [String] {
    guard tagColumns.isEmpty || blocks.contains(.context) else {
      throw ValidationError("--tag-columns is for the context block: name it in --blocks.")
    }
    return try names()
  }

  /// The attributes, for `routers`. One of them must read tags.
  func names(for routers: [Router]) throws -> [String] {
    guard tagColumns.isEmpty || routers.contains(where: { $0.heads[ContextHead.self] != nil }) else {
      throw Failure(description: "no router here has a context block, so --tag-columns is of no use; leave it out")
    }
    return try names()
  }
}
