/// LLMRouterBench's three relative distances of a mean score A: to a random choice, to the best single model, to the
/// oracle.
///
///     Gain@R = (A − A_random)/A_random    Gain@B = (A − A_best)/A_best    Gap@O = (A_oracle − A)/A_oracle
///
/// Each is nil when its denominator is 0.
package struct RelativeGains: Sendable, Equatable {
  package let overRandom: Double?
  package let overBest: Double?
  package let belowOracle: Double?

  /// O(1).
  package init(score: Double, random: Double, best: Double, oracle: Double) {
    overRandom = random > 0 ? (score - random) / random : nil
    overBest = best > 0 ? (score - best) / best : nil
    belowOracle = oracle > 0 ? (oracle - score) / oracle : nil
  }
}
