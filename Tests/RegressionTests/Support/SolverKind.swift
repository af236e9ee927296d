import LinearAlgebra
import Testing

@testable import Regression

/// Which of the two solvers a test asks.
enum SolverKind: String, CaseIterable, CustomTestStringConvertible {
  case dense, sparse

  var testDescription: String { rawValue }

  func solver(_ problem: Problem, threads: Int = 1, tolerance: Double = 1e-6) throws -> any LogisticSolver {
    switch self {
    case .dense: try DenseLogisticSolver(design: problem.matrix, threads: threads, tolerance: tolerance)
    case .sparse: try SparseLogisticSolver(design: problem.sparse, threads: threads, tolerance: tolerance)
    }
  }

  /// Solves to a gradient norm of 1e-6 and insists on it.
  func solve(_ problem: Problem, _ columns: [LogisticColumn]) throws -> LogisticSolution {
    let solution = try solver(problem).solve(try problem.targets(), columns: columns)
    for certificate in solution.certificates { #expect(certificate.converged, "\(certificate)") }
    return solution
  }
}

extension LogisticSolution {
  /// β of column `c`.
  func beta(_ c: Int) -> [Double] { (0..<coefficients.rows).map { Double(coefficients[$0, c]) } }

  /// b of column `c`.
  func intercept(_ c: Int) -> Double { Double(intercepts[c]) }

  /// β of column `c`, followed by b.
  func point(_ c: Int) -> [Double] { beta(c) + [intercept(c)] }

  /// Every row's logit under column `c`.
  func logits(_ c: Int) -> [Double] { (0..<logits.rows).map { Double(logits[$0, c]) } }

  /// Whether no number of it is infinite or NaN.
  var isFinite: Bool {
    (coefficients.values + intercepts + logits.values).allSatisfy(\.isFinite)
      && certificates.allSatisfy { $0.gradientNorm.isFinite && $0.objective.isFinite }
  }
}
