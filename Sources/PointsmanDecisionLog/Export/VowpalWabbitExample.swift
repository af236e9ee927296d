/// A decision as an example of Vowpal Wabbit's contextual bandits with action-dependent features (`--cb_explore_adf`): a line
/// for what the models share, a line for each model that could have been chosen, and an empty line.
///
///     shared |t why does this loop not end |g language=swift
///     0:0.25:0.05 |m model=small p:0.81
///     |m model=large p:0.93
///
/// The label is on the chosen model's line: an action number that is not read, the cost 1 − score, and the propensity. `t` has
/// the words of the prompt, `g` its tags, `m` the model with its probability by the router.
struct VowpalWabbitExample {
  /// Words of a prompt that are written at most.
  static let longest = 4096

  let text: String

  init(_ decision: StoredDecision, prompt: String, score: Double) {
    let words = prompt.lowercased().split(whereSeparator: \.isWhitespace).prefix(Self.longest).map(Self.name)
    let tags = decision.tags.sorted { $0.key < $1.key }.map { Self.name($0.key + "=" + $0.value) }
    var lines = [(["shared", "|t"] + words + (tags.isEmpty ? [] : ["|g"] + tags)).joined(separator: " ")]
    for (model, name) in decision.router.models.enumerated()
    where decision.isPermitted[model] || model == decision.chosen {
      let label = model == decision.chosen ? "0:\(1 - score):\(decision.propensity) " : ""
      let probability = decision.probabilities[model].map { " p:\($0)" } ?? ""
      lines.append("\(label)|m \(Self.name("model=" + name))\(probability)")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// A feature's name: what the format gives a meaning to, and control characters, become "_".
  private static func name(_ text: some StringProtocol) -> String {
    String(
      decoding: text.utf8.map { $0 <= 0x20 || $0 == 0x7f || [0x3a, 0x7c].contains($0) ? 0x5f : $0 }, as: UTF8.self)
  }
}
