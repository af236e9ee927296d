import ArgumentParser
import Pointsman
internal import PointsmanSupport

struct SetPolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-policy",
    abstract: "Writes a router with named policies: tiers, rules, and the facts of models that they need.",
    discussion: """
      pointsman set-policy my.router tiers.json -o tiers.router
      pointsman route tiers.router "Write a unit test for the date parser" --policy junior
      pointsman set-policy tiers.router --remove senior -o tiers.router

      {"models": {"a": {"capabilities": ["vision"], "context_window": 128000}},
       "policies": {"junior": {
         "choose": {"worth": {"usd": 0.05}}, "allowed": ["a", "b"], "guard": true,
         "overrides": [{"when": {"feature": "security words", "at_least": 0.69},
                        "model": "b", "because": "…"}]}}}

      "choose" is "most_likely", {"threshold": t}, {"quality": p} or {"worth": {"usd": W, "seconds": L, \
      "first_token_seconds": F}} with some of the three. A policy may have "allowed", "required", "maximum_cost", \
      "maximum_latency", "maximum_first_token", "overrides" (by "feature" and "at_least", or by "tag" and "is"), \
      "default", "guard" and "switching_cost". The router keeps its other policies. A policy of the same name is \
      replaced only with --replace.
      """)

  @Argument(help: "The router file.")
  var router: String

  @Argument(help: "The policies, a JSON file.")
  var policies: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The router file to write.", valueName: "file.router"))
  var output: String

  @Flag(help: "Replace policies and facts of the same names.")
  var replace = false

  @Option(help: ArgumentHelp("A policy to remove. Repeat the option for several.", valueName: "name"))
  var remove: [String] = []

  @OptionGroup var result: JSONOption

  func validate() throws {
    guard policies != nil || !remove.isEmpty else {
      throw ValidationError("Nothing to set: name a file of policies, or a policy to leave out with --remove.")
    }
    guard policies != nil || !replace else {
      throw ValidationError("--replace is for the policies of a file: name one.")
    }
  }

  func run() throws {
    // The router may be changed in place.
    try OutputPaths.check(["-o": output], reading: [policies])
    let interruption = Interruption(discarding: output)
    defer { interruption.end() }
    let router = try Router(contentsOf: router)
    let book = try policies.map { try PolicyBook(contentsOf: $0) } ?? PolicyBook()
    let saved = try PolicyMerge(of: book, into: router, replaces: replace, removing: remove).write(router, to: output)
    print(result.json ? saved.json.text : saved.text)
  }
}

extension PolicyBook {
  /// Reads a file of policies; an error in it is given with its path.
  init(contentsOf path: String) throws {
    do {
      self = try PolicyBook(json: try wholeFile(path))
    } catch let error as RouterError {
      throw Failure(description: "\(path): \(error)")
    }
  }
}
