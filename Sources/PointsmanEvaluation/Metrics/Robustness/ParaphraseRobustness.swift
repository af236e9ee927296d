package import Pointsman

/// Whether a router decides by what is asked or by how it is put: how many decisions flip under paraphrase, and under
/// each trivial edit.
///
///     flip rate = #{pairs : model(prompt) ≠ model(paraphrase)} / #pairs
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
    /// What changed the prompt; nil for the paraphrase.
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
      var (flipped, compared) = (0, 0)
      for (pair, before) in zip(pairs, before) {
        guard let changed = change(pair) else { continue }
        compared += 1
        let after = try decide(changed)
        guard after.model != before.model else { continue }
        flipped += 1
        flips.append(
          Flip(id: pair.id, edit: edit, prompt: pair.prompt, changed: changed, before: before, after: after))
      }
      return FlipRate(flips: flipped, comparisons: compared)
    }

    self.models = models
    paraphrase = try rate(nil) { $0.paraphrase }
    var edits: [(edit: TrivialEdit, rate: FlipRate)] = []
    for edit in TrivialEdit.allCases { edits.append((edit, try rate(edit) { edit.applied(to: $0.prompt) })) }
    self.edits = edits
    self.flips = flips
  }
}
