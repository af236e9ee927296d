package import Pointsman
package import PointsmanSupport

/// The share of a router's decisions that flip under paraphrase and under each trivial edit: does it decide by the request
/// or by its wording?
///
///     flip rate    = #{pairs : model(prompt) ≠ model(paraphrase)} / #pairs
///     logit change = √(Σ_m Var(z_m(paraphrase) − z_m(prompt)) / Σ_m Var(z_m(prompt)))
///
/// Few decisions flip where one model is ahead on most prompts. The logit change, with z_m the logit of model m's probability,
/// measures the wording against the differences between prompts: 0 means that wording changes nothing, and √2 that a
/// paraphrase is like any other prompt.
///
/// A trivial edit is applied to the prompt of each pair, not to its paraphrase, so that comparisons are independent;
/// its rate is over the prompts that it changes. A flip does not say which of the two decisions is right.
///
/// The figure is fair only if neither side was near a training prompt: a router that remembers one of the two, but not
/// the other, flips more than on new prompts, and one that remembers both flips less.
package struct ParaphraseRobustness: Sendable {
  /// A decision that changed.
  package struct Flip: Sendable {
    package let id: String
    /// The edit that changed the prompt; nil for the paraphrase.
    package let edit: TrivialEdit?
    package let prompt: Prompt
    package let changed: Prompt
    package let before: Decision
    package let after: Decision
  }

  /// In the order of the decisions' probabilities.
  package let models: [String]
  package let paraphrase: FlipRate
  /// In the order of `TrivialEdit.allCases`.
  package let edits: [(edit: TrivialEdit, rate: FlipRate)]
  /// Paraphrases first, then edit by edit; each in the order of the pairs.
  package let flips: [Flip]

  /// Routes both sides of every pair, and every edit of its prompt. O(total length of the prompts).
  package init<Failure>(
    _ pairs: [ParaphrasePair], models: [String], deciding decide: (Prompt) throws(Failure) -> Decision
  ) throws(Failure) {
    var before: [Decision] = []
    for pair in pairs { before.append(try decide(pair.prompt)) }
    var flips: [Flip] = []

    func rate(_ edit: TrivialEdit?, _ change: (ParaphrasePair) -> Prompt?) throws(Failure) -> FlipRate {
      var (flipped, changes, logits) = (0, [[Double]](), [[Double]]())
      for (pair, before) in zip(pairs, before) {
        guard let changed = change(pair) else { continue }
        let after = try decide(changed)
        logits.append(before.logits)
        changes.append(zip(after.logits, before.logits).map { $0 - $1 })
        guard after.model != before.model else { continue }
        flipped += 1
        flips.append(
          Flip(id: pair.id, edit: edit, prompt: pair.prompt, changed: changed, before: before, after: after))
      }
      return FlipRate(
        flips: flipped, comparisons: changes.count, logitChange: Self.ratio(of: changes, to: logits))
    }

    self.models = models
    paraphrase = try rate(nil) { $0.paraphrase }
    var edits: [(edit: TrivialEdit, rate: FlipRate)] = []
    for edit in TrivialEdit.allCases { edits.append((edit, try rate(edit) { edit.applied(to: $0.prompt) })) }
    self.edits = edits
    self.flips = flips
  }

  /// √(Σ_m Var(changes of m) / Σ_m Var(logits of m)); nil where the logits do not vary.
  private static func ratio(of changes: [[Double]], to logits: [[Double]]) -> Double? {
    func variance(_ rows: [[Double]]) -> Double {
      (0..<(rows.first?.count ?? 0)).reduce(0) { sum, model in
        let values = rows.map { $0[model] }
        let center = mean(values)
        return sum + values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(values.count)
      }
    }
    let spread = variance(logits)
    return spread > 0 ? (variance(changes) / spread).squareRoot() : nil
  }
}

extension Decision {
  /// The logit of each model's probability.
  fileprivate var logits: [Double] { probabilities.map { logit($0, clip: LogitClip.statedProbability) } }
}

/// The same request in the words of two people, which one model should serve.
package struct ParaphrasePair: Sendable, Equatable {
  package let id: String
  package let prompt: Prompt
  package let paraphrase: Prompt

  package init(id: String, prompt: Prompt, paraphrase: Prompt) {
    self.id = id
    self.prompt = prompt
    self.paraphrase = paraphrase
  }
}

