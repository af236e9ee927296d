import ArgumentParser
import Foundation
import PointsmanLabelling

/// The check of answers, and how it says what it found.
struct CheckOptions: ParsableArguments {
  @Option(
    name: .customLong("check"),
    help: ArgumentHelp("The shell command that judges an answer.", valueName: "command"))
  var command: String?

  @Option(
    help: ArgumentHelp(
      "Compare answers with what their tasks expect: \(Comparison.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"))
  var expect: Comparison?

  @Option(
    help: ArgumentHelp(
      "The member of a task that holds the expected value (default: answer).", valueName: "member"))
  var expected: String?

  @Option(help: ArgumentHelp("Run the unit tests of each task: pytest or swift.", valueName: "runner"))
  var tests: TestRunner?

  @Option(
    help: ArgumentHelp(
      "Judge the code of answers in Markdown: the last fenced block, of LANG where it is given.",
      valueName: "code[:LANG]"))
  var extract: CodeExtraction?

  @Option(
    help: ArgumentHelp(
      "The endings that mean a wrong answer: statuses from 1 to 125, signal, time-limit.", valueName: "1,3-5,time-limit"
    ))
  var wrong = WrongEndings.standard

  @Flag(help: "Take the score, from 0 to 1, from the last line that the check prints.")
  var scoreFromOutput = false

  @Flag(help: "Take the share of tests that passed as the score, with --tests pytest.")
  var partial = false

  @Option(
    name: [.customShort("j"), .long], help: ArgumentHelp("Checks to run side by side.", valueName: "n"))
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1.") }
    guard [command != nil, expect != nil, tests != nil].count(where: \.self) == 1 else {
      throw ValidationError("Give one of --check, --expect and --tests.")
    }
    guard expected == nil || expect != nil else { throw ValidationError("--expected needs --expect.") }
    guard !scoreFromOutput || command != nil else { throw ValidationError("--score-from-output needs --check.") }
    guard !partial || tests == .pytest else { throw ValidationError("--partial needs --tests pytest.") }
  }

  func check(_ limits: CheckLimits, _ sandbox: Sandbox, passing variables: [String]) -> Check {
    let method: Check.Method
    if let expect {
      method = .comparison(expect)
    } else if let tests {
      method = .tests(tests)
    } else {
      method = .command(command ?? "")
    }
    var check = Check(method: method, limits: limits, sandbox: sandbox)
    (check.scoreIsShare, check.wrong, check.extraction) = (scoreFromOutput || partial, wrong, extract)
    check.passedVariables = variables
    return check
  }
}

extension Comparison: ExpressibleByArgument {}
extension TestRunner: ExpressibleByArgument {}

extension CodeExtraction: ExpressibleByArgument {
  package init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0] == "code", parts.count == 1 || !parts[1].allSatisfy(\.isWhitespace) else { return nil }
    self.init(language: parts.count == 1 ? nil : String(parts[1]))
  }
}

extension WrongEndings: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }

  package var defaultValueDescription: String { text }
}
