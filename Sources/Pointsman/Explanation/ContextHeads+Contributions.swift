extension ContextHeads {
  /// By how much each known tag of `prompt` moves the log odds of the M `probabilities`, one after another.
  func contributions(of prompt: Prompt, to probabilities: [Double]) -> [Contribution] {
    var (probabilities, contributions) = (probabilities, [Contribution]())
    for key in keys {
      guard let value = prompt.tags[key], tags.contains(PromptTag(key, value)) else { continue }
      let before = probabilities
      correct(&probabilities, for: Prompt("", tags: [key: value]))
      contributions.append(
        Contribution(
          source: .tag, text: "\(key)=\(value)",
          values: zip(probabilities, before).map { Self.logOdds($0) - Self.logOdds($1) }))
    }
    return contributions
  }
}
