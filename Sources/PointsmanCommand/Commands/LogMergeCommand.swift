import ArgumentParser
import PointsmanDecisionLog
internal import PointsmanSupport

struct LogMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins the decision logs of several gateways into one.",
    discussion: """
      pointsman log merge first.sqlite second.sqlite -o all.sqlite

      What the file that is written has not yet is added to it. Nothing is lost, and merging a log again adds only what is new \
      in it. The logs stay as they are; gateways may be writing them. Replicas whose digests of prompts and conversations are to \
      agree need the same key in their configurations.
      """)

  @Argument(help: ArgumentHelp("Decision logs.", valueName: "store"))
  var stores: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The log to write, or to add to.", valueName: "store"))
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    try OutputPaths.check(["-o": output], reading: stores.map(\.self))
    // All of them first: a fault in the last would leave the others merged.
    for store in stores { _ = try LogReader(path: store) }
    var (decisions, feedback, conflicts) = (0, 0, 0)
    for store in stores {
      let report = try LogMerge.merge(store, into: output)
      decisions += report.decisions
      feedback += report.feedback
      conflicts += report.conflicts
      if report.hasOtherKey {
        console.warn(
          "\(store): its digests are made under another key, so that its prompts and conversations are not recognized in "
            + "those of the other logs")
      }
      if report.conflicts > 0 {
        console.warn("\(store): \(report.conflicts) decisions are in \(output) with other figures, which stay")
      }
      console.note(
        "\(store): \(report.decisions) decisions and \(report.feedback) scores are new, \(report.knownDecisions) and "
          + "\(report.knownFeedback) were known")
    }
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("decisions", .integer(decisions)), ("feedback", .integer(feedback)),
        ("conflicts", .integer(conflicts)),
      ]
      return print(JSONValue.object(members).text)
    }
    print("wrote \(output): \(decisions) decisions and \(feedback) scores added")
  }
}
