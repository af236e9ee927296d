public import ArgumentParser
import Foundation
public import Pointsman
import PointsmanEncoder
import PointsmanNumerics
import PointsmanTraining

/// How to train.
struct TrainingOptions: ParsableArguments {
  @Option(
    help:
      "What the probabilities mean: success (of each model), winner (which is best), or preference (to --reference).")
  var target = RoutingTarget.success

  @Option(
    help: ArgumentHelp(
      "The model that --target preference compares with; by default the strongest.", valueName: "model"))
  var reference: String?

  @Option(
    help: ArgumentHelp(
      "Blocks of features: \(Block.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "a,b"))
  var blocks = Block.standard.map(\.rawValue).joined(separator: ",")

  @OptionGroup var crossValidation: FoldOptions

  @Option(
    help: ArgumentHelp(
      "Gigabytes of features to hold in memory, half of the machine's unless given; the rest is read from files in $TMPDIR. Results do not depend on it.",
      valueName: "GB"))
  var memory: Double?

  func validate() throws {
    if let memory {
      guard memory >= 0, memory.isFinite else { throw ValidationError("--memory must be a number of gigabytes.") }
    }
    _ = try chosenBlocks()
  }

  var folds: Int { crossValidation.folds }
  var seed: UInt64 { crossValidation.seed }
  var threads: Int { crossValidation.threads }

  private func chosenBlocks() throws -> [Block] {
    let blocks = try blocks.split(separator: ",").map { name in
      guard let block = Block(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
        let known = Block.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--blocks has no family \"\(name)\"; there are \(known).")
      }
      return block
    }
    guard !blocks.isEmpty, Set(blocks).count == blocks.count else {
      throw ValidationError("--blocks must name at least one family, each once.")
    }
    return blocks
  }

  /// The token vectors, if the blocks chosen need them.
  func tokens() throws -> TokenTable? {
    try chosenBlocks().contains(.semantic) ? TokenTable.ofThisProcess() : nil
  }

  /// Where features go: 0 gigabytes send all to disk.
  func scratch() -> Scratch {
    let bytes = memory.map { $0 * 1e9 } ?? Double(ProcessInfo.processInfo.physicalMemory) / 2
    return Scratch(limit: Int(min(bytes, 1e18)))
  }

  func trainer(_ data: DataOptions) throws -> RouterTrainer {
    var trainer = RouterTrainer()
    trainer.target = target
    trainer.reference = reference
    trainer.blocks = try chosenBlocks()
    (trainer.folds, trainer.seed, trainer.threads) = (folds, seed, threads)
    trainer.pair = data.pair
    return trainer
  }
}

extension RoutingTarget: ExpressibleByArgument {}

/// How cross-validation is done.
struct FoldOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folds of the cross-validation.", valueName: "n"))
  var folds = 5

  @Option(
    help: ArgumentHelp("Fixes how prompts are dealt to folds; the same seed gives the same bytes.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Threads to work with. Results do not depend on it.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard folds >= 2 else { throw ValidationError("--folds must be at least 2.") }
    guard threads >= 1 else { throw ValidationError("--threads must be at least 1.") }
  }
}
