internal import CPointsmanOpenBLAS

/// The products of a network: affine maps, and products of rectangles within matrices.
extension BLAS {
  /// C[..<rows] = A[..<rows] · W + 1 · biasᵀ, where A is n × d, W is d × c and C at least rows × c.
  package static func affine(
    _ a: Matrix, rows: Int, _ weights: Matrix, bias: borrowing [Float], into c: inout Matrix
  ) {
    precondition(bias.count == weights.columns && c.columns == bias.count && rows <= c.rows)
    for row in 0..<rows {
      let start = row * bias.count
      for column in 0..<bias.count { c.values[start + column] = bias[column] }
    }
    multiply(
      a, Rectangle(rows: 0..<rows, columns: 0..<a.columns), weights,
      Rectangle(rows: 0..<weights.rows, columns: 0..<weights.columns), adding: true, into: &c,
      Rectangle(rows: 0..<rows, columns: 0..<c.columns))
  }

  /// C[r] = scale · A[p] · B[q] or, with `transposingB`, scale · A[p] · B[q]ᵀ; with `adding`, added to what C[r] holds.
  package static func multiply(
    _ a: Matrix, _ p: Rectangle, _ b: Matrix, _ q: Rectangle, transposingB: Bool = false, scale: Float = 1,
    adding: Bool = false, into c: inout Matrix, _ r: Rectangle
  ) {
    let (inner, outer) = transposingB ? (q.columns.count, q.rows.count) : (q.rows.count, q.columns.count)
    precondition(p.isInside(a) && q.isInside(b) && r.isInside(c))
    precondition(p.columns.count == inner && r.rows.count == p.rows.count && r.columns.count == outer)
    guard p.rows.count > 0, inner > 0, outer > 0 else { return }
    _ = onOneThread
    let (m, n, k) = (Int32(p.rows.count), Int32(outer), Int32(inner))
    let (aStride, bStride, cStride) = (Int32(a.columns), Int32(b.columns), Int32(c.columns))
    let (aStart, bStart, cStart) = (p.start(in: a), q.start(in: b), r.start(in: c))
    // Safe: the preconditions hold all three rectangles inside their matrices.
    unsafe a.values.withUnsafeBufferPointer { a in
      unsafe b.values.withUnsafeBufferPointer { b in
        unsafe c.values.withUnsafeMutableBufferPointer { c in
          unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, transposingB ? CblasTrans : CblasNoTrans, m, n, k, scale,
            a.baseAddress! + aStart, aStride, b.baseAddress! + bStart, bStride, adding ? 1 : 0,
            c.baseAddress! + cStart, cStride)
        }
      }
    }
  }
}
