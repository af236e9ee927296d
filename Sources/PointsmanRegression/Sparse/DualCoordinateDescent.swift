internal import PointsmanNumerics

/// Eight problems over a sparse X, solved side by side by dual coordinate descent.
///
/// With Λ = λ Ω the dual of f has means q_i for each row (Yu, Huang & Lin, "Dual coordinate descent methods for
/// logistic regression", 2011; here for every canonical loss, with weights and free intercepts):
///
///     β_k = (1/Λ) Σ_i ω_i (y_ik − q_ik) x_i,   and at the optimum   q_i = μ(z_i).
///
/// It is carried as u_i with q_i = μ(u_i). A step on row i moves u_i to the minimum of the dual along it, the root of
///
///     u + Q_i μ(u) = z_i + Q_i q_i,   Q_i = ω_i ‖x_i‖² / Λ,
///
/// and β with it. The intercepts are the multipliers of Σ_i ω_i (y_ik − q_ik) = 0, found by one Newton step after each
/// pass. That alternation is fast only where b and β hardly interact, so the rows are centred, x_i − x̄, without being
/// written out: β = V − s x̄, with V = (1/Λ) Σ ω_i (y_i − q_i) x_i sparse to update, s = (1/Λ) Σ ω_i (y_i − q_i), which
/// vanishes at the optimum, and the number t = x̄ᵀV kept beside them. There β = V.
///
/// Lanes do not mix, and which problems form a group depends on their order alone: results do not depend on threads.
struct DualCoordinateDescent<Loss: CanonicalLoss> {
  let geometry: SparseGeometry
  let group: SparseGroup<Loss>

  /// V_k, for each score: one value a column of X.
  var coefficients: [[Lanes]]
  /// u_ik at i K + k.
  var duals: [Lanes]
  /// s_k.
  var residualSum: [Lanes]
  /// t_k = x̄ᵀV_k.
  var meanDot: [Lanes]
  /// b̃_k, the intercept plus x̄ᵀβ_k: the score at the mean row.
  var centredIntercept: [Lanes]

  private var predictors: Int { group.linearPredictorCount }

  /// Starts near β = 0, at the constants: y − q a thousandth of what it is there, so that β is small at the weakest
  /// penalties, too.
  init(geometry: SparseGeometry, group: SparseGroup<Loss>) {
    let zeros = [Lanes](repeating: Lanes(), count: group.linearPredictorCount)
    (self.geometry, self.group, centredIntercept) = (geometry, group, group.constants)
    (residualSum, meanDot) = (zeros, zeros)
    coefficients = zeros.map { _ in [Lanes](repeating: Lanes(), count: geometry.design.columns) }
    duals = [Lanes](repeating: Lanes(), count: geometry.design.rows * group.linearPredictorCount)
    for row in 0..<geometry.design.rows {
      var means = group.constants
      _ = Loss.formMeans(&means, weights: group.offered(row))
      setDual(row, means, ratio: Lanes(repeating: 1e-3))
    }
    sumUp()
  }

  /// Starts where a descent at another penalty ended, at the same β: y − q shrinks as Λ does, and V, s and t stay.
  init(geometry: SparseGeometry, group: SparseGroup<Loss>, resuming end: SparseResumption) {
    (self.geometry, self.group, centredIntercept) = (geometry, group, end.centredIntercept)
    (coefficients, duals, residualSum, meanDot) = (end.coefficients, end.duals, end.residualSum, end.meanDot)
    let ratio = group.scaledPenalty / end.scaledPenalty
    for row in 0..<geometry.design.rows where group.counts(row) { setDual(row, means(row), ratio: ratio) }
    // A stronger penalty may ask for means that do not exist, so that V no longer fits them.
    if any(ratio .> 1) { sumUp() }
  }

  /// The state to go on from.
  var resumption: SparseResumption {
    SparseResumption(
      scaledPenalty: group.scaledPenalty, coefficients: coefficients, duals: duals, residualSum: residualSum,
      meanDot: meanDot, centredIntercept: centredIntercept)
  }

  /// u_i such that y − q is `ratio` times y − `means`.
  private mutating func setDual(_ row: Int, _ means: [Lanes], ratio: Lanes) {
    var means = means
    for k in means.indices {
      let label = group.labels[row * means.count + k]
      means[k] = label + (means[k] - label) * ratio
    }
    for (k, dual) in Loss.link(means).enumerated() { duals[row * means.count + k] = dual }
  }

