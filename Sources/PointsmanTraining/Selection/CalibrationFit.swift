internal import Pointsman
internal import PointsmanSupport

/// Chooses how held-out logits become probabilities: Platt's line or the isotonic curve, by log loss on folds that
/// neither was fitted on.
///
/// The isotonic curve must win by more than one standard error over the folds: its steps make ties, which cost ranking.
struct CalibrationFit {
  let logits: [Double]
  let labels: [Double]
  let weights: [Double]
  let folds: [Int]

  func best() -> Calibration {
    let all = Array(logits.indices)
    var gains: [Double] = []
    for fold in Set(folds).sorted() {
      let (inside, outside) = (all.filter { folds[$0] == fold }, all.filter { folds[$0] != fold })
      guard !outside.isEmpty else { return platt(all) }
      gains.append(loss(platt(outside), inside) - loss(isotonic(outside), inside))
    }
    return gains.meanExceedsStandardError ? isotonic(all) : platt(all)
  }

  /// σ(slope z + intercept) by Newton's method on the log loss, with slope ≥ 0.
  ///
  /// Labels are drawn in from 0 and 1 as Platt does, to 1 / (N₋ + 2) and (N₊ + 1) / (N₊ + 2) with N₊ and N₋ the weights
  /// of hits and misses, so that few rows, however separable, prove no certainty.
  private func platt(_ rows: [Int]) -> Calibration {
    let total = rows.reduce(0) { $0 + weights[$1] }
    let hits = rows.reduce(0) { $0 + weights[$1] * labels[$1] }
    let (low, high) = (1 / (total - hits + 2), (hits + 1) / (hits + 2))
    // A thousandth of a row of ridge toward (1, 0) keeps the steps defined where all logits are alike.
    let ridge = 1e-3
    var (slope, intercept) = (1.0, 0.0)
    for _ in 0..<30 {
      var (g0, g1) = (ridge * (slope - 1), ridge * intercept)
      var (h00, h01, h11) = (ridge, 0.0, ridge)
      for row in rows {
        let z = logits[row]
        let p = 1 / (1 + exp(-(slope * z + intercept)))
        let (residual, curvature) = (weights[row] * (p - low - (high - low) * labels[row]), weights[row] * p * (1 - p))
        g0 += residual * z
        g1 += residual
        h00 += curvature * z * z
        h01 += curvature * z
        h11 += curvature
      }
      let determinant = h00 * h11 - h01 * h01
      let step = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant)
      // A step of at most 1 keeps Newton's method from running off where the curvature is nearly none.
      slope -= max(-1, min(1, step.0))
      intercept -= max(-1, min(1, step.1))
      if abs(step.0) + abs(step.1) < 1e-9 { break }
    }
    guard slope >= 0 else { return .platt(slope: 0, intercept: baseLogit(rows)) }
    return .platt(slope: slope, intercept: intercept)
  }

  /// The logit of the smoothed mean label.
  private func baseLogit(_ rows: [Int]) -> Double {
    let weight = rows.reduce(0) { $0 + weights[$1] }
    let hits = rows.reduce(0) { $0 + weights[$1] * labels[$1] }
    return log((hits + 0.5) / (weight - hits + 0.5))
  }

  /// The least-squares non-decreasing fit, by pooling adjacent violators (Ayer et al. 1955); each pool is a level
  /// stretch of the curve.
  private func isotonic(_ rows: [Int]) -> Calibration {
    // Rows of one logit are one point first, so that their order does not matter.
    var points: [Pool] = []
    for row in rows.sorted(by: { (logits[$0], $0) < (logits[$1], $1) }) where weights[row] > 0 {
      let point = Pool(first: logits[row], last: logits[row], label: labels[row], weight: weights[row])
      if let last = points.last, last.last == point.first {
        points[points.count - 1] = last.joined(with: point)
      } else {
        points.append(point)
      }
    }
    var pools: [Pool] = []
    for point in points {
      var pool = point
      while let last = pools.last, last.label >= pool.label {
        pool = last.joined(with: pool)
        pools.removeLast()
      }
      pools.append(pool)
    }
    guard !pools.isEmpty else { return .identity }
    // No finite sample proves a probability of 0 or 1: keep half a row away from both.
    let edge = 0.5 / (rows.reduce(0) { $0 + weights[$1] } + 1)
    // A pool is level from its first logit to its last, as in scikit-learn.
    let curve = pools.flatMap { pool in
      let probability = max(edge, min(1 - edge, pool.label))
      return (pool.first < pool.last ? [pool.first, pool.last] : [pool.first]).map { ($0, probability) }
    }
    return .isotonic(logits: curve.map(\.0), probabilities: curve.map(\.1))
  }

  private func loss(_ calibration: Calibration, _ rows: [Int]) -> Double {
    rows.reduce(0) { sum, row in
      // Float64 rounds probabilities this near to 0 and 1; the bound keeps the logarithm finite.
      let p = max(1e-15, min(1 - 1e-15, calibration.probability(logit: logits[row])))
      return sum - weights[row] * (labels[row] * log(p) + (1 - labels[row]) * log(1 - p))
    }
  }
}

/// Neighbouring rows that share one value of the isotonic curve: their first and last logit, mean label and total
/// weight.
private struct Pool {
  let first: Double
  let last: Double
  let label: Double
  let weight: Double

  /// The pool and the one that follows it, as one.
  func joined(with next: Pool) -> Pool {
    let total = weight + next.weight
    return Pool(
      first: first, last: next.last, label: (label * weight + next.label * next.weight) / total, weight: total)
  }
}
