internal import CPointsmanSystem

/// How many prompts it takes to show that a gain of this size is none of chance.
///
///     n = ((z₀.₉₇₅ + z₀.₈₀) · sd(d) / d̄)²
///
/// With n prompts like these a two-sided paired test at 95 % finds the gain in four of five samples. Source: any text on
/// the power of the paired z-test; Cohen, "Statistical power analysis for the behavioral sciences", 1988.
///
/// - Parameter differences: the router's score less the best single model's, prompt by prompt.
/// - Returns: nil when the mean difference is not above 0, or there are fewer than two. O(n).
package func detectionSize(of differences: [Double]) -> Int? {
  let gain = mean(differences)
  guard differences.count > 1, gain > 0 else { return nil }
  let variance =
    differences.reduce(0) { $0 + ($1 - gain) * ($1 - gain) } / Double(differences.count - 1)
  // The normal distribution's 97.5 % and 80 % points.
  let reach = 1.959963984540054 + 0.8416212335729143
  return max(1, Int((reach * reach * variance / (gain * gain)).rounded(.up)))
}
