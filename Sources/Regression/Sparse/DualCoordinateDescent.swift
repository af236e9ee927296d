internal import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Eight columns of a sparse batch, solved side by side by dual coordinate descent.
///
/// With Λ = λ w_c, the dual of f_c has one probability q_i in (0, 1) a row (Yu, Huang & Lin, "Dual coordinate
/// descent methods for logistic regression", 2011; here with soft labels, weights and a free intercept):
///
///     β = (1/Λ) Σ_i w_i (y_i − q_i) x_i,   and at the optimum   q_i = σ(x_iᵀβ + b).
///
/// A step on row i moves q_i to the minimum of the dual along it: the root u = logit(q_i) of
///
///     u + Q_i σ(u) = z_i + Q_i q_i,   Q_i = w_i ‖x_i‖² / Λ,
///
/// and β with it. The intercept is the multiplier of Σ_i w_i (y_i − q_i) = 0, found by one Newton step after each
/// pass. That alternation is fast only where b and β hardly interact, so the rows are centred, x_i − x̄, without being
/// written out: β = V − s x̄, with V = (1/Λ) Σ w_i (y_i − q_i) x_i sparse to update, s = (1/Λ) Σ w_i (y_i − q_i), which
/// vanishes at the optimum, and the scalar t = x̄ᵀV kept beside them. There β = V.
///
/// Lanes do not mix, and which columns form a group depends on their order alone: results do not depend on threads.
struct DualCoordinateDescent {
  let geometry: SparseGeometry
  let labels: [Lanes]
  let weights: [Lanes]
  let penalties: [Double]
  let totals: [ColumnTotals]

  /// V: one value a column of X.
  var coefficients: [Lanes]
  /// logit(q_i): one value a row.
  var dualLogits: [Lanes]
  /// Λ = λ w_c; 1 in a lane that is not to be solved.
  let scaledPenalty: Lanes
  /// s = (1/Λ) Σ w_i (y_i − q_i).
  var residualSum = Lanes()
  /// t = x̄ᵀV.
  var meanDot = Lanes()
  /// b plus x̄ᵀβ: the logit at the mean row.
  var centredIntercept = Lanes()

  /// The group of `columns` (at most eight), from zero or from `start`, an earlier solution of the whole batch.
  init(
    geometry: SparseGeometry, targets: LogisticTargets, columns: ArraySlice<LogisticColumn>, start: LogisticSolution?
  ) {
    self.geometry = geometry
    let totals = columns.map { ColumnTotals(targets, $0) }
    let lanes = Array(columns)
    let n = geometry.design.rows
    var (labels, weights) = ([Lanes](repeating: Lanes(), count: n), [Lanes](repeating: Lanes(), count: n))
    var scaledPenalty = Lanes(repeating: 1)
    for (lane, column) in lanes.enumerated() where !totals[lane].isDegenerate {
      scaledPenalty[lane] = Float(column.penalty * totals[lane].weight)
      for row in 0..<n {
        labels[row][lane] = targets.labels[row, column.task]
        weights[row][lane] = targets.weight(row: row, column: column)
        if weights[row][lane] == 0 { labels[row][lane] = 0 }
      }
    }
    (self.labels, self.weights, self.totals, self.scaledPenalty) = (labels, weights, totals, scaledPenalty)
    penalties = lanes.map(\.penalty)
    coefficients = [Lanes](repeating: Lanes(), count: geometry.design.columns)
    dualLogits = [Lanes](repeating: Lanes(), count: n)
    if let start {
      resume(from: start, firstColumn: columns.startIndex)
    } else {
      begin()
    }
  }

  /// Starts near β = 0, at the intercept of the weighted mean label: y_i − q_i a thousandth of what it is there, so
  /// that β is small at the weakest penalties, too.
  private mutating func begin() {
    var logit = Lanes()
    for lane in totals.indices where !totals[lane].isDegenerate { logit[lane] = Float(totals[lane].constantLogit) }
    centredIntercept = logit
    let shrink: Float = 1e-3
    for row in dualLogits.indices {
      dualLogits[row] = Self.logit(labels[row] + (Lanes.sigmoid(logit) - labels[row]) * shrink)
    }
    rebuild()
  }

