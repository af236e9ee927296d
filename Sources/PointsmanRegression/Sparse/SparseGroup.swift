internal import PointsmanNumerics

/// Up to eight problems of a sparse batch, one a lane: their labels, weights and penalties.
struct SparseGroup<Loss: CanonicalLoss> {
  let problems: [Problem]
  let constantFits: [ConstantFit]
  /// K.
  let linearPredictorCount: Int
  /// ω_i, 0 where the lane's problem holds row i out or is at its constant.
  let rowWeights: [Lanes]
  /// y_ik at i K + k.
  let labels: [Lanes]
  /// w_ik at i K + k; all that matters of them is where they are 0.
  private let weights: [Lanes]
  /// True if any lane counts row i, and score k of it, at i (K + 1) and i (K + 1) + 1 + k.
  private let isCounted: [Bool]

  /// λ, and 1 in a lane that is not to be solved.
  let penalty: Lanes
  /// Λ = λ Ω, and 1 in a lane that is not to be solved.
  let scaledPenalty: Lanes
  /// 1 / Ω, and 0 in a lane that is not to be solved.
  let inverseWeight: Lanes
  /// The constants' intercepts, K.
  let constants: [Lanes]

  init(_ targets: Targets, _ problems: ArraySlice<Problem>) {
    let (n, predictors) = (targets.rows, targets.linearPredictorCount)
    let fits = ConstantFit.fits(targets, Array(problems))
    var rowWeights = [Lanes](repeating: Lanes(), count: n)
    var (labels, weights) = (
      [Lanes](repeating: Lanes(), count: n * predictors), [Lanes](repeating: Lanes(), count: n * predictors)
    )
    var (penalty, scaledPenalty, inverseWeight) = (Lanes(repeating: 1), Lanes(repeating: 1), Lanes())
    var constants = [Lanes](repeating: Lanes(), count: predictors)
    for (lane, (problem, fit)) in zip(problems, fits).enumerated() {
      for k in 0..<predictors { constants[k][lane] = Float(fit.intercepts[k]) }
      guard !fit.isDegenerate else { continue }
      penalty[lane] = Float(problem.penalty)
      scaledPenalty[lane] = Float(problem.penalty * fit.weight)
      inverseWeight[lane] = Float(1 / fit.weight)
      for row in 0..<n where !targets.isHeldOut(row: row, by: problem) {
        for k in 0..<predictors where fit.isLearnable[k] {
          labels[row * predictors + k][lane] = targets.labels[row, problem.task * predictors + k]
          weights[row * predictors + k][lane] = targets.weights[row, problem.task * predictors + k]
        }
      }
    }
    var isCounted = [Bool](repeating: false, count: n * (predictors + 1))
    var (rowLabels, rowOffers) = (constants, constants)
    for row in 0..<n {
      for k in 0..<predictors {
        (rowLabels[k], rowOffers[k]) = (labels[row * predictors + k], weights[row * predictors + k])
      }
      rowWeights[row] = Loss.rowWeight(rowOffers, &rowLabels)
      isCounted[row * (predictors + 1)] = any(rowWeights[row] .> 0)
      for k in 0..<predictors {
        labels[row * predictors + k] = rowLabels[k]
        isCounted[row * (predictors + 1) + 1 + k] = any(rowOffers[k] .> 0)
      }
    }
    (self.problems, constantFits, linearPredictorCount) = (Array(problems), fits, predictors)
    (self.rowWeights, self.labels, self.weights, self.isCounted) = (rowWeights, labels, weights, isCounted)
    (self.penalty, self.scaledPenalty, self.inverseWeight) = (penalty, scaledPenalty, inverseWeight)
    self.constants = constants
  }

  /// w_i: K values.
  func offered(_ row: Int) -> [Lanes] { Array(weights[row * linearPredictorCount..<(row + 1) * linearPredictorCount]) }

  /// True if some lane gives the row weight.
  func counts(_ row: Int) -> Bool { isCounted[row * (linearPredictorCount + 1)] }

  /// True if some lane offers score `k` on the row.
  func counts(_ row: Int, _ k: Int) -> Bool { isCounted[row * (linearPredictorCount + 1) + 1 + k] }
}

/// Where a group ended: the state of its descent, enough to go on at other penalties.
struct SparseResumption: Sendable {
  /// Λ.
  let scaledPenalty: Lanes
  /// V_k.
  let coefficients: [[Lanes]]
  /// u_ik at i K + k.
  let duals: [Lanes]
  /// s_k, t_k and b̃_k.
  let residualSum: [Lanes]
  let meanDot: [Lanes]
  let centredIntercept: [Lanes]
}

/// A sparse design matrix and what centring it takes: computed once, shared by every batch.
struct SparseGeometry {
  let design: SparseRows
  /// x̄, the mean row: d numbers.
  let mean: [Float]
  /// x_iᵀx̄ for every row, x̄ being the mean row.
  let meanDots: [Float]
  /// ‖x_i − x̄‖² for every row.
  let squaredNorms: [Float]
  /// ‖x̄‖².
  let meanSquaredNorm: Float

  init(_ design: SparseRows) throws(RegressionError) {
    var mean = [Double](repeating: 0, count: design.columns)
    var fault: RegressionError?
    design.sweep { row in
      for k in design.offsets[row]..<design.offsets[row + 1] {
        let (column, value) = (Int(design.indices[k]), design.values[k])
        if !value.isFinite && fault == nil { fault = .notFinite(row: row, column: column, found: value) }
        mean[column] += Double(value)
      }
    }
    if let fault { throw fault }
    for j in mean.indices { mean[j] /= Double(Swift.max(1, design.rows)) }
    let meanSquared = mean.reduce(0) { $0 + $1 * $1 }
    var (dots, norms) = ([Float](), [Float]())
    design.sweep { row in
      var (dot, square) = (0.0, 0.0)
      for k in design.offsets[row]..<design.offsets[row + 1] {
        let value = Double(design.values[k])
        dot += value * mean[Int(design.indices[k])]
        square += value * value
      }
      dots.append(Float(dot))
      norms.append(Float(Swift.max(0, square - 2 * dot + meanSquared)))
    }
    self.design = design
    self.mean = mean.map(Float.init)
    (meanDots, squaredNorms, meanSquaredNorm) = (dots, norms, Float(meanSquared))
  }
}