/// The share of comparisons on which the decision changed though the request did not: flips / comparisons.
package struct FlipRate: Sendable, Equatable {
  package let flips: Int
  package let comparisons: Int
  /// The standard deviation of the logits' changes over that of the logits; nil where these do not vary.
  package let logitChange: Double?

  package init(flips: Int, comparisons: Int, logitChange: Double? = nil) {
    precondition(0 <= flips && flips <= comparisons, "a flip is one of the comparisons")
    self.flips = flips
    self.comparisons = comparisons
    self.logitChange = logitChange
  }

  /// A number in [0, 1]; nil when nothing was compared.
  package var share: Double? { comparisons == 0 ? nil : Double(flips) / Double(comparisons) }

  /// Wilson's at 95 %: most rates here are near 0, where a bootstrap would see no spread.
  package var interval: Interval? {
    comparisons > 0 ? Interval(wilson: Double(flips) / Double(comparisons), count: Double(comparisons)) : nil
  }
}

/// An edit of the last turn that does not change the request, so that the decision should stay as well.
package enum TrivialEdit: String, Sendable, CaseIterable {
  case lowerCase = "lower case"
  case upperCaseInitial = "upper-case first letter"
  case trailingSpace = "space at the end"
  case trailingNewline = "newline at the end"
  case please = "\"please\" in front"
  case withoutFinalMarks = "no final punctuation"

  /// The edited prompt; nil where the edit changes nothing, or would leave nothing. O(length of the prompt).
  package func applied(to prompt: Prompt) -> Prompt? {
    var messages = prompt.messages
    guard let last = messages.indices.last, let text = applied(to: messages[last].content) else { return nil }
    messages[last] = Message(role: messages[last].role, content: text)
    return Prompt(messages: messages)
  }

  private func applied(to text: String) -> String? {
    let edited: String
    switch self {
    case .lowerCase: edited = text.lowercased()
    case .upperCaseInitial: edited = text.prefix(1).uppercased() + text.dropFirst()
    case .trailingSpace: edited = text + " "
    case .trailingNewline: edited = text + "\n"
    case .please: edited = text.lowercased().hasPrefix("please") ? text : "please " + text
    case .withoutFinalMarks:
      let rest = text.reversed().drop { ".!?…".contains($0) }
      edited = String(rest.reversed())
    }
    return edited == text || edited.isEmpty ? nil : edited
  }
}

extension ParaphraseRobustness {
  /// The rates for a terminal, then every decision that flipped: the probabilities, and both texts.
  package var text: String {
    var rows = [["changed by", "flips", "of", "%", "95 % interval", "logit change"]]
    for (name, rate) in [("paraphrase", paraphrase)] + edits.map({ ($0.edit.rawValue, $0.rate) }) {
      let interval = rate.interval.map { "[\(fixed(100 * $0.low, 1)), \(fixed(100 * $0.high, 1))]" } ?? ""
      rows.append([
        name, "\(rate.flips)", "\(rate.comparisons)", fixed(rate.share.map { 100 * $0 }, 1), interval,
        fixed(rate.logitChange, 2),
      ])
    }
    let note = ["logit change: standard deviation of the logits' changes, over that of the logits"]
    return (aligned(rows) + note + flips.flatMap { [""] + lines(of: $0) }).joined(separator: "\n")
  }

  package var json: JSONValue {
    .object([
      ("pairs", .integer(paraphrase.comparisons)),
      ("paraphrase", paraphrase.json),
      ("edits", .object(edits.map { ($0.edit.rawValue, $0.rate.json) })),
      ("flipped", .array(flips.map(json))),
    ])
  }

  private func lines(of flip: Flip) -> [String] {
    func line(_ decision: Decision, _ prompt: Prompt) -> String {
      let probabilities = zip(models, decision.probabilities).map { "\($0) \(fixed($1))" }.joined(separator: ", ")
      return "  \(probabilities): \(JSONValue.string(prompt.lastUserTurn).text)"
    }
    return [
      "\(flip.id), \(flip.edit?.rawValue ?? "paraphrase"): \(flip.before.model) → \(flip.after.model)",
      line(flip.before, flip.prompt), line(flip.after, flip.changed),
    ]
  }

  private func json(of flip: Flip) -> JSONValue {
    func side(_ decision: Decision, _ prompt: Prompt) -> JSONValue {
      .object([
        ("prompt", .string(prompt.lastUserTurn)), ("model", .string(decision.model)),
        ("probabilities", .object(zip(models, decision.probabilities).map { ($0, .figure($1)) })),
      ])
    }
    return .object([
      ("id", .string(flip.id)), ("changed_by", .string(flip.edit?.rawValue ?? "paraphrase")),
      ("before", side(flip.before, flip.prompt)), ("after", side(flip.after, flip.changed)),
    ])
  }
}

extension FlipRate {
  var json: JSONValue {
    .object([
      ("flips", .integer(flips)), ("comparisons", .integer(comparisons)), ("share", .figure(share)),
      ("interval", interval?.json ?? .null), ("logit_change", .figure(logitChange)),
    ])
  }
}
