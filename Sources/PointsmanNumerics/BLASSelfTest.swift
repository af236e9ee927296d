/// Compares OpenBLAS with plain loops on this processor.
///
/// OpenBLAS picks its kernels by processor, and some kernels have computed wrong results on some processors. Training
/// asks this once, and refuses to go on when a product or an eigenvalue is wrong.
package enum BLASSelfTest {
  /// What is wrong on this machine, in words; nil when all agrees.
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
            return "OpenBLAS (kernel \(BLAS.kernelName)) multiplies two 64 × 64 matrices wrongly"
          }
        }
      }
    }
    let gram = BLAS.product(a, transposingA: true, a)
    var half = Matrix(rows: size, columns: size)
    BLAS.accumulateGram(a, rows: 0..<size, into: &half)
    for i in 0..<size {
      for j in i..<size where half[i, j] != gram[i, j] {
        return "OpenBLAS (kernel \(BLAS.kernelName)) multiplies a 64 × 64 matrix by its transpose wrongly"
      }
    }
    guard let eigen = SymmetricEigen(gram) else {
      return "LAPACK's ssyevd (kernel \(BLAS.kernelName)) does not converge on a 64 × 64 matrix"
    }
    let trace = (0..<size).reduce(0) { $0 + Double(gram[$1, $1]) }
    let sum = eigen.values.reduce(0) { $0 + Double($1) }
    return abs(trace - sum) <= 1e-4 * trace
      ? nil : "LAPACK's ssyevd (kernel \(BLAS.kernelName)) returns wrong eigenvalues on a 64 × 64 matrix"
  }()
}
