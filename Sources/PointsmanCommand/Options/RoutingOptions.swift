import ArgumentParser
import Foundation
import Pointsman
internal import PointsmanSupport

/// The policy of a decision: one of the router's, or one that the options make.
struct PolicyOptions: ParsableArguments {
  @OptionGroup(title: "Policy") var named: PolicyNameOption
  @OptionGroup var objective: ObjectiveOptions

  func validate() throws {
    guard named.policy == nil || !objective.isGiven else {
      throw ValidationError("--policy says all there is to say of a choice: leave the other options out.")
    }
  }

  func policy(of router: Router) throws -> Policy {
    try named.policy.map { try router.policy(named: $0) } ?? objective.policy()
  }

  func priceList() throws -> PriceList? { try objective.priceList() }
}

/// A policy of the router's file.
struct PolicyNameOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Route by the policy of this name in the router's file; see set-policy.", valueName: "name"))
  var policy: String?
}

/// A policy that options make.
struct ObjectiveOptions: ParsableArguments {
  @OptionGroup(title: "Policy") var choice: ChoiceOptions
  @OptionGroup(title: "Bounds") var bounds: BoundOptions

  /// True if an option other than the prices is given.
  var isGiven: Bool { choice.isGiven || bounds.isGiven }

  func policy() throws -> Policy {
    var wanted = try choice.policy()
    (wanted.maximumCost, wanted.maximumLatency) = (bounds.maximumCost, bounds.maximumLatency)
    wanted.maximumFirstToken = bounds.maximumFirstToken
    return wanted
  }

  func priceList() throws -> PriceList? { try choice.prices.map { try PriceList(json: try wholeFile($0)) } }
}

/// The rule by which one of the models is chosen.
struct ChoiceOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Choose the strong model if P(strong) − P(weak) is at least this.", valueName: "t"))
  var threshold: Double?

  @Option(help: ArgumentHelp("Weigh probability against cost: a success is worth this many USD.", valueName: "usd"))
  var willingnessToPay: Double?

  @Option(help: ArgumentHelp("Weigh probability against time: a success is worth this many seconds.", valueName: "s"))
  var willingnessToWait: Double?

  @Option(
    help: ArgumentHelp(
      "Weigh probability against the time to the first token: a success is worth this many seconds of it.",
      valueName: "s"))
  var willingnessToWaitForFirstToken: Double?

  @Option(help: ArgumentHelp("Choose the cheapest model that has at least this probability.", valueName: "p"))
  var quality: Double?

  @Option(
    help: ArgumentHelp(
      "Choose among these models only. Separate names by commas; repeat the option for a name that has a comma.",
      valueName: "a,b"))
  var onlyModels: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Choose the default model if the lead is within its calibration error, or if the prompt is unlike the "
        + "training prompts."))
  var `guard` = false

  @Option(
    name: .customLong("default"),
    help: ArgumentHelp("The guard's model (default: the best in training).", valueName: "model"))
  var fallback: String?

  @Option(
    help: ArgumentHelp(
      "Prices in JSON, {\"model\": {\"input\": 1.25, \"output\": 10}}, USD a million tokens.", valueName: "file"))
  var prices: String?

  func validate() throws {
    let ways = [threshold != nil, isWilling, quality != nil]
    guard ways.count(where: { $0 }) < 2 else {
      throw ValidationError(
        "--threshold, --quality and --willingness-to-pay (or -to-wait) exclude each other.")
    }
    guard fallback == nil || self.guard else {
      throw ValidationError("--default is the model that --guard falls back on: give both.")
    }
    _ = try NameList.names(onlyModels, option: "--only-models")
  }

  /// True if an option other than the prices is given.
  fileprivate var isGiven: Bool {
    threshold != nil || quality != nil || isWilling || !onlyModels.isEmpty || self.guard || fallback != nil
  }

  /// True if the worth of a success is given, in money or in time.
  private var isWilling: Bool {
    [willingnessToPay, willingnessToWait, willingnessToWaitForFirstToken].contains { $0 != nil }
  }

  fileprivate func policy() throws -> Policy {
    var wanted = Policy.mostLikely
    if let threshold { wanted = .threshold(threshold) }
    if let quality { wanted = Policy(.quality(quality)) }
    if isWilling {
      wanted = Policy(
        .utility(
          willingnessToPay: willingnessToPay, willingnessToWait: willingnessToWait,
          willingnessToWaitForFirstToken: willingnessToWaitForFirstToken))
    }
    wanted.allowed = onlyModels.isEmpty ? nil : try NameList.names(onlyModels, option: "--only-models")
    (wanted.isGuarded, wanted.fallback) = (self.guard, fallback)
    return wanted
  }
}

/// Bounds on what an answer may be forecast to cost, and to take.
struct BoundOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Leave out models with a forecast cost above this.", valueName: "usd"))
  var maximumCost: Double?

  @Option(help: ArgumentHelp("Leave out models with a forecast time above this.", valueName: "s"))
  var maximumLatency: Double?

  @Option(help: ArgumentHelp("Leave out models with a forecast time to the first token above this.", valueName: "s"))
  var maximumFirstToken: Double?

  fileprivate var isGiven: Bool { [maximumCost, maximumLatency, maximumFirstToken].contains { $0 != nil } }
}

extension Policy {
  /// The worth of a success in USD by which it weighs cost; nil where it does not.
  var worth: Double? {
    if case .utility(let worth, _, _) = objective { worth } else { nil }
  }
}

/// The bytes of a JSON file of settings, 16 MiB at most; one that cannot be read is a failure by its name.
func wholeFile(_ path: String) throws -> [UInt8] {
  do {
    return try FileReader.contents(of: path, limit: 16 << 20)
  } catch {
    throw Failure(description: "\(path): cannot be read, \(error.reason); give a JSON file that is there")
  }
}

/// Tags of a prompt.
struct TagOptions: ParsableArguments {
  @Option(
    name: .customLong("tag"),
    help: ArgumentHelp(
      "A tag of the prompt, for example language=swift. Repeat the option for several tags. With --jsonl, the "
        + "tags of a line take precedence.",
      valueName: "key=value"))
  var tags: [String] = []

  func validate() throws { _ = try dictionary() }

  /// The tags by their keys.
  func dictionary() throws -> [String: String] {
    var dictionary: [String: String] = [:]
    for argument in tags {
      guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else {
        throw ValidationError("--tag takes key=value, language=swift for example, not \"\(argument)\".")
      }
      let key = String(argument[..<sign])
      guard dictionary.updateValue(String(argument[argument.index(after: sign)...]), forKey: key) == nil else {
        throw ValidationError("--tag gives \"\(key)\" twice; a key has one value.")
      }
    }
    return dictionary
  }
}
