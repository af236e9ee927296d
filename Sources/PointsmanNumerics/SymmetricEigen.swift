internal import CPointsmanOpenBLAS

/// The eigenvalues of a symmetric matrix and, as columns, its eigenvectors: A = V diag(values) Vᵀ.
package struct SymmetricEigen: Sendable {
  /// Ascending.
  package let values: [Float]
  /// d × d; column j belongs to `values[j]`.
  package let vectors: Matrix

  /// Decomposes `matrix` (d × d, symmetric, finite) by LAPACK's `ssyevd`; nil when it does not converge. O(d³).
  package init?(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns)
    let d = matrix.rows
    guard d > 0 else {
      values = []
      vectors = matrix
      return
    }
    var a = matrix.values
    var w = [Float](repeating: 0, count: d)
    // The workspace that ssyevd's documentation asks for when vectors are wanted.
    var work = [Float](repeating: 0, count: 1 + 6 * d + 2 * d * d)
    var integers = [Int32](repeating: 0, count: 3 + 5 * d)
    var (n, lwork, liwork, info) = (Int32(d), Int32(work.count), Int32(integers.count), Int32(0))
    // Safe: every array has the length that ssyevd documents for order n; a symmetric matrix is its own transpose.
    unsafe ssyevd_("V", "U", &n, &a, &n, &w, &work, &lwork, &integers, &liwork, &info)
    guard info == 0 else { return nil }
    values = w
    // LAPACK is column-major: eigenvector j is in a[j * d..<(j + 1) * d].
    var v = Matrix(rows: d, columns: d)
    for j in 0..<d { for i in 0..<d { v[i, j] = a[j * d + i] } }
    vectors = v
  }
}
