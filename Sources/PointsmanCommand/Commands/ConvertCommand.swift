import ArgumentParser
import Pointsman
import PointsmanOutcomes
internal import PointsmanSupport

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Reads outcomes in any format and writes them as canonical JSON Lines.",
    discussion: """
      pointsman convert routerbench.csv.gz -o routerbench.jsonl
      pointsman convert arena.jsonl -o battles.jsonl

      Members that Pointsman does not read are kept. The file appears only when it is complete.
      """)

  @Argument(help: DataFiles.help)
  var data: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file.jsonl"))
  var output: String

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() throws {
    let console = quiet.console()
    try OutputPaths.check(["-o": output], reading: data)
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    var file = try opened()
    var reader = try reading.reader()
    reader.keepsUnread = true
    console.announceInput(data)
    var records = 0
    let skipped = try reader.forEachRecord(in: data) { record throws(OutcomesError) in
      do throws(FileFailure) {
        try file.append(record.json.text.utf8)
        try file.append([0x0a])
      } catch {
        throw .unwritable(path: output, reason: error.reason)
      }
      records += 1
    }
    do throws(FileFailure) {
      try file.commit()
    } catch {
      throw OutcomesError.unwritable(path: output, reason: error.reason)
    }
    console.warn(skipped)
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("rows", .integer(records)), ("skipped", .integer(skipped.count)),
        ("replaced", .integer(skipped.replaced)),
      ]
      return print(JSONValue.object(members).text)
    }
    print("wrote \(output): \(records) rows")
  }

  private func opened() throws(OutcomesError) -> AtomicFileWriter {
    do {
      try AtomicFile.check(output)
      return try AtomicFileWriter(path: output)
    } catch {
      throw .unwritable(path: output, reason: error.reason)
    }
  }
}