  /// V, s and t from the duals.
  private mutating func sumUp() {
    for k in 0..<predictors {
      (residualSum[k], meanDot[k]) = (Lanes(), Lanes())
      for j in coefficients[k].indices { coefficients[k][j] = Lanes() }
    }
    geometry.design.sweep { row in
      guard group.counts(row) else { return }
      let means = means(row)
      for k in 0..<predictors where group.counts(row, k) {
        let amount = group.rowWeights[row] * (group.labels[row * predictors + k] - means[k]) / group.scaledPenalty
        geometry.design.accumulate(row: row, amount, into: &coefficients[k])
        residualSum[k] += amount
        meanDot[k] += amount * geometry.meanDots[row]
      }
    }
  }

  /// q_i.
  private func means(_ row: Int) -> [Lanes] {
    var means = (0..<predictors).map { duals[row * predictors + $0] }
    _ = Loss.formMeans(&means, weights: group.offered(row))
    return means
  }

  /// One step on every row, in an order that strides over the data, and a Newton step of the intercepts.
  ///
  /// The order differs from pass to pass, of panels and of the rows in each window of them. It must: where all rows have a direction
  /// in common, as texts have, one and the same order can take n² times as many passes as random ones (Lee & Wright,
  /// "Random permutations fix a worst case for cyclic coordinate descent", 2019).
  ///
  /// Returns the mean distance, by weight, that the q_i moved in each lane.
  mutating func pass(number: Int) -> Lanes {
    let zeros = [Lanes](repeating: Lanes(), count: predictors)
    var moved = Lanes()
    var (dual, old, new, target) = (zeros, zeros, zeros, zeros)
    var newton = InterceptNewton<Loss>(predictors: predictors)
    let order = StridedOrder(count: geometry.design.panels, round: number)
    geometry.design.sweep(panels: order) { window in
      for row in StridedOrder(count: window.count, round: number).lazy.map({ window[$0] }) where group.counts(row) {
        let (rowWeight, weights) = (group.rowWeights[row], group.offered(row))
        let meanDotRow = geometry.meanDots[row]
        let steepness = rowWeight * geometry.squaredNorms[row] / group.scaledPenalty
        for k in 0..<predictors {
          dual[k] = duals[row * predictors + k]
          old[k] = dual[k]
        }
        _ = Loss.formMeans(&old, weights: weights)
        for k in 0..<predictors where group.counts(row, k) {
          let z =
            geometry.design.dot(row: row, coefficients[k])
            - residualSum[k] * (meanDotRow - geometry.meanSquaredNorm) - meanDot[k] + centredIntercept[k]
          target[k] = z + steepness * old[k]
        }
        Loss.proximalStep(target, steepness: steepness, weights: weights, from: &dual)
        for k in 0..<predictors {
          duals[row * predictors + k] = dual[k]
          new[k] = dual[k]
        }
        _ = Loss.formMeans(&new, weights: weights)
        for k in 0..<predictors where group.counts(row, k) {
          let change = rowWeight * (old[k] - new[k])
          let amount = change / group.scaledPenalty
          geometry.design.accumulate(row: row, amount, into: &coefficients[k])
          residualSum[k] += amount
          meanDot[k] += amount * meanDotRow
          moved += change.magnitude
        }
        newton.add(new, rowWeight: rowWeight)
      }
    }
    let step = newton.step(residualSum.map { SIMD8<Double>(-group.scaledPenalty * $0) })
    for k in 0..<predictors { centredIntercept[k] += step[k] }
    return moved * group.inverseWeight
  }
}

/// The numbers 0 ..< count, each once, in an order that mixes near and far, different from round to round.
///
/// Coordinate descent needs an order that does not follow the data's own (benchmarks come sorted by subject), and needs
/// no randomness beyond that: steps by a number coprime to `count`, near a golden-section share of it, visit every row
/// once.
struct StridedOrder: Sequence, IteratorProtocol {
  private let count: Int
  private let stride: Int
  private var current: Int
  private var remaining: Int

  init(count: Int, round: Int) {
    let golden = 0.618_033_988_749_894_9
    let share = (golden * Double(round + 1)).truncatingRemainder(dividingBy: 1)
    var stride = Swift.max(1, Int(Double(count) * (0.2 + 0.6 * share)))
    while Self.commonDivisor(stride, count) > 1 { stride += 1 }
    self.count = count
    self.stride = stride
    current = count == 0 ? 0 : (round &* 7919) % count
    remaining = count
  }

  mutating func next() -> Int? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    defer {
      current += stride
      if current >= count { current %= count }
    }
    return current
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }
}
