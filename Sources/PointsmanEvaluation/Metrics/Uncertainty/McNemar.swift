/// McNemar's exact test: could two routers that differ on b + c prompts be equally good?
///
/// Only the prompts on which exactly one of the two is right say anything. If both are equally good, each is a fair
/// coin:
///
///     p = min(1, 2 · Σ_{k ≤ min(b, c)} C(b + c, k) / 2^(b + c))
///
/// Binomials are summed as significand and exponent, so no count is too large and small cases are exact.
/// Source: McNemar, "Note on the sampling error of the difference between correlated proportions", 1947.
///
/// - Parameters:
///   - b: prompts that only the first gets right.
///   - c: prompts that only the second gets right.
/// - Returns: the two-sided p-value; 1 when they never differ.
/// - Complexity: O(min(b, c)).
package func mcNemar(b: Int, c: Int) -> Double {
  precondition(b >= 0 && c >= 0, "a count is not negative")
  let trials = b + c
  let limit = 0x1p500  // Far from overflow, yet rarely reached.
  var exponent = 1 - trials
  var binomial = 1.0
  var sum = 1.0
  for k in 0..<min(b, c) {
    binomial = binomial * Double(trials - k) / Double(k + 1)
    sum += binomial
    if sum > limit {
      binomial /= limit
      sum /= limit
      exponent += Int(limit.exponent)
    }
  }
  return min(1, Double(sign: .plus, exponent: exponent, significand: sum))
}
