import PointsmanKit

/// An answer of a benchmark, as an application may have it in memory.
struct Answer {
  let prompt: String
  let scores: [String: Double]
  let costs: [String: Double]
}

/// Trains a router on answers in memory, judges it, writes it, and routes: `Trainer FILE.router`.
@main
enum Trainer {
  static func main() async throws {
    let path = CommandLine.arguments[1]
    let outcomes = try OutcomeTable(answers.map { .init($0.prompt, scores: $0.scores, costs: $0.costs) })
    let (train, test) = try outcomes.split(holdingOut: 0.25, seed: 0)
    let trainer = RouterTrainer(pair: .init(weak: "small", strong: "large"))
    let trained = try await trainer.fit(train) { stage in print(stage) }
    print("held out:", trained.heldOut[3, 0].map { 0...1 ~= $0 } ?? false, trained.heldOut[3]?.count ?? 0)

    let evaluation = try await trained.router.evaluation(on: test, baselinesFrom: train)
    print(evaluation)
    print(evaluation.verdict.route, evaluation.jsonText.count > 1000, evaluation.html().hasSuffix("</html>\n"))

    try trained.router.write(to: path)
    let router = try Router(contentsOf: path)
    let prompt = Prompt("Write a mock for the parser loop")
    let decision = try router.route(prompt, under: .willingnessToPay(0.05))
    print(decision.model, decision.probability(of: "small") ?? .nan, decision.probability(of: "medium") as Any)
    try await Refusals(outcomes: outcomes, trained: trained).check()
    try await checkCancellation(of: trainer, on: outcomes)
    print("done")
  }

  /// Prompts with words of one list suit the small model, those of the other the large one.
  static let answers: [Answer] = {
    let lists = [["parser", "loop", "array", "regex", "mock"], ["confusing", "vague", "design", "slow", "odd"]]
    return (0..<200).map { k in
      let words = [lists[k % 2][k / 2 % 5], "the", lists[k % 2][k / 10 % 5], "number", "\(k)", "of \(k * k)"]
      let isEasy = k % 20 == 7 ? k % 2 == 1 : k % 2 == 0
      return Answer(
        prompt: words.joined(separator: " "), scores: ["small": isEasy ? 1 : 0, "large": isEasy ? 0.5 : 1],
        costs: ["small": 0.001, "large": 0.01])
    }
  }()

  /// A task that is cancelled ends soon, and other tasks go on meanwhile.
  static func checkCancellation(of trainer: RouterTrainer, on outcomes: OutcomeTable) async throws {
    let many = try OutcomeTable(
      (0..<20_000).map { k in
        .init(
          "prompt \(k) of \(k % 97) and \(k % 89) more", scores: ["small": Double(k % 2), "large": Double(k % 3) / 2])
      })
    let task = Task { try await trainer.fit(many) }
    try await Task.sleep(for: .milliseconds(1500))
    let start = ContinuousClock.now
    task.cancel()
    let result = await task.result
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard case .failure(let error) = result, error is CancellationError else {
      throw Unexpected("no CancellationError")
    }
    guard seconds < 5 else { throw Unexpected("cancelling took \(seconds) s") }
    print("cancelled")
  }
}

/// Something that should not have happened.
struct Unexpected: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
