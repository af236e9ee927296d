import ArgumentParser
import PointsmanDecisionLog
internal import PointsmanSupport

extension LogExport.Format: ExpressibleByArgument {}

struct LogExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes logged decisions and their feedback as outcomes, JSON Lines or for Vowpal Wabbit.",
    discussion: """
      pointsman log export decisions.sqlite -o logged.jsonl
      pointsman log export decisions.sqlite --format vw --name accepted --since 2026-11-01 -o logged.vw

      The format outcomes has a line a decision with feedback: the score, cost and times of the model that answered, and its \
      propensity, so that train and evaluate weigh it by the chance that it had. A conversation is a group. Of several scores \
      of one name the last counts. A decision that another model answered than was chosen is left out and counted, since the \
      chosen model's score is not known. outcomes and vw need prompts, which a gateway stores under log.content: full or \
      redacted; jsonl has every decision without its text.
      """)

  @Argument(help: ArgumentHelp("The decision log, a SQLite file. A gateway may be writing it.", valueName: "store"))
  var store: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The format of the file.", valueName: "format"))
  var format: LogExport.Format = .outcomes

  @Option(help: ArgumentHelp("The feedback that is the score. By default it is the only one.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp("Take decisions from this moment on: 2026-11-01, or 2026-11-01T12:00:00Z.", valueName: "date"))
  var since: String?

  @Option(help: ArgumentHelp("Take decisions before this moment.", valueName: "date"))
  var until: String?

  @Option(help: ArgumentHelp("Take decisions under this policy.", valueName: "name"))
  var policy: String?

  @Option(help: ArgumentHelp("Take decisions of the router whose digest begins so.", valueName: "digest"))
  var router: String?

  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    for (option, text) in [("--since", since), ("--until", until)] {
      guard let text, UTCTime.milliseconds(text) == nil else { continue }
      throw ValidationError("\(option) is \"\(text)\"; write a date in UTC, 2026-11-01 or 2026-11-01T12:00:00Z.")
    }
  }

  func run() throws {
    let console = quiet.console()
    try OutputPaths.check(["-o": output], reading: [store])
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    var export = LogExport(format: format)
    export.name = name
    export.since = since.flatMap(UTCTime.milliseconds)
    export.until = until.flatMap(UTCTime.milliseconds)
    export.policy = policy
    export.router = router?.lowercased()
    let report = try write(export)
    if !report.reasons.isEmpty { console.note("left out: \(report.reasons)") }
    guard !result.json else {
      let leftOut = LogExport.Report.Reason.allCases.map { reason -> (key: String, value: JSONValue) in
        (reason.rawValue, .integer(report.leftOut[reason] ?? 0))
      }
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("decisions", .integer(report.decisions)), ("written", .integer(report.written)),
        ("left_out", .object(leftOut)),
      ]
      return print(JSONValue.object(members).text)
    }
    print("wrote \(output): \(report.written) of \(report.decisions) decisions")
  }

  private func write(_ export: LogExport) throws -> LogExport.Report {
    func unwritable(_ failure: FileFailure) -> Failure {
      Failure(description: "\(output): the export cannot be written, \(failure.reason); name another file")
    }
    let reader = try LogReader(path: store)
    var file: AtomicFileWriter
    do throws(FileFailure) {
      try AtomicFile.check(output)
      file = try AtomicFileWriter(path: output)
    } catch {
      throw unwritable(error)
    }
    let result = try export.write(from: reader) { line throws(FileFailure) in try file.append((line + "\n").utf8) }
    switch result {
    case .failure(let failure): throw unwritable(failure)
    case .success(let report):
      do throws(FileFailure) { try file.commit() } catch { throw unwritable(error) }
      return report
    }
  }
}
