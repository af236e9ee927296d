extension PairCuts {
  /// RouteLLM's APGR; the masses must be whole numbers. O(K).
  ///
  /// "σ ≥ t" for an interpolated quantile t only asks which order statistic is the first to reach t. For the k-th
  /// threshold of N prompts that is number ⌈k(N − 1)/10⌉ from the bottom, which is ⌊(10 − k)(N − 1)/10⌋ from the top,
  /// and its whole tie block goes to the strong model. So no threshold is ever computed, and equal ones are harmless.
  var apgrRouteLLM: Double? {
    guard isDefined else { return nil }
    // Ten steps between eleven thresholds, as in RouteLLM's evaluation.
    let steps = 10
    var area = 0.0
    var cut = 0
    for step in 1...steps {
      let previous = cut
      let rank = Double(step * (Int(totalMass) - 1) / steps)
      while mass[cut] <= rank { cut += 1 }
      area += (mass[cut] - mass[previous]) * (gain[cut] + gain[previous])
    }
    return area / (2 * totalMass * totalGain)
  }
}

extension PairCurve {
  /// APGR as RouteLLM's `evaluate` means it, to set a published number beside ours; nil when S̄ = W̄.
  ///
  ///     t_k = quantile of σ at k/10, k = 0…10
  ///     strong if σ ≥ t_k for k < 10, if σ > t_10 for the last, which nothing is
  ///     APGR = (AUC − AUC_weak) / (AUC_strong − AUC_weak), AUC by trapezoid over the 11 points
  ///
  /// Weights must be whole numbers: a quantile needs to know how often each prompt is there. O(n).
  package var apgrRouteLLM: Double? {
    precondition(cuts.mass.allSatisfy { $0 == $0.rounded() }, "quantiles need whole weights")
    return cuts.apgrRouteLLM
  }
}
