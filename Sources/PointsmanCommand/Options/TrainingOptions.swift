public import ArgumentParser
import Foundation
public import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanNumerics
internal import PointsmanSupport
import PointsmanTraining

/// How to train.
struct TrainingOptions: ParsableArguments {
  @Option(
    help:
      "The meaning of the probabilities: success (of each model), winner (which is best), or preference (to --reference)."
  )
  var target = RoutingTarget.success

  @Option(
    help: ArgumentHelp(
      "The model that --target preference compares with (default: the strongest).", valueName: "model"))
  var reference: String?

  @Option(
    help: ArgumentHelp(
      "Blocks of features: \(Block.allCases.map(\.rawValue).joined(separator: ", ")); by default "
        + "\(Block.standard.map(\.rawValue).joined(separator: ","))",
      valueName: "a,b"))
  var blocks: [String] = []

  @OptionGroup var crossValidation: FoldOptions
  @OptionGroup var memory: MemoryOption

  func validate() throws {
    guard reference == nil || target == .preference else {
      throw ValidationError("--reference is the model that --target preference compares with: give both.")
    }
    _ = try chosenBlocks()
  }

  private func chosenBlocks() throws -> [Block] {
    guard !blocks.isEmpty else { return Block.standard }
    return try NameList.names(blocks, option: "--blocks").map { name in
      guard let block = Block(rawValue: name) else {
        let known = Block.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--blocks has no family \"\(name)\"; there are \(known).")
      }
      return block
    }
  }

  /// The token vectors, if the blocks chosen need them.
  func tokens() throws -> TokenTable? {
    try chosenBlocks().contains(.semantic) ? TokenTable.ofThisProcess() : nil
  }

  /// The settings that can differ between trainings on the same outcomes, for a journal of looks.
  func settings(pair: RouterManifest.Pair?) -> [(key: String, value: JSONValue)] {
    [
      ("blocks", .array(((try? chosenBlocks()) ?? []).map { .string($0.rawValue) })),
      ("target", .string(target.rawValue)), ("seed", JSONValue(crossValidation.seed)),
      ("folds", .integer(crossValidation.folds)),
      ("pair", pair.map { .array([.string($0.weak), .string($0.strong)]) } ?? .null),
    ]
  }

  func trainer(pair: RouterManifest.Pair?, threads: Int) throws -> RouterTrainer {
    var trainer = RouterTrainer()
    trainer.target = target
    trainer.reference = reference
    trainer.blocks = try chosenBlocks()
    (trainer.folds, trainer.seed, trainer.threads) = (crossValidation.folds, crossValidation.seed, threads)
    trainer.pair = pair
    return trainer
  }
}

extension RoutingTarget: ExpressibleByArgument {}

/// The folds of a cross-validation.
struct FoldOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folds of the cross-validation.", valueName: "n"))
  var folds = 5

  @Option(
    help: ArgumentHelp("Fixes the folds and every resample; the same seed gives the same bytes.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    guard folds >= 2 else { throw ValidationError("--folds must be at least 2.") }
  }

  func evaluator(threads: Int) -> Evaluator {
    var evaluator = Evaluator()
    (evaluator.folds, evaluator.seed, evaluator.threads) = (folds, seed, threads)
    return evaluator
  }
}

/// How often cross-validation divides prompts into folds.
struct DivisionOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Times that prompts are divided into folds. Figures are means over the divisions; one division is faster, and can be lucky.",
      valueName: "n"))
  var divisions = 5

  func validate() throws {
    guard (1...100).contains(divisions) else { throw ValidationError("--divisions must be 1 to 100.") }
  }
}

/// Where features go.
struct MemoryOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Gigabytes of memory for features (default: half of the machine's). Other features are kept in files in "
        + "$TMPDIR. Results do not depend on it.",
      valueName: "GB"))
  var memory: Double?

  func validate() throws {
    guard memory.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--memory must be a number of gigabytes.")
    }
  }

  /// 0 gigabytes send all to disk.
  func scratch() -> Scratch {
    let bytes = memory.map { $0 * 1e9 } ?? Double(ProcessInfo.processInfo.physicalMemory) / 2
    return Scratch(limit: Int(min(bytes, 1e18)))
  }
}

extension JSONValue {
  /// A whole number, by its digits where it is too large for an integer.
  init(_ seed: UInt64) { self = Int(exactly: seed).map { .integer($0) } ?? .digits(String(seed)) }
}
