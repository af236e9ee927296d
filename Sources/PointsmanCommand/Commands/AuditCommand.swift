import ArgumentParser
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Looks over outcomes: models, missing cells, ties, duplicates, leaks, and what routing could gain.",
    discussion: """
      pointsman audit outcomes.jsonl
      pointsman audit train.jsonl --against test.jsonl

      What routing could gain at most is the headroom: the mean score of the best choice for each prompt, less that of the best \
      single model. Run it before training.
      """)

  @Argument(help: DataOptions.dataHelp)
  var data: [String] = []

  @Option(help: ArgumentHelp("Report which rows of this file copy a row of DATA.", valueName: "test"))
  var against: String?

  @OptionGroup var options: DataOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let console = Console()
    let table = try options.read(data, console: console)
    let audit = Audit(table)
    let leaks = try against.map { path in
      DuplicateCounts(leakingFrom: table, to: try options.read([path], models: nil, console: console))
    }
    print(json ? audit.json(leaks: leaks).text : audit.text(leaks: leaks))
  }
}
