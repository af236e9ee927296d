internal import PointsmanSupport

/// The surprise, in nats, of one outcome y under probability p: −y ln p − (1 − y) ln(1 − p).
///
/// Exactly 0 when p is 0 or 1 and the label agrees, and infinite when it does not; nothing is clipped. O(1).
package func logLoss(probability: Double, label: Double) -> Double {
  precondition(0 <= probability && probability <= 1, "a probability lies in [0, 1]")
  let positive = label == 0 ? 0 : -label * log(probability)
  let negative = label == 1 ? 0 : -(1 - label) * log1p(-probability)
  return positive + negative
}

/// The weighted mean log loss of n probabilities, in nats.
///
/// A soft label's floor is its entropy, not 0. A constant p = ȳ scores the entropy of ȳ, with any model.
///
/// - Parameters:
///   - probabilities: n numbers in [0, 1].
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, ∞], or nil when there is no weight.
/// - Complexity: O(n).
package func logLoss(probabilities: [Double], labels: [Double], weights: [Double]? = nil) -> Double? {
  checkLabels(labels, weights: weights, rows: probabilities.count)
  let losses = zip(probabilities, labels).map { logLoss(probability: $0, label: $1) }
  return weightedMean(of: losses, weights: weights)
}

/// The weighted mean squared error of n probabilities: Brier = Σ w (p − y)² / Σ w.
///
/// A soft label is met exactly by p = y. Source: Brier, "Verification of forecasts", 1950.
///
/// - Parameters:
///   - probabilities: n numbers in [0, 1].
///   - labels: n numbers in [0, 1].
///   - weights: n non-negative numbers; all 1 when nil.
/// - Returns: a number in [0, 1], or nil when there is no weight.
/// - Complexity: O(n).
package func brierScore(probabilities: [Double], labels: [Double], weights: [Double]? = nil) -> Double? {
  checkLabels(labels, weights: weights, rows: probabilities.count)
  let errors = zip(probabilities, labels).map { ($0 - $1) * ($0 - $1) }
  return weightedMean(of: errors, weights: weights)
}

/// The parts of a Brier score: Brier = reliability − resolution + uncertainty + withinBin.
///
/// Over bins k with mass share q_k, mean probability p̄_k and mean label ȳ_k, ȳ the overall mean label:
///
///     reliability = Σ q_k (p̄_k − ȳ_k)²      what recalibration would win; 0 is best
///     resolution  = Σ q_k (ȳ_k − ȳ)²        what the model knows; more is better
///     uncertainty = mean (y − ȳ)²           how hard the outcomes are; no model changes it
///     withinBin   = mean (p − p̄_k)² − 2 mean (p − p̄_k)(y − ȳ_k)
///
/// The last term is what binning hides. It is 0 for `.equalValues`, and without it the parts do not sum.
/// Sources: Murphy, "A new vector partition of the probability score", 1973; Stephenson, Coelho and Jolliffe, "Two
/// extra components in the Brier score decomposition", 2008.
package struct BrierDecomposition: Sendable, Equatable {
  package let reliability: Double
  package let resolution: Double
  package let uncertainty: Double
  package let withinBin: Double

  /// The Brier score, put together again.
  package var score: Double { reliability - resolution + uncertainty + withinBin }

  /// Takes a Brier score apart; nil when there is no weight. O(n log n).
  ///
  /// - Parameters:
  ///   - probabilities: n numbers in [0, 1].
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init?(
    probabilities: [Double], labels: [Double], weights: [Double]? = nil, bins: ProbabilityBins = .equalValues
  ) {
    let parts = bins.split(probabilities: probabilities, labels: labels, weights: weights)
    guard let mean = weightedMean(of: labels, weights: weights) else { return nil }
    var total = 0.0
    var reliability = 0.0
    var resolution = 0.0
    var uncertainty = 0.0
    var withinBin = 0.0
    for bin in parts {
      let gap = bin.probability - bin.label
      let spread = bin.label - mean
      total += bin.mass
      reliability += bin.mass * gap * gap
      resolution += bin.mass * spread * spread
      for row in bin.rows {
        let weight = weights?[row] ?? 1
        let probability = probabilities[row] - bin.probability
        let label = labels[row] - bin.label
        withinBin += weight * probability * (probability - 2 * label)
        uncertainty += weight * (labels[row] - mean) * (labels[row] - mean)
      }
    }
    self.reliability = reliability / total
    self.resolution = resolution / total
    self.uncertainty = uncertainty / total
    self.withinBin = withinBin / total
  }
}
