internal import LinearAlgebra

/// Values and gradients of a batch of columns over a dense X, in coordinates that make every Hessian nearly diagonal.
///
/// A point of column c is θ (d numbers) and b̃, with β = Vθ and b = b̃ − x̄ᵀβ: rotated to the eigenbasis V of the
/// centred Gram matrix (X − 1x̄ᵀ)ᵀ(X − 1x̄ᵀ) / n = V S Vᵀ, and shifted so that intercept and coefficients hardly
/// interact. V is orthogonal, so the penalty ‖β‖² is ‖θ‖².
struct DenseObjective {
  let design: Matrix
  private let mean: [Float]
  private let eigen: SymmetricEigen
  private let transposedVectors: Matrix
  private let threads: Int

  /// What is known of one column at one point.
  struct Value {
    /// f, in nats.
    var objective: Double
    /// ∇f with respect to (θ, b̃): d + 1 numbers.
    var gradient: [Double]
    /// max(‖∇_β f‖∞, |∂f/∂b|) in the original coordinates.
    var gradientNorm: Double
    /// h: the weighted mean of p (1 − p).
    var curvature: Double
  }

  init(design: Matrix, threads: Int) throws(RegressionError) {
    if let fault = BLASSelfTest.fault { throw .wrongBLAS(fault: fault) }
    if let k = design.values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: k / design.columns, column: k % design.columns, found: design.values[k])
    }
    let (n, d) = (design.rows, design.columns)
    var sums = [Double](repeating: 0, count: d)
    for row in 0..<n { for j in 0..<d { sums[j] += Double(design[row, j]) } }
    mean = sums.map { Float($0 / Double(max(1, n))) }
    var gram = BLAS.product(design, transposingA: true, design)
    for i in 0..<d {
      for j in 0..<d { gram[i, j] = gram[i, j] / Float(max(1, n)) - mean[i] * mean[j] }
    }
    for i in 0..<d { for j in 0..<i { gram[i, j] = gram[j, i] } }
    guard let eigen = SymmetricEigen(gram) else { throw .eigenproblemFailed(order: d) }
    self.eigen = eigen
    transposedVectors = eigen.vectors.transposed
    self.design = design
    self.threads = threads
  }

  /// 1 / (h S + λ) for θ and 1 / h for b̃.
  func inverseHessian(curvature: Double, penalty: Double) -> [Double] {
    let h = max(curvature, 1e-6)
    return eigen.values.map { 1 / (h * max(0, Double($0)) + penalty) } + [1 / h]
  }

  /// The point (θ, b̃) of coefficients and intercept in the original coordinates.
  func centred(coefficients: Matrix, column: Int, intercept: Double) -> [Double] {
    let beta = Matrix(
      rows: design.columns, columns: 1, values: (0..<design.columns).map { coefficients[$0, column] })
    let theta = BLAS.product(transposedVectors, beta)
    let shift = zip(mean, beta.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return theta.values.map(Double.init) + [intercept + shift]
  }

  /// β = Vθ (d × C) and b = b̃ − x̄ᵀβ (C numbers) of the points.
  func original(_ points: [[Double]]) -> (coefficients: Matrix, intercepts: [Float]) {
    let d = design.columns
    var theta = Matrix(rows: d, columns: points.count)
    for (c, point) in points.enumerated() { for j in 0..<d { theta[j, c] = Float(point[j]) } }
    let beta = BLAS.product(eigen.vectors, theta)
    let intercepts = points.enumerated().map { c, point in
      var intercept = point[d]
      for j in 0..<d { intercept -= Double(mean[j]) * Double(beta[j, c]) }
      return Float(intercept)
    }
    return (beta, intercepts)
  }

  /// The value of each column at its point. Two matrix products over X for all of them.
  func evaluate(
    _ targets: LogisticTargets, _ columns: [LogisticColumn], _ columnWeights: [Double], at points: [[Double]]
  ) -> [Value] {
    let d = design.columns
    let (beta, intercepts) = original(points)
    // Parts of fixed size, summed in order: the same bytes on any number of threads.
    let part = 4096
    let count = (design.rows + part - 1) / part
    let parts = concurrentMap(count: count, threads: threads) { index in
      let rows = index * part..<min(design.rows, (index + 1) * part)
      return DensePanels(design: design, targets: targets, columns: columns, coefficients: beta, intercepts: intercepts)
        .sums(over: rows)
    }
    var total = parts[0]
    for part in parts.dropFirst() { total.add(part) }
    // ∇_θ of the centred problem is Vᵀ(Xᵀr − x̄ Σr) / w + λθ.
    var centred = total.gradient
    for j in 0..<d { for c in columns.indices { centred[j, c] -= mean[j] * Float(total.residual[c]) } }
    let rotated = BLAS.product(transposedVectors, centred)
    return columns.indices.map { c in
      let (w, penalty) = (columnWeights[c], columns[c].penalty)
      var (squares, norm) = (0.0, abs(total.residual[c] / w))
      var gradient = [Double](repeating: 0, count: d + 1)
      for j in 0..<d {
        squares += points[c][j] * points[c][j]
        gradient[j] = Double(rotated[j, c]) / w + penalty * points[c][j]
        norm = max(norm, abs(Double(total.gradient[j, c]) / w + penalty * Double(beta[j, c])))
      }
      gradient[d] = total.residual[c] / w
      return Value(
        objective: total.loss[c] / w + penalty / 2 * squares, gradient: gradient, gradientNorm: norm,
        curvature: total.curvature[c] / w)
    }
  }
}
