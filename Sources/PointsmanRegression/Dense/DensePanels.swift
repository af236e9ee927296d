internal import PointsmanNumerics

/// One sweep over rows of a dense X: scores, residuals and gradient of all problems, panel by panel.
///
/// A panel's scores Z = X·B + b are turned into residuals while they are in cache, and go straight into Xᵀ·R.
struct DensePanels<Loss: CanonicalLoss> {
  let design: Matrix
  let targets: Targets
  let layout: BatchLayout
  /// B: d × columns of the layout.
  let coefficients: Matrix
  /// 1 × columns of the layout.
  let intercepts: Matrix
  let clock: StageClock

  /// Rows of a panel: 512 rows of a hundred columns are 200 KB, half of a usual second-level cache.
  private static var panelRows: Int { 512 }

  func sums(over rows: Range<Int>) -> DenseSums {
    var sums = DenseSums(features: design.columns, layout: layout, rows: rows)
    let operations = 2 * design.columns * layout.problems.count * layout.linearPredictorCount
    var z = Matrix(rows: min(Self.panelRows, rows.count), columns: layout.columns)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.panelRows) {
      let panel = start..<min(rows.upperBound, start + Self.panelRows)
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
    for row in panel {
      let fold = targets.folds.isEmpty ? 0 : targets.folds[row]
      for p in layout.holdingOut[fold] {
        for k in 0..<layout.linearPredictorCount {
          let column = layout.column(p, k)
          sums.heldOut.append(z[row - panel.lowerBound, column] + intercepts[0, column])
        }
      }
    }
    for group in 0..<layout.groups {
      // Float32 sums of few rows, then Double: exact enough for objectives to seven digits, and half the work.
      for start in stride(from: panel.lowerBound, to: panel.upperBound, by: Self.blockRows) {
        let block = start..<min(panel.upperBound, start + Self.blockRows)
        formResiduals(block, firstRow: panel.lowerBound, group, &z, &sums)
      }
    }
  }

  private static var blockRows: Int { 64 }

