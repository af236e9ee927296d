extension PairCurve {
  /// What is lost when the share `costAdvantage` of prompts goes to the weak model: (S̄ − a(f)) / S̄, f = 1 − share.
  ///
  /// Negative where routing beats the strong model; nil when S̄ is 0. Source: Ding et al., "Hybrid LLM", 2024. O(log n).
  package func qualityDrop(costAdvantage: Double) -> Double? {
    strongMean > 0 ? (strongMean - score(at: 1 - costAdvantage)) / strongMean : nil
  }

  /// What routing at a share f of strong calls is worth over the weak model alone, less what the calls cost.
  ///
  ///     net benefit = a(f) − W̄ − λ·f·(c̄_S − c̄_W)
  ///
  /// All-weak is 0 by definition; all-strong is the value at f = 1. Source: Vickers and Elkin, "Decision curve analysis",
  /// 2006, with routing in the place of treatment. O(log n).
  ///
  /// - Parameters:
  ///   - lambda: the price of money, score per USD.
  ///   - extraCost: c̄_S − c̄_W, mean USD a strong call costs more.
  package func netBenefit(at share: Double, lambda: Double, extraCost: Double) -> Double {
    score(at: share) - weakMean - lambda * share * extraCost
  }
}
