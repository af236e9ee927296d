extension OperatingCurve {
  /// What was certified, in words, with the figures of the point beside the best model's.
  ///
  /// - Parameter certified: the point's index; nil when the first already failed.
  package func certificate(_ certified: Int?, _ test: GuaranteeTest, models: [String]) -> String {
    let bestScore = mean(singles[best])
    let promise = "\(percent(test.share)) of \(models[best])'s quality at \(percent(test.confidence)) confidence"
    guard let certified else {
      return wrapped(
        "Not certified: on \(count) prompts no way of choosing surely keeps \(promise). Always use \(models[best]), "
          + "or bring more prompts, or ask for less."
      ).joined(separator: "\n")
    }
    let score = mean(scores[certified])
    var text =
      "Certified on \(count) prompts: \(objectives[certified].words) keeps \(promise). It scores \(fixed(score)) "
      + "against \(fixed(bestScore)), \(percent(score / bestScore))"
    if let costs, let singleCosts {
      text += ", and costs \(significant(costs[certified])) USD a prompt against \(significant(singleCosts[best]))"
    }
    return wrapped(text + ".").joined(separator: "\n")
  }

  private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }
}
