internal import PointsmanNumerics
internal import PointsmanSupport

/// Values and gradients of a batch of problems over a dense X, in coordinates that make every Hessian nearly diagonal.
///
/// A point of a problem is, score after score, θ_k (d numbers) and b̃_k, with β_k = Vθ_k and b_k = b̃_k − x̄ᵀβ_k: rotated
/// to the eigenbasis of the centred Gram matrix, and shifted so that intercept and coefficients hardly interact. V is
/// orthogonal, so the penalty ‖β‖² is ‖θ‖².
struct DenseObjective {
  let design: Matrix
  let spectrum: Spectrum
  let threads: Int
  let clock: StageClock
  /// Vᵀx̄.
  private let rotatedMean: [Double]

  /// The state of one problem at one point.
  struct Value {
    /// Σ ω ℓ / Ω, without the penalty.
    var loss: Double
    /// The gradient of `loss` with respect to the point: K (d + 1) numbers.
    var gradient: [Double]
    /// max(‖∇_β f‖∞, ‖∂f/∂b‖∞) in the original coordinates, with the penalty.
    var gradientNorm: Double
    /// H = Σ ω 𝓥 / Ω, K × K, its lower half.
    var curvature: Matrix
  }

  init(design: Matrix, threads: Int, clock: StageClock) throws(RegressionError) {
    if let fault = BLASSelfTest.fault { throw .wrongBLAS(fault: fault) }
    spectrum = try Spectrum(of: design, threads: threads, clock: clock)
    let mean = Matrix(rows: design.columns, columns: 1, values: spectrum.mean)
    rotatedMean = BLAS.product(spectrum.transposed, mean).values.map(Double.init)
    (self.design, self.threads, self.clock) = (design, threads, clock)
  }

  /// The point of coefficients and intercepts in the original coordinates, of one problem: d × K and K.
  func point(coefficients: Matrix, intercepts: [Double]) -> [Double] {
    let theta = BLAS.product(spectrum.transposed, coefficients)
    return intercepts.indices.flatMap { k in
      let column = (0..<theta.rows).map { Double(theta[$0, k]) }
      return column + [intercepts[k] + zip(column, rotatedMean).reduce(0) { $0 + $1.0 * $1.1 }]
    }
  }

  /// β (d × P K) and b (P K) of the points, score k of problem p in column `column(p, k)` of `count`.
  func original(
    _ points: [[Double]], predictors: Int, columns count: Int, column: (Int, Int) -> Int
  ) -> (coefficients: Matrix, intercepts: [Float]) {
    let d = design.columns
    var theta = Matrix(rows: d, columns: count)
    var intercepts = [Float](repeating: 0, count: count)
    for (p, point) in points.enumerated() {
      for k in 0..<predictors {
        let (start, column) = (k * (d + 1), column(p, k))
        var intercept = point[start + d]
        for j in 0..<d {
          theta[j, column] = Float(point[start + j])
          intercept -= point[start + j] * rotatedMean[j]
        }
        intercepts[column] = Float(intercept)
      }
    }
    return (BLAS.product(spectrum.vectors, theta), intercepts)
  }

  /// The value of each problem at its point; scores of held-out rows go to `heldOut`, n × M. Two matrix products over X
  /// for all problems.
  func evaluate(
    _ targets: Targets, _ problems: [Problem], _ constants: [ConstantFit], at points: [[Double]],
    heldOut: inout Matrix
  ) -> [Value] {
    let layout = BatchLayout(problems, targets, constants)
    let (beta, intercepts) = original(
      points, predictors: layout.linearPredictorCount, columns: layout.columns, column: layout.column)
    let total =
      switch targets.loss {
      case .logistic: sweep(LogisticLoss.self, targets, layout, beta, intercepts, &heldOut)
      case .squared: sweep(SquaredLoss.self, targets, layout, beta, intercepts, &heldOut)
      case .softmax: sweep(SoftmaxLoss.self, targets, layout, beta, intercepts, &heldOut)
      }
    // ∇_θ of the centred problem is Vᵀ(Xᵀr − x̄ Σr) / Ω.
    let residual = (0..<layout.columns).map { column in
      let (k, p) = column.quotientAndRemainder(dividingBy: layout.stride)
      return total.residual[k * layout.groups + p / Lanes.scalarCount][p % Lanes.scalarCount]
    }
    var centred = total.gradient
    for j in 0..<design.columns {
      for column in 0..<layout.columns { centred[j, column] -= spectrum.mean[j] * Float(residual[column]) }
    }
    let rotated = BLAS.product(spectrum.transposed, centred)
    return problems.indices.map { value(of: $0, layout, total, residual, rotated, beta) }
  }

