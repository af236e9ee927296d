public import LinearAlgebra

/// The fitted problems of a batch, in the order in which they were asked for.
public struct Solution: Sendable {
  public let problems: [Problem]
  /// d × (P · K): β_k of problem c stands in column c K + k.
  public let coefficients: Matrix
  /// P · K intercepts b, in the order of the coefficients' columns.
  public let intercepts: [Float]
  /// For each problem the scores z of the rows it holds out, ascending, K numbers a row; empty if it holds none out.
  public let heldOutScores: [[Float]]
  /// P proofs of convergence, or of its lack.
  public let certificates: [Certificate]
  /// What the solver keeps to go on from here.
  let resumption: Resumption?

  /// State of the one or the other solver, one element a problem or a group of them.
  enum Resumption: Sendable {
    case dense([DenseResumption?])
    case sparse([SparseResumption])
  }
}

extension Solution {
  /// n × M: the scores of row i under the problem of each task that held the row's fold out; 0 where none did.
  public func heldOutMatrix(_ targets: Targets) -> Matrix {
    let rowsOfFolds = targets.rowsOfFolds
    var matrix = Matrix(rows: targets.rows, columns: targets.labels.columns)
    for (problem, scores) in zip(problems, heldOutScores) {
      guard let fold = problem.heldOutFold, rowsOfFolds.indices.contains(fold) else { continue }
      for (index, row) in rowsOfFolds[fold].enumerated() {
        for k in 0..<targets.scores {
          matrix[row, problem.task * targets.scores + k] = scores[index * targets.scores + k]
        }
      }
    }
    return matrix
  }
}

/// What a solver can prove of a problem it returns. One without a finite optimum, fixed at its constant, has zeros.
public struct Certificate: Sendable, Equatable {
  /// max(‖∇_β f‖∞, ‖∂f/∂b‖∞) at the returned point, evaluated afresh there.
  public let gradientNorm: Double
  /// f at the returned point, in nats a unit of weight (for the squared loss in squared units of the label).
  public let objective: Double
  /// Gradients of the whole data (dense), or passes over the rows (sparse), that it took.
  public let iterations: Int
  /// Whether `gradientNorm` is within the tolerance asked for.
  public let converged: Bool

  /// Of a problem that has no optimum to find.
  static let constant = Certificate(gradientNorm: 0, objective: 0, iterations: 0, converged: true)
}
