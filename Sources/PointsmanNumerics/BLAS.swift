internal import CPointsmanOpenBLAS
internal import PointsmanSupport

/// The dense products that the solvers need, over OpenBLAS.
///
/// OpenBLAS itself runs on one thread, set here and nowhere else: the callers share rows out among threads in parts of
/// fixed size, so that a result has the same bytes with any number of threads.
package enum BLAS {
  /// Touching this sets OpenBLAS to one thread, once, and warns of a kernel that is slower than it need be.
  static let onOneThread: Void = {
    openblas_set_num_threads(1)
    if let advice = BLASKernel.advice { StandardStreams.warn("warning: \(advice)\n") }
  }()

  /// C = A[rows] · B, where A is n × d, B is d × c and the first `rows.count` rows of C receive the product.
  package static func multiply(_ a: Matrix, rows: Range<Int>, _ b: Matrix, into c: inout Matrix) {
    precondition(a.columns == b.rows && c.columns == b.columns && rows.upperBound <= a.rows && rows.count <= c.rows)
    guard rows.count > 0, b.columns > 0, a.columns > 0 else { return }
    _ = onOneThread
    let (m, n, k) = (Int32(rows.count), Int32(b.columns), Int32(a.columns))
    let start = rows.lowerBound * a.columns
    // Safe: the precondition holds every row and column that is read or written inside the three arrays.
    unsafe a.values.withUnsafeBufferPointer { a in
      unsafe b.values.withUnsafeBufferPointer { b in
        unsafe c.values.withUnsafeMutableBufferPointer { c in
          unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a.baseAddress! + start, k, b.baseAddress!, n, 0,
            c.baseAddress!, n)
        }
      }
    }
  }

  /// G += A[rows]ᵀ · R, where A is n × d, R holds `rows.count` rows of c and G is d × c.
  package static func accumulateTransposed(_ a: Matrix, rows: Range<Int>, _ r: Matrix, into g: inout Matrix) {
    precondition(a.columns == g.rows && r.columns == g.columns && rows.upperBound <= a.rows && rows.count <= r.rows)
    guard rows.count > 0, r.columns > 0, a.columns > 0 else { return }
    _ = onOneThread
    let (m, n, k) = (Int32(a.columns), Int32(r.columns), Int32(rows.count))
    let start = rows.lowerBound * a.columns
    // Safe: as above.
    unsafe a.values.withUnsafeBufferPointer { a in
      unsafe r.values.withUnsafeBufferPointer { r in
        unsafe g.values.withUnsafeMutableBufferPointer { g in
          unsafe cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1, a.baseAddress! + start, m, r.baseAddress!, n, 1,
            g.baseAddress!, n)
        }
      }
    }
  }

  /// The upper half of G += A[rows]ᵀ · A[rows], where A is n × d and G is d × d. Half the work of a product.
  package static func accumulateGram(_ a: Matrix, rows: Range<Int>, into g: inout Matrix) {
    precondition(a.columns == g.rows && a.columns == g.columns && rows.upperBound <= a.rows)
    guard rows.count > 0, a.columns > 0 else { return }
    _ = onOneThread
    let (n, k) = (Int32(a.columns), Int32(rows.count))
    let start = rows.lowerBound * a.columns
    // Safe: as above.
    unsafe a.values.withUnsafeBufferPointer { a in
      unsafe g.values.withUnsafeMutableBufferPointer { g in
        unsafe cblas_ssyrk(
          CblasRowMajor, CblasUpper, CblasTrans, n, k, 1, a.baseAddress! + start, n, 1, g.baseAddress!, n)
      }
    }
  }

  /// The product A · B or, with `transposingA`, Aᵀ · B.
  package static func product(_ a: Matrix, transposingA: Bool = false, _ b: Matrix) -> Matrix {
    if transposingA {
      var g = Matrix(rows: a.columns, columns: b.columns)
      accumulateTransposed(a, rows: 0..<a.rows, b, into: &g)
      return g
    }
    var c = Matrix(rows: a.rows, columns: b.columns)
    multiply(a, rows: 0..<a.rows, b, into: &c)
    return c
  }
}

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

/// A rectangle within a matrix, which a product reads or writes in place.
package struct Rectangle: Equatable {
  package let rows: Range<Int>
  package let columns: Range<Int>

  package init(rows: Range<Int>, columns: Range<Int>) {
    (self.rows, self.columns) = (rows, columns)
  }

  func isInside(_ matrix: Matrix) -> Bool {
    rows.lowerBound >= 0 && rows.upperBound <= matrix.rows && columns.lowerBound >= 0
      && columns.upperBound <= matrix.columns
  }

  /// The index of the rectangle's first element in the matrix's values.
  func start(in matrix: Matrix) -> Int { rows.lowerBound * matrix.columns + columns.lowerBound }
}

/// Compares OpenBLAS with plain loops on this processor.
///
/// OpenBLAS picks its kernels by processor, and some kernels have computed wrong results on some processors. Training
/// asks this once, and refuses to go on when a product or an eigenvalue is wrong.
package enum BLASSelfTest {
  /// The fault of this machine, in words; nil when all agrees.
  package static let fault: String? = {
    let size = 64
    // Small integers, so that every sum is exact in Float32 and the comparison may be exact too.
    var a = Matrix(rows: size, columns: size)
    var b = a
    for i in 0..<size * size {
      a.values[i] = Float((i * 7919) % 13 - 6)
      b.values[i] = Float((i * 104_729) % 11 - 5)
    }
    for transposed in [false, true] {
      let product = BLAS.product(a, transposingA: transposed, b)
      for i in 0..<size {
        for j in 0..<size {
          var sum: Float = 0
          for k in 0..<size { sum += (transposed ? a[k, i] : a[i, k]) * b[k, j] }
          if product[i, j] != sum {
            return "OpenBLAS (kernel \(BLASKernel.name)) multiplies two 64 × 64 matrices wrongly"
          }
        }
      }
    }
    let gram = BLAS.product(a, transposingA: true, a)
    var half = Matrix(rows: size, columns: size)
    BLAS.accumulateGram(a, rows: 0..<size, into: &half)
    for i in 0..<size {
      for j in i..<size where half[i, j] != gram[i, j] {
        return "OpenBLAS (kernel \(BLASKernel.name)) multiplies a 64 × 64 matrix by its transpose wrongly"
      }
    }
    guard let eigen = SymmetricEigen(gram) else {
      return "LAPACK's ssyevd (kernel \(BLASKernel.name)) does not converge on a 64 × 64 matrix"
    }
    let trace = (0..<size).reduce(0) { $0 + Double(gram[$1, $1]) }
    let sum = eigen.values.reduce(0) { $0 + Double($1) }
    return abs(trace - sum) <= 1e-4 * trace
      ? nil : "LAPACK's ssyevd (kernel \(BLASKernel.name)) returns wrong eigenvalues on a 64 × 64 matrix"
  }()
}
