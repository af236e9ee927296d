/// An error in the numbers handed to a solver.
public enum RegressionError: Error, Equatable, CustomStringConvertible {
  /// A label is out of the loss's range, or not finite.
  case invalidLabel(row: Int, output: Int, found: Float)
  /// A weight is negative or not finite.
  case invalidWeight(row: Int, output: Int, found: Float)
  /// A feature is not finite.
  case notFinite(row: Int, column: Int, found: Float)
  /// LAPACK found no eigenvalues of the features' covariance.
  case eigenproblemFailed(order: Int)
  /// The process has a limit to its address space, and less is left than OpenBLAS takes.
  case tooLittleAddressSpace(needed: Int, threads: Int)
  /// OpenBLAS computes other numbers than a plain loop.
  case wrongBLAS(fault: String)

  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .invalidLabel(let row, let output, let found):
      "label of row \(row), output \(output) is \(found); it must be finite, and in [0, 1] unless the loss is squared"
    case .invalidWeight(let row, let output, let found):
      "weight of row \(row), output \(output) is \(found); it must be finite and not negative"
    case .notFinite(let row, let column, let found):
      "feature \(column) of row \(row) is \(found); every feature must be finite"
    case .eigenproblemFailed(let order):
      "LAPACK found no eigenvalues of the \(order) × \(order) Gram matrix; are its entries of extreme size?"
    case .tooLittleAddressSpace(let needed, let threads):
      "OpenBLAS takes \(needed >> 20) MiB of address space for \(threads) threads, and the limit on this process leaves less; "
        + "raise the limit (ulimit -v), or work with fewer threads"
    case .wrongBLAS(let fault):
      "\(fault): set OPENBLAS_CORETYPE to another kernel, Haswell for example, and train again"
    }
  }
}
