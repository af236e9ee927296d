internal import ArgumentParser
internal import Outcomes
internal import Pointsman

/// `pointsman-benchmark routing`: how long a prompt's probabilities take, by length of the prompt.
struct RoutingBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routing", abstract: "Times a router by length of the prompt.",
    discussion: """
      From a prompt's text to its calibrated probabilities, on one thread, warm: the prompts as they are, and texts of \
      50, 1,000, 10,000 and 100,000 bytes cut from all of them one after another. A text's time is its least of \
      several rounds over all texts, so that what else the machine does stays out; percentiles are over texts.
      """)

  @Option(help: "The router file.")
  var router: String
  @Option(help: "Prompts, JSON Lines with \"prompt\" or \"messages\": outcomes will do.")
  var prompts: String
  @Option(help: "Texts of each length at most.")
  var texts = 1000
  @Option(help: "Rounds.")
  var rounds = 7
  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard texts > 0, rounds > 0 else { throw ValidationError("--texts and --rounds must be at least 1") }
  }

  func run() throws {
    let bytes = try RawFile.bytes(router)
    let opened = try (0..<rounds).map { _ in try seconds { try Router(contentsOf: self.router) } }.min { $0.0 < $1.0 }!
    let (opening, router) = opened
    let prompts = try OutcomeReader().read([prompts]).table.rows.map(\.prompt)
    var timings = [
      try RoutingTiming(name: "as they are", prompts: Array(prompts.prefix(texts)), router, rounds: rounds)
    ]
    var text: [UInt8] = []
    for prompt in prompts { text += Array(prompt.userText.utf8) + [0x0a] }
    for length in [50, 1_000, 10_000, 100_000] {
      let cut = Self.cut(text, length: length, limit: min(texts, 10_000_000 / length))
      timings.append(try RoutingTiming(name: "\(length) bytes", prompts: cut, router, rounds: rounds))
    }
    if json {
      var members = timings[0].json
      members += [
        ("open_ms", .number(opening * 1e3)), ("router_bytes", .integer(bytes.count)),
        ("lengths", .array(timings.dropFirst().map { .object($0.json) })),
        ("models", .integer(router.models.count)), ("processor", .string(Machine.processor)),
      ]
      print(JSONValue.object(members).text)
    } else {
      print("\(Machine.processor), one thread; \(router.models.count) models, opened in \(fixed(opening * 1e3, 2)) ms")
      print("| prompts | number | bytes | p50, µs | p99, µs | MB/s | prompts a second |")
      print("|---|---|---|---|---|---|---|")
      for timing in timings { print(timing.row) }
    }
  }

  /// Pieces of about `length` bytes of `text`, evenly apart and whole in their characters; together they may overlap.
  private static func cut(_ text: [UInt8], length: Int, limit: Int) -> [Prompt] {
    guard text.count > length else { return [] }
    let apart = max(1, (text.count - length) / limit)
    return stride(from: 0, to: text.count - length, by: apart).prefix(limit).map { start in
      // A character that the cut would part is left out.
      let begin = text[start...].firstIndex { $0 & 0xc0 != 0x80 } ?? start
      let end = text[...(start + length)].lastIndex { $0 & 0xc0 != 0x80 } ?? begin
      return Prompt(String(decoding: text[begin..<max(begin, end)], as: UTF8.self))
    }
  }
}
