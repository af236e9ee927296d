internal import LinearAlgebra

/// One sweep over rows of a dense X: scores, residuals and gradient of all problems, panel by panel.
///
/// A panel's scores Z = X·B + b are turned into residuals while they are in cache, and go straight into Xᵀ·R.
struct DensePanels<Loss: CanonicalLoss> {
  let design: Matrix
  let targets: Targets
  let layout: BatchLayout
  /// B: d × columns of the layout.
  let coefficients: Matrix
  /// One a column of the layout.
  let intercepts: [Float]
  let clock: StageClock

  /// Rows of a panel: 512 rows of a hundred columns are 200 KB, half of a usual second-level cache.
  private static var panelRows: Int { 512 }

  func sums(over rows: Range<Int>) -> DenseSums {
    var sums = DenseSums(features: design.columns, layout: layout)
    let operations = 2 * design.columns * layout.problems.count * layout.scores
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.panelRows) {
      let panel = start..<min(rows.upperBound, start + Self.panelRows)
      var z = Matrix(rows: panel.count, columns: layout.columns)
      clock.measure(.product, operations: Double(operations * panel.count)) {
        BLAS.multiply(design, rows: panel, coefficients, into: &z)
      }
      clock.measure(.loss) { formResiduals(panel, &z, &sums) }
      clock.measure(.product, operations: Double(operations * panel.count)) {
        BLAS.accumulateTransposed(design, rows: panel, z, into: &sums.gradient)
      }
    }
    return sums
  }

  /// Puts residuals in place of the products X·B, and adds up what is summed over rows.
  private func formResiduals(_ panel: Range<Int>, _ z: inout Matrix, _ sums: inout DenseSums) {
    let groups = layout.groups
    let lanes = [Lanes](repeating: Lanes(), count: layout.scores)
    var (scores, labels, weights) = (lanes, lanes, lanes)
    let intercepts = Matrix(rows: 1, columns: layout.columns, values: intercepts)
    for row in panel {
      let fold = targets.folds.isEmpty ? 0 : targets.folds[row]
      let masks = layout.masks[fold]
      for p in layout.holdingOut[fold] {
        for k in 0..<layout.scores {
          let column = layout.column(p, k)
          sums.heldOut[p].append(z[row - panel.lowerBound, column] + intercepts[0, column])
        }
      }
      for group in 0..<groups {
        for k in 0..<layout.scores {
          let column = k * layout.stride + group * Lanes.scalarCount
          scores[k] = z.lanes(row: row - panel.lowerBound, column: column) + intercepts.lanes(row: 0, column: column)
          for lane in 0..<Lanes.scalarCount {
            let output = layout.firstOutputs[group * Lanes.scalarCount + lane] + k
            labels[k][lane] = targets.labels[row, output]
            weights[k][lane] = targets.weights[row, output]
          }
          weights[k] *= masks[k * groups + group]
        }
        let rowWeight = Loss.rowWeight(weights, &labels)
        var loss = Loss.constant(labels)
        for k in labels.indices { loss -= labels[k] * scores[k] }
        loss += Loss.formMeans(&scores, weights: weights)
        sums.loss[group] += SIMD8<Double>(rowWeight * loss)
        sums.weight[group] += SIMD8<Double>(rowWeight)
        for k in scores.indices {
          for l in 0...k {
            sums.curvature[(k * layout.scores + l) * groups + group] +=
              SIMD8<Double>(rowWeight * Loss.curvature(scores, k, l))
          }
          let residual = rowWeight * (scores[k] - labels[k])
          sums.residual[k * groups + group] += SIMD8<Double>(residual)
          z.setLanes(residual, row: row - panel.lowerBound, column: k * layout.stride + group * Lanes.scalarCount)
        }
      }
    }
  }
}

/// Sums over rows, for every problem of a batch; arrays of lanes run over the groups of the layout.
struct DenseSums: Sendable {
  /// Xᵀr: d × columns.
  var gradient: Matrix
  /// Σ r_k, K · groups.
  var residual: [SIMD8<Double>]
  /// Σ ω ℓ.
  var loss: [SIMD8<Double>]
  /// Σ ω.
  var weight: [SIMD8<Double>]
  /// Σ ω 𝓥_kl for l ≤ k, K · K · groups.
  var curvature: [SIMD8<Double>]
  /// For each problem the scores of the rows that it holds out.
  var heldOut: [[Float]]

  init(features: Int, layout: BatchLayout) {
    let zeros = [SIMD8<Double>](repeating: SIMD8<Double>(), count: layout.groups)
    gradient = Matrix(rows: features, columns: layout.columns)
    (loss, weight) = (zeros, zeros)
    residual = [SIMD8<Double>](repeating: SIMD8<Double>(), count: layout.scores * layout.groups)
    curvature = [SIMD8<Double>](repeating: SIMD8<Double>(), count: layout.scores * layout.scores * layout.groups)
    heldOut = [[Float]](repeating: [], count: layout.problems.count)
  }

  mutating func add(_ other: DenseSums) {
    for k in gradient.values.indices { gradient.values[k] += other.gradient.values[k] }
    for k in residual.indices { residual[k] += other.residual[k] }
    for k in loss.indices { loss[k] += other.loss[k] }
    for k in weight.indices { weight[k] += other.weight[k] }
    for k in curvature.indices { curvature[k] += other.curvature[k] }
    for p in heldOut.indices { heldOut[p] += other.heldOut[p] }
  }
}
