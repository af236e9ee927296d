internal import Pointsman
internal import PointsmanRegression
internal import PointsmanSupport

/// The way from held-out logits to probabilities: Platt's line or the isotonic curve, chosen by log loss on folds that
/// neither was fitted on.
///
/// The isotonic curve must win by more than one standard error over the folds: its steps make ties, which cost ranking.
/// Under a thousand rows it fits noise (Niculescu-Mizil and Caruana, "Predicting good probabilities with supervised
/// learning", 2005), and Platt's line is taken.
struct CalibrationFit {
  /// The least total weight of rows for an isotonic curve.
  static let isotonicWeight = 1000.0

  let calibration: Calibration
  /// Of Platt's line; nil for the isotonic curve, which has a closed form.
  let certificate: Certificate?

  /// One logit, label, weight and fold a row.
  init(logits: [Double], labels: [Double], weights: [Double], folds: [Int]) {
    let data = CalibrationRows(logits: logits, labels: labels, weights: weights)
    let all = Array(logits.indices)
    var gains: [Double] = []
    let isWorthTrying = weights.reduce(0, +) >= Self.isotonicWeight
    for fold in Set(folds).sorted() where isWorthTrying {
      let (inside, outside) = (all.filter { folds[$0] == fold }, all.filter { folds[$0] != fold })
      guard !outside.isEmpty else {
        gains = []
        break
      }
      gains.append(
        data.loss(PlattLine(data, outside).calibration, inside) - data.loss(data.isotonic(outside), inside))
    }
    if gains.meanExceedsStandardError {
      (calibration, certificate) = (data.isotonic(all), nil)
    } else {
      let line = PlattLine(data, all)
      (calibration, certificate) = (line.calibration, line.certificate)
    }
  }
}

/// σ(slope z + intercept), the minimum over some rows of Σ ω ℓ + (10 / 2) (slope − 1)², with slope ≥ 0.1.
///
/// The logits are stacked log odds, so that a slope of 1 is where few rows are drawn to. Held-out logits of few rows run
/// against the labels, as each fold's mean is left out of its own fit. Without the two, 50 rows often gave a slope of 0,
/// and every prompt one probability.
///
/// Labels are drawn in from 0 and 1 as Platt does, to 1 / (N₋ + 2) and (N₊ + 1) / (N₊ + 2) with N₊ and N₋ the weights
/// of hits and misses, so that few rows, however separable, prove no certainty.
private struct PlattLine {
  /// The search ends by the sum of both moves. Routers store calibrations as Float64, where one step more or less shows
  /// in the last bits.
  private static let solver = BoundedNewton(maximumIterations: 30, norm: .sum)

  private static let leastSlope = 0.1

  let calibration: Calibration
  let certificate: Certificate

  init(_ data: CalibrationRows, _ rows: [Int]) {
    let objective = Objective(data, rows)
    let minimum = Self.solver.minimize(objective, from: [1, 0])
    guard minimum.point[0] < Self.leastSlope else {
      calibration = .platt(slope: minimum.point[0], intercept: minimum.point[1])
      certificate = Self.solver.certificate(of: minimum, objective)
      return
    }
    let ofIntercept = InterceptObjective(line: objective, slope: Self.leastSlope)
    let intercept = Self.solver.minimize(ofIntercept, from: [0])
    calibration = .platt(slope: Self.leastSlope, intercept: intercept.point[0])
    certificate = Self.solver.certificate(of: intercept, ofIntercept)
  }

  /// The objective of the intercept alone.
  private struct InterceptObjective: ConvexObjective {
    let line: Objective
    let slope: Double

    var weight: Double { line.weight }
    func value(at x: [Double]) -> Double { line.value(at: [slope, x[0]]) }
    func derivatives(at x: [Double]) -> Derivatives {
      let derivatives = line.derivatives(at: [slope, x[0]])
      return Derivatives(gradient: [derivatives.gradient[1]], hessian: [[derivatives.hessian[1][1]]])
    }
  }

  /// The log loss as a sum over rows.
  private struct Objective: ConvexObjective {
    let data: CalibrationRows
    let rows: [Int]
    let total: Double
    /// The labels of a miss and of a hit.
    let low, high: Double
    /// Toward a slope of 1.
    let slopeRidge = 10.0
    /// Toward an intercept of 0: a thousandth of a row keeps the steps defined.
    let interceptRidge = 1e-3

    init(_ data: CalibrationRows, _ rows: [Int]) {
      let total = rows.reduce(0) { $0 + data.weights[$1] }
      let hits = rows.reduce(0) { $0 + data.weights[$1] * data.labels[$1] }
      (low, high) = (1 / (total - hits + 2), (hits + 1) / (hits + 2))
      (self.data, self.rows, self.total) = (data, rows, total)
    }

    var weight: Double { max(1, total) }

    func value(at x: [Double]) -> Double {
      let (slope, intercept) = (x[0], x[1])
      return rows.reduce(
        slopeRidge / 2 * (slope - 1) * (slope - 1) + interceptRidge / 2 * intercept * intercept
      ) { sum, row in
        let z = slope * data.logits[row] + intercept
        return sum + data.weights[row] * (softplus(z) - (low + (high - low) * data.labels[row]) * z)
      }
    }

    func derivatives(at x: [Double]) -> Derivatives {
      let (slope, intercept) = (x[0], x[1])
      var (g0, g1) = (slopeRidge * (slope - 1), interceptRidge * intercept)
      var (h00, h01, h11) = (slopeRidge, 0.0, interceptRidge)
      for row in rows {
        let (z, weight) = (data.logits[row], data.weights[row])
        let p = sigmoid(slope * z + intercept)
        let (residual, curvature) = (weight * (p - low - (high - low) * data.labels[row]), weight * p * (1 - p))
        g0 += residual * z
        g1 += residual
        h00 += curvature * z * z
        h01 += curvature * z
        h11 += curvature
      }
      return Derivatives(gradient: [g0, g1], hessian: [[h00, h01], [h01, h11]])
    }
  }
}

/// Held-out logits with their labels and weights.
private struct CalibrationRows {
  let logits: [Double]
  let labels: [Double]
  let weights: [Double]

  /// The least-squares non-decreasing fit; each pool is a level stretch of the curve.
  func isotonic(_ rows: [Int]) -> Calibration {
    let pools = IsotonicRegression(
      rows.map { logits[$0] }, labels: rows.map { labels[$0] }, weights: rows.map { weights[$0] }
    ).pools
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

  func loss(_ calibration: Calibration, _ rows: [Int]) -> Double {
    rows.reduce(0) { sum, row in
      // Float64 rounds probabilities this near to 0 and 1; the bound keeps the logarithm finite.
      let p = max(1e-15, min(1 - 1e-15, calibration.probability(logit: logits[row])))
      return sum - weights[row] * (labels[row] * log(p) + (1 - labels[row]) * log(1 - p))
    }
  }
}

extension [Double] {
  /// True if the mean of these gains, one a fold, is above 0 by more than its standard error.
  var meanExceedsStandardError: Bool {
    guard !isEmpty else { return false }
    let mean = reduce(0, +) / Double(count)
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let standardError = (squares / Double(Swift.max(1, count - 1)) / Double(count)).squareRoot()
    return mean > standardError
  }
}
