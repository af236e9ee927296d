import ArgumentParser
import Foundation
import PointsmanNumerics
import PointsmanRegression

/// The output of a command beside its result.
struct QuietOption: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Do not show progress. Warnings and errors are still shown.")
  var quiet = false

  func console() -> Console { Console(isQuiet: quiet) }
}

/// The length of tables of models.
struct ListingOption: ParsableArguments {
  @Flag(help: "Show every model. Otherwise, of more than 20 models, the 20 of highest score are shown.")
  var allModels = false
}

/// The form of a result.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print one JSON object.")
  var json = false
}

/// The threads of a command.
struct ThreadOption: ParsableArguments {
  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("The number of threads. Results do not depend on it.", valueName: "n"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard threads >= 1 else { throw ValidationError("--threads must be at least 1.") }
    // Commands with this option multiply matrices.
    guard BLAS.hasRoom(threads: threads) else {
      throw PointsmanCommand.advised(
        RegressionError.tooLittleAddressSpace(needed: BLAS.addressSpace(threads: threads), threads: threads))
    }
  }
}
