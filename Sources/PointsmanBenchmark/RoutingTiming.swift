internal import Pointsman
internal import PointsmanSupport

/// How long a router takes over some prompts, one after another.
struct RoutingTiming {
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
