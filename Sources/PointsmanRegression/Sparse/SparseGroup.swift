internal import PointsmanNumerics

/// Up to eight problems of a sparse batch, one a lane: their labels, weights and penalties.
struct SparseGroup<Loss: CanonicalLoss> {
  let problems: [Problem]
  let constantFits: [ConstantFit]
  /// K.
  let scores: Int
  /// ω_i, 0 where the lane's problem holds row i out or is at its constant.
  let rowWeights: [Lanes]
  /// y_ik at i K + k.
  let labels: [Lanes]
  /// w_ik at i K + k; all that matters of them is where they are 0.
  private let weights: [Lanes]
  /// Whether any lane counts row i, and score k of it, at i (K + 1) and i (K + 1) + 1 + k.
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
    let (n, scores) = (targets.rows, targets.scores)
    let fits = ConstantFit.fits(targets, Array(problems))
    var rowWeights = [Lanes](repeating: Lanes(), count: n)
    var (labels, weights) = (
      [Lanes](repeating: Lanes(), count: n * scores), [Lanes](repeating: Lanes(), count: n * scores)
    )
    var (penalty, scaledPenalty, inverseWeight) = (Lanes(repeating: 1), Lanes(repeating: 1), Lanes())
    var constants = [Lanes](repeating: Lanes(), count: scores)
    for (lane, (problem, fit)) in zip(problems, fits).enumerated() {
      for k in 0..<scores { constants[k][lane] = Float(fit.intercepts[k]) }
      guard !fit.isDegenerate else { continue }
      penalty[lane] = Float(problem.penalty)
      scaledPenalty[lane] = Float(problem.penalty * fit.weight)
      inverseWeight[lane] = Float(1 / fit.weight)
      for row in 0..<n where !targets.isHeldOut(row: row, by: problem) {
        for k in 0..<scores where fit.isLearnable[k] {
          labels[row * scores + k][lane] = targets.labels[row, problem.task * scores + k]
          weights[row * scores + k][lane] = targets.weights[row, problem.task * scores + k]
        }
      }
    }
    var isCounted = [Bool](repeating: false, count: n * (scores + 1))
    var (rowLabels, rowOffers) = (constants, constants)
    for row in 0..<n {
      for k in 0..<scores { (rowLabels[k], rowOffers[k]) = (labels[row * scores + k], weights[row * scores + k]) }
      rowWeights[row] = Loss.rowWeight(rowOffers, &rowLabels)
      isCounted[row * (scores + 1)] = any(rowWeights[row] .> 0)
      for k in 0..<scores {
        labels[row * scores + k] = rowLabels[k]
        isCounted[row * (scores + 1) + 1 + k] = any(rowOffers[k] .> 0)
      }
    }
    (self.problems, constantFits, self.scores) = (Array(problems), fits, scores)
    (self.rowWeights, self.labels, self.weights, self.isCounted) = (rowWeights, labels, weights, isCounted)
    (self.penalty, self.scaledPenalty, self.inverseWeight) = (penalty, scaledPenalty, inverseWeight)
    self.constants = constants
  }

  /// w_i: K values.
  func offered(_ row: Int) -> [Lanes] { Array(weights[row * scores..<(row + 1) * scores]) }

  /// Whether some lane gives the row weight.
  func counts(_ row: Int) -> Bool { isCounted[row * (scores + 1)] }

  /// Whether some lane offers score `k` on the row.
  func counts(_ row: Int, _ k: Int) -> Bool { isCounted[row * (scores + 1) + 1 + k] }
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
