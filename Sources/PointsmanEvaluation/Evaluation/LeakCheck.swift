package import PointsmanOutcomes

/// Test prompts that are in the training data too: how many there are, and whether they were left out.
package struct LeakCheck: Sendable, Equatable {
  /// nil where the training outcomes were not given, so that nothing could be looked for.
  package let counts: DuplicateCounts?
  /// Copies at least this much alike were left out of the evaluation; none when nil.
  package let dropped: DuplicateCounts.Likeness?
  /// True when they were looked for in the router's own training rows.
  package let isWhole: Bool

  package init(counts: DuplicateCounts?, dropped: DuplicateCounts.Likeness?, isWhole: Bool) {
    (self.counts, self.dropped, self.isWhole) = (counts, dropped, isWhole)
  }

  /// Copies that were evaluated.
  package var kept: Int {
    guard let counts else { return 0 }
    return counts.near - (dropped.map { counts.rows(atLeast: $0).count } ?? 0)
  }

  /// A sentence or two for every report.
  package var summary: String {
    guard let counts else {
      return "Leaks were not looked for: that needs the training outcomes."
    }
    let copies =
      "\(counts.exact) to the letter, \(counts.normalized) with those alike but for case, spaces and punctuation, "
      + "\(counts.near) with those nearly alike"
    var text: String
    switch (counts.near, dropped) {
    case (0, _): text = "No test prompt is in the training data, to the letter or nearly."
    case (_, nil): text = "The figures are flattered: test prompts that copy a training prompt were judged (\(copies))."
    case (_, let dropped?):
      text = "Of test prompts that copy a training prompt (\(copies)) \(counts.near - kept) were left out."
      if kept > 0 {
        text += " The \(kept) less alike than \(dropped.rawValue) were judged, which may flatter the figures."
      }
    }
    if !isWhole {
      text +=
        " They were looked for in outcomes that are not, row for row, what the router was trained on: more may be there."
    }
    return text
  }

  /// True when no known copy was evaluated.
  package var isClean: Bool { kept == 0 }
}
