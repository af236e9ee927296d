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
      pointsman audit --demo

      What routing could gain at most is the headroom: the mean score of the best choice for each prompt, less that of the best \
      single model. Run it before training.
      """)

  @OptionGroup(title: "Data") var files: DataFiles

  @Option(help: ArgumentHelp("Report which rows of this file copy a row of DATA.", valueName: "test"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Only these models, separated by commas; repeat the option for names that hold commas.", valueName: "a,b"))
  var models: [String] = []

  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup var listing: ListingOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws { _ = try NameList.names(models, option: "--models") }

  func run() throws {
    let console = quiet.console()
    var source = OutcomeFiles(
      paths: try files.paths(), reading: reading,
      models: models.isEmpty ? nil : try NameList.names(models, option: "--models"), split: split.split)
    let table = try source.table(console)
    let audit = Audit(table)
    let leaks = try against.map { path in
      source.paths = [path]
      return DuplicateCounts(leakingFrom: table, to: try source.table(console))
    }
    print(output.json ? audit.json(leaks: leaks).text : audit.text(leaks: leaks, allModels: listing.allModels))
  }
}
