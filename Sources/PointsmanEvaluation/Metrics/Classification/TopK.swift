/// The share of prompts with a best model among the k most probable; of equal probabilities the lower column goes first.
///
///     top-k = mean over i of [argmax_m s_im meets the k highest p̂_im]
///
/// Top-1 is the accuracy; top-M is 1. A prompt's best models are those of its highest observed score.
///
/// - Parameters:
///   - probabilities: n × models, row-major.
///   - scores: n × models, row-major; NaN for a missing cell.
/// - Returns: a number in [0, 1], or nil when no prompt has an observed score.
/// - Complexity: O(n · models · log models).
package func topKAccuracy(_ k: Int, probabilities: [Double], scores: [Double], models: Int) -> Double? {
  precondition(k > 0 && models > 0, "at least one choice among at least one model")
  precondition(probabilities.count == scores.count && scores.count % models == 0, "one score a probability")
  let hits = stride(from: 0, to: scores.count, by: models).compactMap { start -> Double? in
    let observed = (0..<models).filter { !scores[start + $0].isNaN }
    guard let most = observed.map({ scores[start + $0] }).max() else { return nil }
    let first = observed.sorted { (-probabilities[start + $0], $0) < (-probabilities[start + $1], $1) }.prefix(k)
    return first.contains { scores[start + $0] == most } ? 1 : 0
  }
  return weightedMean(of: hits, weights: nil)
}
