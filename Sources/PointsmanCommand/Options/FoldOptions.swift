import ArgumentParser
import Foundation

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
