internal import ArgumentParser
internal import Foundation
internal import Pointsman

struct DecisionsExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions",
    abstract: "The same prompts under several policies, or several lists of prices: which decisions move.",
    discussion: """
      pointsman-experiments decisions tiers.router ten.jsonl --policy junior --policy senior
      pointsman-experiments decisions my.router test.jsonl --willingness-to-pay 0.03 --prices old.json --prices new.json
      """)

  @Argument(help: "A router file.")
  var router: String

  @Argument(help: "Prompts, JSON Lines with \"prompt\" or \"messages\": outcomes will do.")
  var prompts: String

  @Option(help: "A policy of the router's; repeat it for several.")
  var policy: [String] = []

  @Option(help: "In place of a policy: weigh probability against cost, a success being worth this many USD.")
  var willingnessToPay: Double?

  @Option(help: ArgumentHelp("Prices in JSON, USD a million tokens; repeat it for several lists.", valueName: "file"))
  var prices: [String] = []

  func validate() throws {
    guard willingnessToPay == nil || policy.isEmpty else {
      throw ValidationError("--policy and --willingness-to-pay exclude each other.")
    }
    guard prices.isEmpty || policy.count <= 1 else {
      throw ValidationError("Several policies or several lists of prices, not both.")
    }
  }

  func run() throws {
    let router = try Router(contentsOf: router)
    let prompts = try String(contentsOfFile: prompts, encoding: .utf8).split(separator: "\n").map {
      try PromptReader.line(Array($0.utf8)).prompt
    }
    let columns = try choosers(router).map { name, chooser in (name, try prompts.map { try chooser.route($0) }) }
    // More are too many to read one by one.
    if prompts.count <= 20 {
      print("| prompt | \(columns.map(\.0).joined(separator: " | ")) |")
      print("|---|" + String(repeating: "---|", count: columns.count))
      for (row, prompt) in prompts.enumerated() {
        let cells = columns.map { _, decisions in
          let decision = decisions[row]
          return decision.model + (decision.rule == .objective ? "" : " (\(decision.rule.rawValue))")
        }
        print("| \(prompt.lastUserTurn.replacing("\n", with: " ")) | \(cells.joined(separator: " | ")) |")
      }
      print()
    }
    print("| from | to | model before | model after | of \(prompts.count) prompts |\n|---|---|---|---|---|")
    for column in columns.dropFirst() {
      var moves: [[String]: Int] = [:]
      for (before, after) in zip(columns[0].1, column.1) where before.model != after.model {
        moves[[before.model, after.model], default: 0] += 1
      }
      for (models, count) in moves.sorted(by: { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }) {
        print("| \(columns[0].0) | \(column.0) | \(models[0]) | \(models[1]) | \(count) |")
      }
      let same = prompts.count - moves.values.reduce(0, +)
      print("| \(columns[0].0) | \(column.0) | any | the same | \(same) |")
    }
  }

  /// The ways of choosing, each with its name.
  private func choosers(_ router: Router) throws -> [(String, BoundPolicy)] {
    var policies = try policy.map { ($0, try router.policy(named: $0)) }
    if let willingnessToPay {
      policies = [("a success is worth \(willingnessToPay) USD", .willingnessToPay(willingnessToPay))]
    }
    if policies.isEmpty { policies = [("the most likely model", .mostLikely)] }
    guard !prices.isEmpty else { return try policies.map { ($0, try BoundPolicy(router, under: $1)) } }
    return try prices.map { path in
      let list = try PriceList(json: try [UInt8](Data(contentsOf: URL(filePath: path))))
      return (path, try BoundPolicy(router, under: policies[0].1, prices: list))
    }
  }
}
