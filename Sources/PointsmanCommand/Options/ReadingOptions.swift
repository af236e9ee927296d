public import ArgumentParser
import Foundation
public import PointsmanOutcomes

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
