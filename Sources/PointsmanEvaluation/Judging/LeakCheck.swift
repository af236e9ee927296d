package import Outcomes

/// What became of test prompts that stand in the training data, too.
package struct LeakCheck: Sendable, Equatable {
  package let counts: DuplicateCounts
  /// Whether they were taken out before judging.
  package let dropped: Bool

  package init(counts: DuplicateCounts, dropped: Bool) {
    (self.counts, self.dropped) = (counts, dropped)
  }

  /// One sentence for every report.
  package var words: String {
    guard counts.near > 0 else { return "No test prompt stands in the training data, to the letter or nearly." }
    let kinds =
      "\(counts.exact) to the letter, \(counts.normalized) but for case, spaces and punctuation, \(counts.near) nearly"
    return dropped
      ? "Test prompts that copy a training prompt were left out: \(kinds)."
      : "The figures are flattered: test prompts that copy a training prompt were judged (\(kinds))."
  }

  /// Whether the figures can be taken at their word.
  package var isClean: Bool { dropped || counts.near == 0 }
}