  private func sweep<Loss: CanonicalLoss>(
    _: Loss.Type, _ targets: Targets, _ layout: BatchLayout, _ beta: Matrix, _ intercepts: [Float],
    _ heldOut: inout Matrix
  ) -> DenseSums {
    let panels = DensePanels<Loss>(
      design: design, targets: targets, layout: layout, coefficients: beta,
      intercepts: Matrix(rows: 1, columns: layout.columns, values: intercepts), clock: clock)
    // Parts of fixed size, summed in order: the same bytes on any number of threads.
    let part = 2048
    // Handed over and back, so that no second matrix is made.
    let empty = DenseSums(features: design.columns, layout: layout, rows: 0..<0)
    let (total, scores) = concurrentReduce(
      into: (empty, exchange(&heldOut, with: Matrix(rows: 0, columns: 0))), count: (design.rows + part - 1) / part,
      threads: threads
    ) { index in
      panels.sums(over: index * part..<min(design.rows, (index + 1) * part))
    } combine: { total, _, part in
      total.0.add(part)
      layout.scatter(part.heldOut, rows: part.rows, targets, to: &total.1)
    }
    heldOut = scores
    return total
  }

  private func value(
    of p: Int, _ layout: BatchLayout, _ total: DenseSums, _ residual: [Double], _ rotated: Matrix, _ beta: Matrix
  ) -> Value {
    let (d, predictors, penalty) = (design.columns, layout.linearPredictorCount, layout.problems[p].penalty)
    let (group, lane) = p.quotientAndRemainder(dividingBy: Lanes.scalarCount)
    let weight = total.weight[group][lane]
    var gradient = [Double](repeating: 0, count: predictors * (d + 1))
    var norm = 0.0
    var curvature = Matrix(rows: predictors, columns: predictors)
    for k in 0..<predictors {
      let (column, start) = (layout.column(p, k), k * (d + 1))
      for j in 0..<d {
        gradient[start + j] = Double(rotated[j, column]) / weight
        norm = max(norm, abs(Double(total.gradient[j, column]) / weight + penalty * Double(beta[j, column])))
      }
      gradient[start + d] = residual[column] / weight
      norm = max(norm, abs(gradient[start + d]))
      for l in 0...k {
        curvature[k, l] = Float(total.curvature[(k * predictors + l) * layout.groups + group][lane] / weight)
      }
    }
    return Value(
      loss: total.loss[group][lane] / weight, gradient: gradient, gradientNorm: norm, curvature: curvature)
  }
}

/// A dense design in the coordinates that make Hessians nearly diagonal: its mean row and the eigenbasis of its
/// centred Gram matrix (X − 1x̄ᵀ)ᵀ(X − 1x̄ᵀ) / n = V S Vᵀ.
struct Spectrum {
  /// x̄: d numbers.
  let mean: [Float]
  /// diag S, ascending: d numbers.
  let values: [Double]
  /// V, d × d, an eigenvector a column.
  let vectors: Matrix
  /// Vᵀ.
  let transposed: Matrix

  /// O(n d² + d³), the first part shared among `threads`.
  init(of design: Matrix, threads: Int, clock: StageClock) throws(RegressionError) {
    let (n, d) = (design.rows, design.columns)
    // Parts of fixed size, summed in order: the same bytes on any number of threads.
    let part = 8192
    let total = concurrentReduce(into: Part(design, rows: 0..<0), count: (n + part - 1) / part, threads: threads) {
      index in
      clock.measure(.gram) { Part(design, rows: index * part..<min(n, (index + 1) * part)) }
    } combine: { total, _, part in
      for j in 0..<d { total.sums[j] += part.sums[j] }
      for k in total.gram.values.indices { total.gram.values[k] += part.gram.values[k] }
    }
    let sums = total.sums
    var gram = total.gram
    guard sums.allSatisfy(\.isFinite) else { throw Self.firstFault(design) }
    let mean = sums.map { Float($0 / Double(max(1, n))) }
    for i in 0..<d {
      for j in i..<d {
        gram[i, j] = gram[i, j] / Float(max(1, n)) - mean[i] * mean[j]
        gram[j, i] = gram[i, j]
      }
    }
    guard let eigen = clock.measure(.eigen, { SymmetricEigen(gram) }) else { throw .eigenproblemFailed(order: d) }
    self.mean = mean
    values = eigen.values.map { max(0, Double($0)) }
    vectors = eigen.vectors
    transposed = eigen.vectors.transposed
  }

  /// The sums over some rows.
  private struct Part: Sendable {
    var sums: [Double]
    /// Upper half of XᵀX.
    var gram: Matrix

    init(_ design: Matrix, rows: Range<Int>) {
      let d = design.columns
      gram = Matrix(rows: d, columns: d)
      BLAS.accumulateGram(design, rows: rows, into: &gram)
      sums = [Double](repeating: 0, count: d)
      let values = design.values.span
      for row in rows {
        for j in 0..<d { sums[j] += Double(values[row * d + j]) }
      }
    }
  }

  private static func firstFault(_ design: Matrix) -> RegressionError {
    let k = design.values.firstIndex { !$0.isFinite }!
    return .notFinite(row: k / design.columns, column: k % design.columns, found: design.values[k])
  }
}
