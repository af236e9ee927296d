internal import Pointsman

extension RouterManifest {
  /// What `pointsman inspect` prints of policies and their grounds, a line each; none where there are none.
  var policyLines: [String] {
    var lines: [String] = []
    if let usage {
      let known = Usage.Quantity.allCases.compactMap { quantity in
        usage.heads[quantity].map { heads in
          let learnt = heads.count { !($0?.weights.isEmpty ?? true) }
          return "\(quantity.rawValue) (\(learnt) of \(heads.count) models by prompt)"
        }
      }
      lines.append("foretells " + known.joined(separator: ", "))
    }
    for (name, facts) in (policies?.facts ?? [:]).sorted(by: { $0.key < $1.key }) {
      let window = facts.contextWindow.map { ["reads \($0) tokens"] } ?? []
      lines.append("model \(name): " + (facts.capabilities + window).joined(separator: ", "))
    }
    for (name, policy) in (policies?.policies ?? [:]).sorted(by: { $0.key < $1.key }) {
      lines += ["", "policy \(name)"] + policy.lines.map { "  \($0)" }
    }
    return lines
  }
}

extension Policy {
  fileprivate var lines: [String] {
    var lines = [objective.words]
    if let allowed { lines.append("among " + allowed.joined(separator: ", ")) }
    if !required.isEmpty { lines.append("capable of " + required.joined(separator: ", ")) }
    if let maximumCost { lines.append("at most \(significant(maximumCost)) USD a prompt") }
    for override in overrides { lines.append("\(override.condition.words): \(override.model), \(override.reason)") }
    if isGuarded { lines.append("in doubt " + (fallback ?? "the best model in training")) }
    if switchingCost > 0 { lines.append("stays with a model unless another gains \(significant(switchingCost))") }
    return lines
  }
}

extension Objective {
  /// What it is in words.
  var words: String {
    switch self {
    case .mostLikely: "the most likely model"
    case .threshold(let threshold): "the strong model where its advantage is \(fixed(threshold)) or more"
    case .quality(let quality): "the cheapest model of probability \(fixed(quality)) or more"
    case .utility(let usd, let seconds):
      "a success is worth "
        + [usd.map { "\(significant($0)) USD" }, seconds.map { "\(significant($0)) s" }].compactMap(\.self)
        .joined(separator: " and ")
    }
  }
}

extension Override.Condition {
  fileprivate var words: String {
    switch self {
    case .feature(let name, let bound): "where \(name) ≥ \(significant(bound))"
    case .tag(let name, let value): "where \(name) is \(value)"
    }
  }
}
