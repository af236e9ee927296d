import ArgumentParser
import Pointsman
import PointsmanDecisionLog
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanExport
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
internal import PointsmanSupport
import PointsmanTraining

/// Commands that compute with OpenBLAS for long enough to start the program once more with a better kernel. `route` decides
/// in less time than that takes.
private protocol ComputesWithOpenBLAS {}

extension AddModelCommand: ComputesWithOpenBLAS {}
extension CertifyCommand: ComputesWithOpenBLAS {}
extension CompareCommand: ComputesWithOpenBLAS {}
extension CrossValidateCommand: ComputesWithOpenBLAS {}
extension EvaluateCommand: ComputesWithOpenBLAS {}
extension PlanCommand: ComputesWithOpenBLAS {}
extension ThresholdCommand: ComputesWithOpenBLAS {}
extension TrainCommand: ComputesWithOpenBLAS {}

extension PointsmanCommand {
  /// Runs the command. An error of a library gets the options that help, which the library does not know. Control
  /// characters in its text, which paths and names may hold, are shown by number.
  static func main() async {
    StandardStreams.occupy()
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        if command is any ComputesWithOpenBLAS { BLASKernel.executeAgainWithBest() }
        try command.run()
      }
      Results.flush()
    } catch {
      // What was printed before the error counts, and so does a help text.
      let isSuccess = exitCode(for: error).isSuccess
      if isSuccess { Results.print(fullMessage(for: error) + "\n") }
      Results.flush()
      guard !isSuccess else { return }
      let error = advised(error)
      // Errors of the argument parser have a text and a status of their own.
      guard !(error is ValidationError), fullMessage(for: error).hasPrefix("Error: \(error)") else {
        exit(withError: error)
      }
      exit(withError: Failure(description: "\(error)".visibleLines))
    }
  }

  /// The same sentence with the options that help, in parentheses.
  static func advised(_ error: any Error) -> any Error {
    guard let advice = advice(on: error) else { return error }
    return Failure(description: "\(error) (\(advice))")
  }

  /// Options and commands that help against an error; nil where there are none.
  private static func advice(on error: any Error) -> String? {
    switch error {
    case let error as OutcomesError: error.commandLineAdvice
    case let error as TrainingError: error.commandLineAdvice
    case let error as EncoderError: error.commandLineAdvice
    case let error as RouterError: error.commandLineAdvice
    case is ScratchError: "--memory"
    case RegressionError.tooLittleAddressSpace: "--threads"
    case ExportError.invalidName, LogError.severalNames: "--name"
    default: nil
    }
  }
}

extension OutcomesError {
  fileprivate var commandLineAdvice: String? {
    switch self {
    case .unknownModel(_, let known):
      known.contains { $0.contains(",") }
        ? "--models; in a name write \\, for a comma, or give the option once a name" : "--models"
    case .unknownSplit: "--split"
    case .unknownRename: "--rename"
    case .unknownAttribute: "--tag-columns"
    case .offScale(_, _, _, _, let scores): (scores.column == nil ? "" : "--models, ") + scores.suggestedScale
    default:
      switch setting {
      case .replacesInvalidBytes: "--replace-invalid-utf8"
      case .skipsInvalid: "--skip-invalid"
      case .criteria: "--criteria"
      case .models: "--models"
      case .scale: "--scale"
      case .filter: "--filter"
      case .fullPrompts: "--full-prompts"
      case .instances: "--instances"
      case .repeats: "--repeats"
      case nil: nil
      }
    }
  }
}

extension OffScale {
  /// The option `--scale` with a value that would read these scores, as far as it can be guessed.
  fileprivate var suggestedScale: String {
    let known = ScaleOption.knownScores
    if wordCount > 0 {
      if words.allSatisfy({ $0.word.hasSuffix("%") }) { return "--scale 0:100" }
      let named = words.compactMap { word in known[word.word.lowercased()].map { "\(word.word)=\($0)" } }
      guard named.count == words.count else { return "--scale WORD=SCORE,…, such as --scale PASS=1,FAIL=0,ERROR=none" }
      let isLetters = words.allSatisfy { ScoreScale.letters.words.keys.contains($0.word.lowercased()) }
      return "--scale " + (isLetters ? "letters" : named.sorted().joined(separator: ","))
    }
    guard let lowest, let highest else { return "--scale LOW:HIGH" }
    let common: [(low: Double, high: Double)] = [(1, 5), (0, 5), (1, 10), (0, 10), (-1, 1), (0, 100)]
    // One number of many beyond the scale is more likely wrong than the others' scale.
    let fitting = outside * 4 > scores ? common.first { $0.low <= lowest && highest <= $0.high } : nil
    return fitting.map { "--scale LOW:HIGH, such as --scale \(Int($0.low)):\(Int($0.high))" } ?? "--scale LOW:HIGH"
  }
}

extension TrainingError {
  fileprivate var commandLineAdvice: String? {
    switch self {
    case .tooFewRows: "--folds, --models"
    case .tooManyModels, .unconnected: "--models"
    case .tooFewFolds: "--folds, --blocks"
    case .battles: "--target preference"
    case .invalidReference: "--reference, --target"
    case .invalidPair: "--weak, --strong"
    case .noTags: "--tag-columns"
    case .notWithPreference, .noTokens, .noFamily, .categoryAlone, .noCategoriesToGuess, .noVectors: "--blocks"
    case .scratch: "--memory"
    case .regression(.tooLittleAddressSpace(_, _)): "--threads"
    case .router(let error): error.commandLineAdvice
    default: nil
    }
  }
}

extension EncoderError {
  fileprivate var commandLineAdvice: String? {
    switch self {
    case .unreadable(let part, _, _), .malformed(let part, _, _): "`\(part.command)` makes it"
    case .notFound(let part, _): "`\(part.command)` makes it; --blocks"
    case .unreadableCache, .damagedCache: "--vector-cache"
    case .unsuitable: "`pointsman prepare-encoder --layers N` makes it"
    default: nil
    }
  }
}

extension RouterError {
  fileprivate var commandLineAdvice: String? {
    switch self {
    case .unreadable, .otherFile(_, RouterError.giveRouter, _): "`pointsman train` writes one"
    case .unknownPolicy: "`pointsman set-policy` adds one"
    default: nil
    }
  }
}
