/// How far promised probabilities are from observed frequencies: ECE = Σ_k q_k |p̄_k − ȳ_k|.
///
/// `.equalWidth(15)` is the usual expected calibration error; `.equalMass(15)` is the adaptive one, which does not
/// waste bins where no probabilities fall. Fifteen is the number of bins in Guo et al., "On calibration of modern
/// neural networks", 2017.
///
/// - Parameters:
///   - probabilities: n numbers in [0, 1].
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when there is no weight.
/// - Complexity: O(n log n).
package func calibrationError(
  probabilities: [Double], labels: [Double], weights: [Double]? = nil, bins: ProbabilityBins = .equalWidth(15)
) -> Double? {
  let parts = bins.split(probabilities: probabilities, labels: labels, weights: weights)
  return weightedMean(of: parts.map { abs($0.probability - $0.label) }, weights: parts.map(\.mass))
}
