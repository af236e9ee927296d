package import Pointsman

extension Policy {
  /// The policy that gives every prompt to the model of this name.
  package static func always(_ model: String) -> Policy {
    var policy = Policy.mostLikely
    policy.allowed = [model]
    return policy
  }

  /// The command that chooses so, without files.
  package var command: String {
    if let name = allowed?.first { return "route --only-models \(name.replacing(",", with: "\\,"))" }
    return "route" + (objective == .mostLikely ? "" : " " + objective.option)
  }

  /// The rule in a table: the option to type, or words for a rule that is simpler in words.
  var rule: String {
    if let name = allowed?.first { return "always \(name)" }
    return objective == .mostLikely ? objective.phrase : objective.option
  }
}

extension Objective {
  /// The options of `pointsman route`; none for the most likely model.
  fileprivate var option: String {
    switch self {
    case .mostLikely: ""
    case .threshold(let threshold): "--threshold \(threshold)"
    case .quality(let quality): "--quality \(quality)"
    case .utility(let pay, let wait, let first):
      [("pay", pay), ("wait", wait), ("wait-for-first-token", first)]
        .compactMap { to, worth in worth.map { "--willingness-to-\(to) \($0)" } }.joined(separator: " ")
    }
  }
}
