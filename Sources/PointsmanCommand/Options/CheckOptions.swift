import ArgumentParser
import Foundation
import PointsmanLabelling

/// The command that judges answers, and how it says what it found.
struct CheckOptions: ParsableArguments {
  @Option(
    name: .customLong("check"),
    help: ArgumentHelp("The shell command that judges an answer.", valueName: "command"))
  var command: String

  @Option(
    help: ArgumentHelp("Seconds that a check may take; then it is ended, and could not tell.", valueName: "seconds"))
  var timeLimit = 60.0

  @Option(
    help: ArgumentHelp(
      "The endings that mean a wrong answer: statuses from 1 to 125, signal, time-limit.", valueName: "1,3-5,time-limit"
    ))
  var wrong = WrongEndings.standard

  @Flag(help: "Take the score, from 0 to 1, from the last line that the check prints.")
  var scoreFromOutput = false

  @Option(
    name: [.customShort("j"), .long], help: ArgumentHelp("Checks to run side by side.", valueName: "n"))
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard timeLimit > 0, timeLimit.isFinite else { throw ValidationError("--time-limit must be above 0.") }
    guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1.") }
  }

  var check: Check {
    Check(command: command, timeLimit: timeLimit, scoreIsOutput: scoreFromOutput, wrong: wrong)
  }
}

extension WrongEndings: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }

  package var defaultValueDescription: String { text }
}
