internal import PointsmanNumerics
internal import PointsmanSupport

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