  /// Starts where an earlier solution, at stronger penalties, ended: same β, so y_i − q_i shrinks as Λ does.
  private mutating func resume(from start: LogisticSolution, firstColumn: Int) {
    var ratio = Lanes()
    for lane in penalties.indices {
      ratio[lane] = Float(min(1, penalties[lane] / start.columns[firstColumn + lane].penalty))
    }
    var intercept = Lanes()
    for lane in penalties.indices {
      intercept[lane] = start.intercepts[firstColumn + lane]
    }
    for row in dualLogits.indices {
      var z = Lanes()
      for lane in penalties.indices { z[lane] = start.logits[row, firstColumn + lane] }
      dualLogits[row] = Self.logit(labels[row] + (Lanes.sigmoid(z) - labels[row]) * ratio)
    }
    rebuild()
    centredIntercept = intercept + meanDot
  }

  /// V, s and t from the dual logits.
  private mutating func rebuild() {
    for j in coefficients.indices { coefficients[j] = Lanes() }
    residualSum = Lanes()
    meanDot = Lanes()
    for row in dualLogits.indices {
      let amount = weights[row] * (labels[row] - Lanes.sigmoid(dualLogits[row])) / scaledPenalty
      geometry.design.accumulate(row: row, amount, into: &coefficients)
      residualSum += amount
      meanDot += amount * geometry.meanDots[row]
    }
  }

  /// One step on every row, in an order that strides over the data, and a Newton step of the intercept.
  ///
  /// Returns the mean distance, by weight, that a q_i moved in each lane.
  mutating func pass(number: Int) -> Lanes {
    var moved = Lanes()
    var curvature = Lanes()
    for row in StridedOrder(count: labels.count, round: number) {
      let weight = weights[row]
      let meanDotRow = geometry.meanDots[row]
      let old = Lanes.sigmoid(dualLogits[row])
      let z =
        geometry.design.dot(row: row, coefficients) - residualSum * (meanDotRow - geometry.meanSquaredNorm) - meanDot
        + centredIntercept
      let q = weight * geometry.squaredNorms[row] / scaledPenalty
      let logit = Self.root(of: z + q * old, steepness: q, near: dualLogits[row])
      let new = Lanes.sigmoid(logit)
      let amount = weight * (old - new) / scaledPenalty
      geometry.design.accumulate(row: row, amount, into: &coefficients)
      dualLogits[row] = logit
      residualSum += amount
      meanDot += amount * meanDotRow
      moved += weight * (old - new).magnitude
      curvature += weight * new * (1 - new)
    }
    for lane in totals.indices where !totals[lane].isDegenerate {
      centredIntercept[lane] += scaledPenalty[lane] * residualSum[lane] / max(curvature[lane], .leastNormalMagnitude)
      moved[lane] /= Float(totals[lane].weight)
    }
    return moved
  }

  /// The root u of u + steepness · σ(u) = target, by Newton's method kept inside the bracket [target − steepness,
  /// target].
  ///
  /// The function's slope lies in [1, 1 + steepness / 4], so the root is the only one, and the value bounds the
  /// distance to it. Two or three steps do near the solution; far from it, with a large steepness, Newton's method
  /// alone would cycle, and the bracket is halved where a step leaves it.
  private static func root(of target: Lanes, steepness: Lanes, near guess: Lanes) -> Lanes {
    var (low, high) = (target - steepness, target)
    var u = pointwiseMin(pointwiseMax(guess, low), high)
    // Halving alone takes 30 steps from a bracket of 1,000 to the distance asked for.
    for _ in 0..<30 {
      let p = Lanes.sigmoid(u)
      let value = u + steepness * p - target
      let above = value .> 0
      high.replace(with: u, where: above)
      low.replace(with: u, where: .!above)
      let next = u - value / (steepness * p * (1 - p) + 1)
      let outside = (next .< low) .| (next .> high)
      u = next.replacing(with: (low + high) / 2, where: outside)
      // Asked after the step, and lane by lane: a row always moves, however near it is, and whatever the other lanes
      // hold.
      if all(value.magnitude .< 1e-5 * (1 + target.magnitude)) { break }
    }
    return u
  }

  /// ln(p / (1 − p)), with p kept a hair inside (0, 1).
  private static func logit(_ p: Lanes) -> Lanes {
    let bounded = p.clamped(lowerBound: Lanes(repeating: 1e-7), upperBound: Lanes(repeating: 1 - 1e-7))
    var result = Lanes()
    for lane in result.indices { result[lane] = log(bounded[lane] / (1 - bounded[lane])) }
    return result
  }
}
