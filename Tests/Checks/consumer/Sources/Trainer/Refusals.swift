import PointsmanKit

/// Bad data of every kind. Each throws, and nothing traps.
struct Refusals {
  let outcomes: OutcomeTable
  let trained: TrainedRouter

  func check() async throws {
    typealias Entry = OutcomeTable.Entry
    let good = Entry("a", id: "1", scores: ["small": 1])
    let bad: [(String, [Entry])] = [
      ("a score from 0 to 1", [Entry("a", scores: ["small": 1.7])]),
      ("a score from 0 to 1", [Entry("a", scores: ["small": .nan])]),
      ("a score from 0 to 1", [Entry("a", scores: ["small": 1], costs: ["large": 1])]),
      ("a cost in USD", [Entry("a", scores: ["small": 1], costs: ["small": -1])]),
      ("a cost in USD", [Entry("a", scores: ["small": 1], costs: ["small": .infinity])]),
      ("a prompt with text", [good, Entry(" \n", scores: ["small": 1])]),
      ("each id once", [good, good]),
      ("the model's name", [Entry("a", scores: ["": 1])]),
      ("a weight of at least 0", [Entry(OutcomeRow(prompt: Prompt("a"), weight: .nan), outcomes: [:])]),
      ("at least one prompt", []),
    ]
    for (message, entries) in bad {
      try await refused(message) { _ = try OutcomeTable(entries) }
    }
    for share in [0, 1, -1, 2, Double.nan] {
      try await refused("a share to hold out") { _ = try outcomes.split(holdingOut: share) }
    }
    try await refused("near-duplicates or of one group") {
      _ = try OutcomeTable([good, Entry("a", id: "2", scores: ["small": 0])]).split(holdingOut: 0.5)
    }
    try await refused("table:1:1") { _ = try OutcomeTable(lines: ["nonsense"], named: "table") }
    try await refused("holds no outcomes") { _ = try OutcomeTable(bytes: []) }
    try await refused("nowhere.jsonl") { _ = try OutcomeTable(contentsOf: "nowhere.jsonl") }
    let other = try OutcomeTable([Entry("a", scores: ["small": 1, "medium": 0])])
    try await refused("select the router's models") { _ = try await trained.router.evaluation(on: other) }
    try await refused("select the router's models") {
      _ = try await trained.router.evaluation(on: outcomes, baselinesFrom: other)
    }
    try await refused("row for row") { _ = try await trained.evaluation(on: outcomes) }
    try await refused("select the same models") { _ = try outcomes.appending(other) }
    try await refused("two different models") {
      _ = try await RouterTrainer(pair: .init(weak: "small", strong: "small")).fit(outcomes)
    }
    try await refused("folds must be at least 2") { _ = try await RouterTrainer(folds: 1).fit(outcomes) }
    guard trained.heldOut[-1] == nil, trained.heldOut[0, 2] == nil, trained.heldOut[1_000_000, 0] == nil else {
      throw Unexpected("probabilities of a row or model that is not there")
    }
  }

  /// Throws unless `body` throws an error whose description holds `message`, and no option of the command line.
  private func refused(_ message: String, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch {
      guard "\(error)".contains(message) else { throw Unexpected("\(error), where \(message) was expected") }
      guard !"\(error)".contains("--") else { throw Unexpected("\(error) names an option") }
      return
    }
    throw Unexpected("nothing was thrown where \(message) was expected")
  }
}
