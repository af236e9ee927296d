internal import PointsmanSupport

/// The figure of miscalibration that chance alone makes: what perfectly calibrated heads show on as many prompts.
///
/// A binned calibration error, or the reliability of a Brier score, is above 0 for a calibrated head, since observed shares
/// scatter about their probabilities. At 200 prompts it shows an error of about 0.08. So labels are drawn as the
/// probabilities promise, and the figure is taken again. Prompts are taken as independent.
///
/// Scores that are fractions scatter less than 0 and 1. Their draws p + √φ (b − p), b being 0 or 1, have
/// φ = min(1, Σ w (y − p)² / Σ w p (1 − p)); φ is 1 where all scores are 0 or 1.
/// Source: Bröcker and Smith, "Increasing the reliability of reliability diagrams", 2007.
package struct ChanceOfCalibration: Sendable, Equatable {
  /// The mean over draws.
  package let mean: Double
  /// 95 of 100 calibrated heads show no more.
  package let high: Double

  /// Draws that leave a standard error of a fiftieth of the mean or less.
  package static let draws = 200

  /// The calibration error of calibrated heads; nil when there is no weight. O(draws · n).
  package init?(
    errorOf probabilities: [Double], labels: [Double], weights: [Double]? = nil,
    bins: ProbabilityBins = .equalWidth(15), seed: UInt64 = 0
  ) {
    // Bins depend on probabilities alone.
    let parts = bins.split(probabilities: probabilities, labels: labels, weights: weights)
    let total = parts.reduce(0) { $0 + $1.mass }
    guard total > 0 else { return nil }
    self.init(probabilities, labels, weights, draws: Self.draws, seed: seed) { drawn in
      parts.reduce(0) { sum, bin in
        sum
          + abs(
            bin.rows.reduce(0) { sum, row in
              sum + (weights?[row] ?? 1) * (probabilities[row] - drawn[row])
            }) / total
      }
    }
  }

  /// The reliability of the Brier score of calibrated heads; nil when there is no weight. O(draws · n + n log n).
  package init?(
    reliabilityOf probabilities: [Double], labels: [Double], weights: [Double]? = nil, seed: UInt64 = 0
  ) {
    // Sorted once, isotonic regression is linear.
    let order = TieBlocks(ascending: probabilities).order
    let (sorted, sortedWeights) = (
      order.map { probabilities[$0] }, weights.map { weights in order.map { weights[$0] } }
    )
    guard (weights.map { $0.reduce(0, +) } ?? Double(order.count)) > 0 else { return nil }
    // A quarter of the draws: regression costs more than bins, and this is no figure of the first page.
    self.init(sorted, order.map { labels[$0] }, sortedWeights, draws: Self.draws / 4, seed: seed) { drawn in
      BrierDecomposition(probabilities: sorted, labels: drawn, weights: sortedWeights)?.reliability ?? 0
    }
  }

  private init(
    _ probabilities: [Double], _ labels: [Double], _ weights: [Double]?, draws: Int, seed: UInt64,
    of figure: (_ labels: [Double]) -> Double
  ) {
    checkLabels(labels, weights: weights, rows: probabilities.count)
    var spread = 1.0
    if labels.contains(where: { $0 != 0 && $0 != 1 }) {
      let expected = PointsmanEvaluation.mean(probabilities.map { $0 * (1 - $0) }, by: weights)
      let squares = zip(probabilities, labels).map { ($0 - $1) * ($0 - $1) }
      if expected > 0 { spread = min(1, PointsmanEvaluation.mean(squares, by: weights) / expected).squareRoot() }
    }
    var generator = SplitMix64(seed: seed)
    var drawn = probabilities
    let figures = (0..<draws).map { _ in
      for row in probabilities.indices {
        let p = probabilities[row]
        let hit = Double(generator.next() >> 11) * 0x1p-53 < p
        drawn[row] = p + spread * ((hit ? 1 : 0) - p)
      }
      return figure(drawn)
    }
    mean = PointsmanEvaluation.mean(figures)
    high = Interval(percentilesOf: figures, level: 0.9)?.high ?? mean
  }
}
