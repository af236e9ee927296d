import ArgumentParser
import Foundation

/// The output of a command beside its result.
struct QuietOption: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Do not show progress. Warnings and errors are still shown.")
  var quiet = false

  func console() -> Console { Console(isQuiet: quiet) }
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
  }
}
