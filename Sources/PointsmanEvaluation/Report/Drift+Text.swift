extension Drift {
  /// What `pointsman calibrate` prints of drift.
  package var text: String {
    var lines = ["against training, on \(prompts) prompts", ""]
    if let trainedOn, trainedOn.known > 0 {
      let share = "\(trainedOn.known) of the \(trainedOn.comparable) prompts that can be told apart"
      lines += wrapped(
        "The router was trained on \(trainedOn.known == trainedOn.comparable ? "these prompts" : share): it knows the answers, and is "
          + "surer of them than of fresh prompts, with which the index below compares. Neither the index nor the "
          + "threshold holds for fresh prompts: calibrate on those.")
      lines.append("")
    }
    lines += aligned(
      [["model", "stability index", ""]]
        + stability.map { [$0.model, fixed($0.index), $0.index.map(Self.verdict) ?? "unknown"] })
    if let unfamiliar { lines += ["", "unlike those of training: \(fixed(100 * unfamiliar, 1)) %"] }
    if features.isEmpty {
      lines.append("no feature of form has moved")
    } else {
      // Ten tell the story; a drift moves many features that hang together.
      lines += ["", "features that moved, in standard deviations"]
      lines += aligned([["feature", "shift"]] + features.prefix(10).map { [$0.name, signed($0.shift, 2)] })
    }
    return lines.joined(separator: "\n")
  }

  private static func verdict(_ index: Double) -> String {
    index < 0.1 ? "stable" : index <= 0.25 ? "some shift" : "major shift"
  }
}
