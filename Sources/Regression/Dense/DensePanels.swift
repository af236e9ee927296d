internal import LinearAlgebra

/// One sweep over rows of a dense X: logits, residuals and gradient of all columns, panel by panel.
///
/// A panel's logits Z = X·B are turned into residuals while they are in cache, and go straight into Xᵀ·R.
struct DensePanels {
  let design: Matrix
  let targets: LogisticTargets
  let columns: [LogisticColumn]
  /// B: d × C.
  let coefficients: Matrix
  let intercepts: [Float]

  /// Sums over rows, for every column.
  struct Sums: Sendable {
    /// Xᵀr: d × C.
    var gradient: Matrix
    /// Σ r.
    var residual: [Double]
    /// Σ w ℓ, in nats.
    var loss: [Double]
    /// Σ w p (1 − p).
    var curvature: [Double]

    mutating func add(_ other: Sums) {
      for k in gradient.values.indices { gradient.values[k] += other.gradient.values[k] }
      for c in residual.indices {
        residual[c] += other.residual[c]
        loss[c] += other.loss[c]
        curvature[c] += other.curvature[c]
      }
    }
  }

  /// Rows of a panel: 512 rows of a hundred columns are 200 KB, half of a usual second-level cache.
  private static let panelRows = 512

  func sums(over rows: Range<Int>) -> Sums {
    let count = columns.count
    let groups = (count + Lanes.scalarCount - 1) / Lanes.scalarCount
    let zeros = [Double](repeating: 0, count: count)
    var sums = Sums(
      gradient: Matrix(rows: design.columns, columns: count), residual: zeros, loss: zeros, curvature: zeros)
    var residuals = [SIMD8<Double>](repeating: SIMD8<Double>(), count: groups)
    var (losses, curvatures) = (residuals, residuals)
    let intercepts = lanes(self.intercepts)
    let masks = foldMasks()
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.panelRows) {
      let panel = start..<min(rows.upperBound, start + Self.panelRows)
      var z = Matrix(rows: panel.count, columns: count)
      BLAS.multiply(design, rows: panel, coefficients, into: &z)
      for row in panel {
        let offset = (row - start) * count
        let mask = masks.isEmpty || targets.folds.isEmpty ? nil : masks[targets.folds[row]]
        for group in 0..<groups {
          let first = group * Lanes.scalarCount
          let width = min(Lanes.scalarCount, count - first)
          var (logit, label, weight) = (Lanes(), Lanes(), Lanes())
          for lane in 0..<width {
            let task = columns[first + lane].task
            logit[lane] = z.values[offset + first + lane]
            weight[lane] = targets.weights[row, task]
            label[lane] = weight[lane] > 0 ? targets.labels[row, task] : 0
          }
          if let mask { weight *= mask[group] }
          logit += intercepts[group]
          let p = Lanes.sigmoid(logit)
          let residual = weight * (p - label)
          residuals[group] += SIMD8<Double>(residual)
          losses[group] += SIMD8<Double>(weight * (Lanes.softplus(logit) - label * logit))
          curvatures[group] += SIMD8<Double>(weight * p * (1 - p))
          for lane in 0..<width { z.values[offset + first + lane] = residual[lane] }
        }
      }
      BLAS.accumulateTransposed(design, rows: panel, z, into: &sums.gradient)
    }
    for c in 0..<count {
      let (group, lane) = c.quotientAndRemainder(dividingBy: Lanes.scalarCount)
      sums.residual[c] = residuals[group][lane]
      sums.loss[c] = losses[group][lane]
      sums.curvature[c] = curvatures[group][lane]
    }
    return sums
  }

  private func lanes(_ values: [Float]) -> [Lanes] {
    stride(from: 0, to: values.count, by: Lanes.scalarCount).map { first in
      var lanes = Lanes()
      for lane in 0..<min(Lanes.scalarCount, values.count - first) { lanes[lane] = values[first + lane] }
      return lanes
    }
  }

  /// For each fold, 0 in the columns that hold it out and 1 in the others.
  private func foldMasks() -> [[Lanes]] {
    let folds = (targets.folds.max() ?? -1) + 1
    return (0..<folds).map { fold in lanes(columns.map { $0.heldOutFold == fold ? 0 : 1 }) }
  }
}