  /// The same for a few rows and one group of the layout.
  private func formResiduals(
    _ block: Range<Int>, firstRow: Int, _ group: Int, _ z: inout Matrix, _ sums: inout DenseSums
  ) {
    let (count, groups) = (layout.linearPredictorCount, layout.groups)
    let zeros = [Lanes](repeating: Lanes(), count: count)
    var (scores, labels, weights) = (zeros, zeros, zeros)
    var (lossSum, weightSum, residualSum) = (Lanes(), Lanes(), zeros)
    var curvatureSum = [Lanes](repeating: Lanes(), count: count * count)
    let outputs = layout.firstOutputs[group]
    for row in block {
      let fold = targets.folds.isEmpty ? 0 : targets.folds[row]
      for k in 0..<count {
        let column = k * layout.stride + group * Lanes.scalarCount
        scores[k] = z.lanes(row: row - firstRow, column: column) + intercepts.lanes(row: 0, column: column)
        labels[k] = targets.labels.gather(row: row, columns: outputs, shift: k)
        weights[k] =
          targets.weights.gather(row: row, columns: outputs, shift: k) * layout.masks[fold][k * groups + group]
      }
      let rowWeight = Loss.rowWeight(weights, &labels)
      lossSum += rowWeight * Loss.evaluate(&scores, labels: labels, weights: weights)
      weightSum += rowWeight
      for k in 0..<count {
        let residual = rowWeight * (scores[k] - labels[k])
        residualSum[k] += residual
        for l in 0...k { curvatureSum[k * count + l] += rowWeight * Loss.curvature(scores, k, l) }
        z.setLanes(residual, row: row - firstRow, column: k * layout.stride + group * Lanes.scalarCount)
      }
    }
    sums.loss[group] += SIMD8<Double>(lossSum)
    sums.weight[group] += SIMD8<Double>(weightSum)
    for k in 0..<count {
      sums.residual[k * groups + group] += SIMD8<Double>(residualSum[k])
      for l in 0...k {
        sums.curvature[(k * count + l) * groups + group] += SIMD8<Double>(curvatureSum[k * count + l])
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
  /// The rows summed over.
  let rows: Range<Int>
  /// The scores of these rows under the problems that hold them out: row after row, `layout.holdingOut`'s problems, K
  /// scores.
  var heldOut: [Float] = []

  init(features: Int, layout: BatchLayout, rows: Range<Int>) {
    self.rows = rows
    let zeros = [SIMD8<Double>](repeating: SIMD8<Double>(), count: layout.groups)
    gradient = Matrix(rows: features, columns: layout.columns)
    (loss, weight) = (zeros, zeros)
    residual = [SIMD8<Double>](repeating: SIMD8<Double>(), count: layout.linearPredictorCount * layout.groups)
    curvature = [SIMD8<Double>](
      repeating: SIMD8<Double>(), count: layout.linearPredictorCount * layout.linearPredictorCount * layout.groups)
  }

  /// Adds all but the scores held out.
  mutating func add(_ other: DenseSums) {
    for k in gradient.values.indices { gradient.values[k] += other.gradient.values[k] }
    for k in residual.indices { residual[k] += other.residual[k] }
    for k in loss.indices { loss[k] += other.loss[k] }
    for k in weight.indices { weight[k] += other.weight[k] }
    for k in curvature.indices { curvature[k] += other.curvature[k] }
  }
}

/// The places of a batch's scores in the columns of B, Z and R, and which of them count on a row.
///
/// Score k of problem p is in column k L + p, where L is the number of problems rounded up to whole `Lanes`: eight
/// neighbouring columns are then the same score of eight problems. The columns between are padding, of weight 0.
struct BatchLayout {
  let problems: [Problem]
  /// K.
  let linearPredictorCount: Int
  /// L / 8.
  let groups: Int
  /// For each group, and each of its lanes, the first output of its problem.
  let firstOutputs: [SIMD8<Int>]
  /// For each fold (one if there are none) 1 or 0 for each column, in groups: whether the score counts on its rows.
  let masks: [[Lanes]]
  /// For each fold the problems that hold it out.
  let holdingOut: [[Int]]

  /// L.
  var stride: Int { groups * Lanes.scalarCount }
  /// K L.
  var columns: Int { linearPredictorCount * stride }

  init(_ problems: [Problem], _ targets: Targets, _ constants: [ConstantFit]) {
    let groups = (problems.count + Lanes.scalarCount - 1) / Lanes.scalarCount
    let predictors = targets.linearPredictorCount
    let folds = max(1, (targets.folds.max() ?? 0) + 1)
    masks = (0..<folds).map { fold in
      (0..<predictors * groups).map { index in
        let (k, group) = index.quotientAndRemainder(dividingBy: groups)
        var lanes = Lanes()
        for lane in 0..<Lanes.scalarCount {
          let p = group * Lanes.scalarCount + lane
          guard p < problems.count, problems[p].heldOutFold != fold, constants[p].isLearnable[k] else { continue }
          lanes[lane] = 1
        }
        return lanes
      }
    }
    holdingOut = (0..<folds).map { fold in problems.indices.filter { problems[$0].heldOutFold == fold } }
    firstOutputs = (0..<groups).map { group in
      var outputs = SIMD8<Int>()
      for (lane, problem) in problems.dropFirst(group * Lanes.scalarCount).prefix(Lanes.scalarCount).enumerated() {
        outputs[lane] = problem.task * predictors
      }
      return outputs
    }
    (self.problems, linearPredictorCount, self.groups) = (problems, predictors, groups)
  }

  /// Writes the scores of `rows` under the problems that hold them out to their places in an n × M matrix.
  func scatter(_ heldOut: [Float], rows: Range<Int>, _ targets: Targets, to matrix: inout Matrix) {
    guard !heldOut.isEmpty else { return }
    var next = 0
    for row in rows {
      for p in holdingOut[targets.folds.isEmpty ? 0 : targets.folds[row]] {
        for k in 0..<linearPredictorCount {
          matrix[row, problems[p].task * linearPredictorCount + k] = heldOut[next]
          next += 1
        }
      }
    }
  }

  /// The column of score `k` of `problem`.
  func column(_ problem: Int, _ k: Int) -> Int { k * stride + problem }
}
