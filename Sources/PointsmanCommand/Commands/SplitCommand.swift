import ArgumentParser
import Pointsman
import PointsmanOutcomes
internal import PointsmanSupport

struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Gives each row a split, train or test, with copies of a prompt on one side.",
    discussion: """
      pointsman split outcomes.jsonl --test 0.3 --seed 0 -o split.jsonl
      pointsman split outcomes.jsonl --test 0.5 --no-group-duplicates -o split.jsonl

      It writes one file of canonical JSON Lines. --split train and --split test take its parts. Rows of one group are always on one \
      side. A split that a row has already is kept as "original_split".
      """)

  @Argument(help: DataFiles.help)
  var data: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file.jsonl"))
  var output: String

  @Option(help: ArgumentHelp("The share of the rows that become the test part.", valueName: "share"))
  var test = 0.2

  @Flag(inversion: .prefixedNo, help: "Keep near-duplicates on one side.")
  var groupDuplicates = true

  @Option(help: ArgumentHelp("Fixes the draw.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard test > 0, test < 1 else { throw ValidationError("--test is a share of the rows, above 0 and below 1.") }
  }

  func run() throws {
    let console = quiet.console()
    try OutputPaths.check(["-o": output], reading: data)
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    do {
      try AtomicFile.check(output)
    } catch {
      throw OutcomesError.unwritable(path: output, reason: error.reason)
    }
    var reader = try reading.reader()
    reader.keepsUnread = true
    console.announceInput(data)
    var records: [OutcomeRecord] = []
    console.warn(try reader.forEachRecord(in: data) { record throws(OutcomesError) in records.append(record) })
    let table = OutcomeTable(records: records)
    let isTest = try table.heldOut(test, seed: seed, partingDuplicates: !groupDuplicates)
    do throws(FileFailure) {
      var file = try AtomicFileWriter(path: output)
      for (record, isTest) in zip(records, isTest) {
        var record = record
        if let before = record.row.split { record.unread.append(("split", .string(before))) }
        record.row.split = isTest ? "test" : "train"
        try file.append((record.json.text + "\n").utf8)
      }
      try file.commit()
    } catch {
      throw OutcomesError.unwritable(path: output, reason: error.reason)
    }
    let count = isTest.count { $0 }
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("train", .integer(records.count - count)), ("test", .integer(count)),
      ]
      return print(JSONValue.object(members).text)
    }
    print("wrote \(output): \(records.count - count) rows to train on, \(count) to test on")
  }
}
