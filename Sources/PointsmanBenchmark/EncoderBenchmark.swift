internal import ArgumentParser
internal import Pointsman
internal import PointsmanEncoder
internal import PointsmanNumerics
internal import PointsmanOutcomes

/// `pointsman-benchmark encoder`: how long the encoder takes for a prompt, on one thread.
struct EncoderBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder", abstract: "Times the encoder on one thread: a prompt, and prompts a second.",
    discussion: "Tests/Benchmarks/peers/run encoder_onnx runs it beside onnxruntime.")

  @Argument(help: "Files of outcomes, JSON Lines; their first prompts are encoded one after another.")
  var data: [String]
  @Option(help: "The weights, as pointsman prepare-encoder wrote them; else they are looked for.")
  var encoder: String?
  @Option(help: "How many prompts.")
  var prompts = 100
  @Option(help: "The best of so many rounds counts.")
  var rounds = 5

  func validate() throws {
    guard prompts > 0, rounds > 0 else { throw ValidationError("--prompts and --rounds must be at least 1") }
  }

  func run() throws {
    let encoder = try SentenceEncoder(contentsOf: try self.encoder ?? EncoderLocator.ofThisProcess(.network).path())
    let texts = try OutcomeReader().read(data).table.rows.prefix(prompts).map(\.prompt.userText)
    let kilobyte = Self.kilobyte
    let rounds = (0..<rounds).map { _ in
      (seconds { encoder.vector(of: kilobyte) }.0, seconds { encoder.vectors(of: texts, threads: 1) }.0)
    }
    let single = rounds.map(\.0).min()!
    let all = rounds.map(\.1).min()!
    print("\(encoder.name), one thread, \(Machine.processor), OpenBLAS kernel \(BLASKernel.name)")
    print("a prompt of 1 KB: \(fixed(single * 1000, 1)) ms")
    print("\(texts.count) prompts: \(fixed(Double(texts.count) / all, 1)) a second")
  }

  /// 1,024 bytes of prose, the same that the script times.
  static let kilobyte = String(
    String(repeating: "The checkout page hangs for some users since the last update. ", count: 17).prefix(1024))
}
