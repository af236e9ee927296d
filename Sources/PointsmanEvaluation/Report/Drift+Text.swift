extension Drift {
  /// What `pointsman calibrate` prints of drift.
  package var text: String {
    var lines = ["against training, on \(prompts) prompts", ""]
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
