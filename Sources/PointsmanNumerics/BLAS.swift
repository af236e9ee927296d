internal import CPointsmanOpenBLAS

/// The dense products that the solvers need, over OpenBLAS.
///
/// OpenBLAS itself runs on one thread, set here and nowhere else: the callers share rows out among threads in parts of
/// fixed size, so that a result has the same bytes whatever the number of threads.
package enum BLAS {
  /// Touching this sets OpenBLAS to one thread, once.
  static let onOneThread: Void = openblas_set_num_threads(1)

  /// The name of the kernel that OpenBLAS chose for this processor, "Haswell" for example.
  package static var kernelName: String {
    // Safe: the library returns a pointer to a NUL-terminated string constant.
    unsafe String(cString: openblas_get_corename())
  }

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
