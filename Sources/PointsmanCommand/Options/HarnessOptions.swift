public import ArgumentParser
import Foundation
import Pointsman
public import PointsmanOutcomes
internal import PointsmanSupport

/// How to read logs of evaluation harnesses.
struct HarnessOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Read the scores of this filter of lm-evaluation-harness.", valueName: "name"))
  var filter: String?

  @Flag(help: "Read whole prompts of harnesses, with their examples, instead of the bare question.")
  var fullPrompts = false

  @Option(
    help: ArgumentHelp(
      "Prompts by id in JSON Lines, for logs without prompts: SWE-bench, EvalPlus, BigCodeBench, aider.",
      valueName: "file.jsonl"))
  var instances: String?

  func apply(to reader: inout OutcomeReader) {
    (reader.filter, reader.readsFullPrompts, reader.instances) = (filter, fullPrompts, instances)
  }
}

/// How to join outcomes of several files and runs.
struct JoiningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What becomes of several outcomes of a model on a prompt: their mean, or a row for each. By default harness logs become "
        + "means, and other files are refused.", valueName: "mean|keep"))
  var repeats: OutcomeReader.Repeats?

  @Option(help: ArgumentHelp("Give a model another name; repeat the option for more.", valueName: "old=new"))
  var rename: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give models other names, as a file says: {\"old\": \"new\", …} in JSON, or CSV with the columns old and new.",
      valueName: "file"))
  var renames: String?

  @Flag(help: "Join rows with the same prompt, whatever their ids are.")
  var joinByPrompt = false

  @Option(
    help: ArgumentHelp(
      "Compute missing costs from tokens by these prices: {\"model\": {\"input\": 1.25, \"output\": 10}}, USD a million tokens.",
      valueName: "file"))
  var tokenPrices: String?

  func validate() throws { _ = try listed() }

  func apply(to reader: inout OutcomeReader) throws {
    (reader.repeats, reader.joinsByPrompt) = (repeats, joinByPrompt)
    var names = try listed()
    if let renames {
      for (old, new) in try RenameFile.names(renames, wholeFile(renames)) {
        guard names.updateValue(new, forKey: old) ?? new == new else {
          throw Failure(description: "\(renames): gives \"\(old)\" another name than --rename; give it one")
        }
      }
    }
    for new in names.values.sorted() where names[new] != nil {
      throw Failure(description: "\"\(new)\" is a new name and an old one; give each model its last name at once")
    }
    reader.renames = names
    reader.prices = try tokenPrices.map { try PriceList(json: try wholeFile($0)) }
  }

  private func listed() throws -> [String: String] {
    var names: [String: String] = [:]
    for item in rename {
      let parts = item.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0] != parts[1] else {
        throw ValidationError(
          "--rename has \"\(item)\"; write the old name, = and the new one: gpt-4o-2024-08-06=gpt-4o.")
      }
      guard names.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw ValidationError("--rename names \"\(parts[0])\" twice; give it one new name.")
      }
    }
    return names
  }
}

extension OutcomeReader.Repeats: ExpressibleByArgument {}
