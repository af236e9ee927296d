internal import ArgumentParser
internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport

/// `pointsman-benchmark routing`: how long a prompt's probabilities take, by length of the prompt.
struct RoutingBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routing", abstract: "Times a router by length of the prompt.",
    discussion: """
      From a prompt's text to its calibrated probabilities, on one thread, warm: the prompts as they are, and texts of \
      given lengths cut from all of them one after another, none in two. A text's time is its least of several rounds \
      over all texts, so that what else the machine does stays out; percentiles are over texts. Opening the router is \
      the least of seven times. Tests/Benchmarks/peers/run counts instructions a byte.
      """)

  @Option(help: "The router file.")
  var router: String
  @Option(help: "Prompts, JSON Lines with \"prompt\" or \"messages\": outcomes will do.")
  var prompts: String
  @Option(parsing: .upToNextOption, help: "Bytes of the texts that are cut; 0 for the prompts as they are.")
  var lengths = [0, 50, 1_000, 10_000, 100_000]
  @Option(help: "Texts of each length at most.")
  var texts = 1000
  @Option(help: "Rounds.")
  var rounds = 7
  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard texts > 0, rounds > 0, lengths.allSatisfy({ $0 >= 0 }) else {
      throw ValidationError("--texts and --rounds must be at least 1, --lengths at least 0")
    }
  }

  func run() throws {
    let bytes = try RawFile.bytes(router)
    let opened = try (0..<7).map { _ in try seconds { try Router(contentsOf: self.router) } }.min { $0.0 < $1.0 }!
    let (opening, router) = opened
    let prompts = try OutcomeReader().read([prompts]).table.rows.map(\.prompt)
    var text: [UInt8] = []
    for prompt in prompts { text += Array(prompt.userText.utf8) + [0x0a] }
    let timings = try lengths.map { length in
      let cut = length == 0 ? prompts : Self.cut(text, length: length)
      let name = length == 0 ? "as they are" : "\(length) bytes"
      return try RoutingTiming(name: name, prompts: Array(cut.prefix(texts)), router, rounds: rounds)
    }
    if json {
      let report: [(key: String, value: JSONValue)] = [
        ("timings", .array(timings.map { .object($0.json) })), ("open_ms", .number(opening * 1e3)),
        ("router_bytes", .integer(bytes.count)), ("models", .integer(router.models.count)),
        ("processor", .string(Machine.processor)),
      ]
      print(JSONValue.object(report).text)
    } else {
      print("\(Machine.processor), one thread; \(router.models.count) models, opened in \(fixed(opening * 1e3, 2)) ms")
      print("| prompts | number | bytes | p50, µs | p99, µs | MB/s | prompts a second |")
      print("|---|---|---|---|---|---|---|")
      for timing in timings { print(timing.row) }
    }
  }

  /// Pieces of about `length` bytes of `text`, one behind the other and whole in their characters.
  private static func cut(_ text: [UInt8], length: Int) -> [Prompt] {
    stride(from: 0, to: text.count - length, by: length).map { start in
      // A character that the cut would part is left out.
      let begin = text[start...].firstIndex { $0 & 0xc0 != 0x80 } ?? start
      let end = text[...(start + length)].lastIndex { $0 & 0xc0 != 0x80 } ?? begin
      return Prompt(String(decoding: text[begin..<max(begin, end)], as: UTF8.self))
    }
  }
}

/// How long a router takes over some prompts, one after another.
private struct RoutingTiming {
  let name: String
  /// Bytes of all prompts.
  let bytes: Int
  /// Microseconds for each prompt, ascending.
  let times: [Double]

  /// Times every prompt once a round; the least of the rounds counts.
  init(name: String, prompts: [Prompt], _ router: Router, rounds: Int) throws {
    self.name = name
    bytes = prompts.reduce(0) { $0 + $1.userText.utf8.count }
    var least = [Double](repeating: .infinity, count: prompts.count)
    // One round more, to warm up.
    for round in 0...rounds {
      for (k, prompt) in prompts.enumerated() {
        let (time, probabilities) = try seconds { try router.probabilities(for: prompt) }
        precondition(probabilities.count == router.models.count)
        if round > 0 { least[k] = min(least[k], time * 1e6) }
      }
    }
    times = least.sorted()
  }

  /// Bytes in a microsecond are megabytes in a second.
  private var megabytesPerSecond: Double { Double(bytes) / times.reduce(0, +) }
  private var promptsPerSecond: Double { Double(times.count) / times.reduce(0, +) * 1e6 }

  /// The nearest-rank percentile of the times.
  private func percentile(_ share: Double) -> Double? {
    times.isEmpty ? nil : times[min(times.count - 1, Int(share * Double(times.count)))]
  }

  var json: [(key: String, value: JSONValue)] {
    [
      ("name", .string(name)), ("prompts", .integer(times.count)), ("bytes", .integer(bytes)),
      ("p50_us", .figure(percentile(0.5))), ("p99_us", .figure(percentile(0.99))),
      ("mb_per_s", .figure(megabytesPerSecond)), ("prompts_per_second", .figure(promptsPerSecond)),
    ]
  }

  /// A row of the table; empty figures where there was no prompt of the length.
  var row: String {
    let cells =
      times.isEmpty
      ? ["0", "–", "–", "–", "–", "–"]
      : [
        "\(times.count)", "\(bytes / times.count)", fixed(percentile(0.5)!, 1), fixed(percentile(0.99)!, 1),
        fixed(megabytesPerSecond, 1), fixed(promptsPerSecond, 0),
      ]
    return "| \(name) | " + cells.joined(separator: " | ") + " |"
  }
}
