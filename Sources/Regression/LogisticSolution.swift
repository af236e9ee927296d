public import LinearAlgebra

/// The fitted columns of a batch, in the order in which they were asked for.
public struct LogisticSolution: Sendable {
  public let columns: [LogisticColumn]
  /// d × C: β of column c stands in column c.
  public let coefficients: Matrix
  /// C intercepts b.
  public let intercepts: [Float]
  /// n × C: x_iᵀβ_c + b_c for every row, those held out included.
  public let logits: Matrix
  /// C proofs of convergence, or of its lack.
  public let certificates: [Certificate]
}

/// What a solver can prove of a column it returns. A column without a finite optimum, fixed at its constant, has zeros.
public struct Certificate: Sendable, Equatable {
  /// max(‖∇_β f‖∞, |∂f/∂b|) at the returned point, evaluated afresh there.
  public let gradientNorm: Double
  /// f at the returned point, in nats a row.
  public let objective: Double
  /// Gradients of the whole data (dense), or passes over the rows (sparse), that it took.
  public let iterations: Int
  /// Whether `gradientNorm` is within the tolerance asked for.
  public let converged: Bool
}
