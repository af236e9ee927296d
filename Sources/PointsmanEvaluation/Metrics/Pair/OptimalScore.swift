/// The best mean score that any router of two models reaches with a share f of strong calls.
///
///     â(f) = W̄ + (1/n) Σ of the fn largest positive gains S_i − W_i
///
/// For 0/1 scores it is [#W right + min(fn, #(W wrong and S right))] / n. Calls that would lose are not made.
///
/// - Parameters:
///   - weak: the weak model's n scores.
///   - strong: the strong model's n scores.
/// - Returns: a number in [0, 1], or nil without prompts.
/// - Complexity: O(n log n).
package func optimalScore(share: Double, weak: [Double], strong: [Double]) -> Double? {
  precondition(weak.count == strong.count, "one score a model for each prompt")
  precondition(0 <= share && share <= 1, "a share of calls lies in [0, 1]")
  guard !weak.isEmpty else { return nil }
  let gains = zip(weak, strong).map { $1 - $0 }.filter { $0 > 0 }.sorted(by: >)
  let calls = share * Double(weak.count)
  var sum = weak.reduce(0, +)
  for (index, gain) in gains.enumerated() where Double(index) < calls {
    sum += gain * min(1, calls - Double(index))
  }
  return sum / Double(weak.count)
}
