import ArgumentParser
import Pointsman
import PointsmanEvaluation
import PointsmanOutcomes
internal import PointsmanSupport

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Reports on outcomes: models, missing cells, ties, duplicates, leaks, and the headroom of routing.",
    discussion: """
      pointsman audit outcomes.jsonl
      pointsman audit train.jsonl --against test.jsonl
      pointsman audit --demo

      Run it before training. The headroom is the mean score of the best choice for each of these very outcomes, minus \
      that of the best single model. It includes luck: of several single samples the best is high by chance.
      """)

  @OptionGroup(title: "Data") var files: DataFiles

  @Option(help: ArgumentHelp("Report which rows of this file copy a row of DATA.", valueName: "test"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Use only these models. Separate names by commas; repeat the option for a name that has a comma.",
      valueName: "a,b"))
  var models: [String] = []

  @OptionGroup(title: "Data") var split: SplitOption
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var listing: ListingOption
  @OptionGroup var output: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws { _ = try NameList.names(models, option: "--models") }

  func run() throws {
    let console = quiet.console()
    var source = OutcomeFiles(
      paths: try files.paths(), reading: reading,
      models: models.isEmpty ? nil : try NameList.names(models, option: "--models"), split: split.split)
    let reading = try source.read(console)
    console.warn(reading.skipped, hasNotes: false)
    var table = reading.table
    if let models = source.models { table = try table.selecting(models: models) }
    if let split = split.split { table = try table.parting(split: split).split }
    let audit = Audit(table)
    let sideBySide = table.recordsTimes ? SideBySide(table, clusters: table.clusters()) : nil
    let leaks = try against.map { path in
      source.paths = [path]
      return DuplicateCounts(leakingFrom: table, to: try source.table(console))
    }
    print(
      output.json
        ? audit.json(leaks: leaks, sideBySide: sideBySide, reading: reading.skipped).text
        : audit.text(
          leaks: leaks, notes: reading.skipped.notes + (Missingness(table)?.sentences ?? []),
          sideBySide: sideBySide, allModels: listing.allModels))
  }
}
