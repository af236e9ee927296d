import ArgumentParser
import Pointsman

struct SetPolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-policy",
    abstract: "Writes a router with named policies: tiers, rules, and the facts of models that they rest on.",
    discussion: """
      pointsman set-policy my.router tiers.json -o tiers.router
      pointsman route tiers.router "Write a unit test for the date parser" --policy junior

      {"models": {"a": {"capabilities": ["vision"], "context_window": 128000}},
       "policies": {"junior": {
         "choose": {"worth": {"usd": 0.05}}, "allowed": ["a", "b"], "guard": true,
         "overrides": [{"when": {"feature": "security words", "at_least": 0.69},
                        "model": "b", "because": "…"}]}}}

      "choose" is "most_likely", {"threshold": t}, {"worth": {"usd": W, "seconds": L}} or {"quality": p}. A policy may \
      have "allowed", "required", "maximum_cost", "overrides" (by "feature" and "at_least", or by "tag" and "is"), \
      "default", "guard" and "switching_cost". The policies given take the place of all that the router had.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: "The policies, a JSON file.")
  var policies: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String

  func run() throws {
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    let book = try PolicyBook(contentsOf: policies)
    let changed = try router.withPolicies(book)
    try changed.write(to: output)
    let names = book.policies.keys.sorted().joined(separator: ", ")
    print("wrote \(output): \(changed.digest.prefix(12)), policies \(names)")
  }
}

extension PolicyBook {
  /// Reads a file of policies; what is wrong with it is said with its path.
  init(contentsOf path: String) throws {
    do {
      self = try PolicyBook(json: try wholeFile(path))
    } catch let error as RouterError {
      throw Failure(description: "\(path): \(error)")
    }
  }
}
