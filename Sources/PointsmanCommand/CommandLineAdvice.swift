import ArgumentParser
import Pointsman
import PointsmanEncoder
import PointsmanEvaluation
import PointsmanExport
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanTraining

extension PointsmanCommand {
  /// Runs the command. An error of a library gets the options that help, which the library does not know. Control
  /// characters in its text, which paths and names may hold, are shown by number.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
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
    case ExportError.invalidName: "--name"
    default: nil
    }
  }
}

extension OutcomesError {
  fileprivate var commandLineAdvice: String? {
    switch self {
    case .unknownModel: "--models"
    case .unknownSplit: "--split"
    case .unknownAttribute: "--tag-columns"
    default:
      switch setting {
      case .replacesInvalidBytes: "--replace-invalid-utf8"
      case .skipsInvalid: "--skip-invalid"
      case .criteria: "--criteria"
      case .models: "--models"
      case nil: nil
      }
    }
  }
}

extension TrainingError {
  fileprivate var commandLineAdvice: String? {
    switch self {
    case .tooFewRows: "--folds, --models"
    case .singleClass, .unconnected: "--models"
    case .battles: "--target preference"
    case .invalidReference: "--reference, --target"
    case .invalidPair: "--weak, --strong"
    case .noTags: "--tag-columns"
    case .notWithPreference, .noTokens, .noFamily, .categoryAlone, .noCategoriesToGuess, .noVectors: "--blocks"
    case .scratch: "--memory"
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
