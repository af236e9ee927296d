internal import PointsmanSupport

/// RouterArena's one number for accuracy A and cost, a weighted harmonic mean.
///
///     (1 + β)·A·C / (β·A + C),  C = (log2 c_max − log2 c) / (log2 c_max − log2 c_min)
///
/// c is in USD per 1,000 prompts; β = 0.1, c_max = 200 and c_min = 0.0044 are the arena's. Costs beyond either end count
/// as the end. Source: RouterArena, 2025.
///
/// - Parameters:
///   - score: A, the mean score, in [0, 1].
///   - cost: mean USD a prompt.
/// - Returns: a number in [0, 1]. O(1).
package func arenaScore(score: Double, cost: Double) -> Double {
  precondition(0 <= score && score <= 1 && cost >= 0, "a score lies in [0, 1], and a cost is not negative")
  let (beta, dearest, cheapest) = (0.1, 200.0, 0.0044)
  let thousand = min(max(1_000 * cost, cheapest), dearest)
  let saving = (log2(dearest) - log2(thousand)) / (log2(dearest) - log2(cheapest))
  return score + saving > 0 ? (1 + beta) * score * saving / (beta * score + saving) : 0
}
