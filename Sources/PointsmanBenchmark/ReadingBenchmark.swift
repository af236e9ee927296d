internal import ArgumentParser
internal import Foundation
internal import PointsmanOutcomes
internal import PointsmanSupport

/// `pointsman-benchmark reading`: how fast outcomes are read, beside Foundation's decoder.
struct ReadingBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reading", abstract: "Times the reading of outcomes, in megabytes a second on one core.",
    discussion: """
      Reads canonical JSON Lines into a table of outcomes, with everything that is checked on the way, and the same lines \
      with Foundation's JSONDecoder into prompts and scores, without any check. Processor time counts, so that other \
      programs disturb less; the best of the repeats.
      """)

  @Argument(help: "A file of outcomes, JSON Lines.")
  var data: String
  @Option(help: "Times to read it.")
  var repeats = 3
  @Flag(help: "Print one JSON object.")
  var json = false

  /// The members that the decoder reads.
  private struct Line: Decodable {
    struct Cell: Decodable {
      let score: Double?
      let cost: Double?
    }
    let id: String?
    let prompt: String
    let category: String?
    let group: String?
    let outcomes: [String: Cell]
  }

  func validate() throws {
    guard repeats > 0 else { throw ValidationError("--repeats must be at least 1") }
  }

  func run() throws {
    let bytes = Double(try FileReader.contents(of: data).count)
    let reader = try speed(bytes) { try OutcomeReader().read([data]).table.rows.count }
    let decoder = try speed(bytes) {
      var lines = TextLines(try InputFile(path: data))
      var rows: [Line] = []
      while let line = try lines.next() { rows.append(try JSONDecoder().decode(Line.self, from: Data(line))) }
      return rows.count
    }
    if json {
      let report = JSONValue.object([
        ("bytes", .number(bytes)), ("rows", .integer(reader.rows)), ("mb_per_second", .number(reader.speed)),
        ("jsondecoder_mb_per_second", .number(decoder.speed)), ("processor", .string(Machine.processor)),
      ])
      print(report.text)
    } else {
      print("\(Machine.processor); \(reader.rows) rows, \(fixed(bytes / 1e6, 1)) MB")
      print("Pointsman: \(fixed(reader.speed, 0)) MB/s")
      print("Foundation's JSONDecoder: \(fixed(decoder.speed, 0)) MB/s")
    }
  }

  private func speed(_ bytes: Double, _ read: () throws -> Int) throws -> (speed: Double, rows: Int) {
    var (best, rows) = (Double.infinity, 0)
    for _ in 0..<repeats {
      let start = clock()
      rows = try read()
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    return (bytes / 1e6 / best, rows)
  }
}
