/// Recall where few models are right: among prompts that at least one and at most k models get right, the share on which
/// the chosen model is right.
///
/// A model is right when its score is at least ½. With k = 1 it says how well a router finds the one model that will do.
///
/// - Parameters:
///   - choices: the n chosen models, as column numbers.
///   - scores: n × models, row-major; NaN for a missing cell, which is not right.
/// - Returns: a number in [0, 1], or nil when there are no such prompts.
/// - Complexity: O(n · models).
package func modelRecall(atMost k: Int, choices: [Int], scores: [Double], models: Int) -> Double? {
  precondition(scores.count == choices.count * models, "scores are prompts × models")
  let hits = choices.enumerated().compactMap { row, choice -> Double? in
    let right = (0..<models).filter { scores[row * models + $0] >= 0.5 }
    return (1...max(1, k)).contains(right.count) ? (right.contains(choice) ? 1 : 0) : nil
  }
  return weightedMean(of: hits, weights: nil)
}
