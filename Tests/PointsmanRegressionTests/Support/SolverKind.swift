import PointsmanNumerics
import Testing

@testable import PointsmanRegression

/// Which of the two solvers a test asks.
enum SolverKind: String, CaseIterable, CustomTestStringConvertible {
  case dense, sparse

  var testDescription: String { rawValue }

  func solver(
    _ sample: Sample, threads: Int = 1, tolerance: Double = 1e-6, maximumIterations: Int = 500
  ) throws -> any Solver {
    switch self {
    case .dense:
      try DenseSolver(
        design: sample.matrix, threads: threads, tolerance: tolerance, maximumGradients: maximumIterations)
    case .sparse:
      try SparseSolver(
        design: sample.sparse, threads: threads, tolerance: tolerance, maximumPasses: maximumIterations)
    }
  }

  /// Solves to a gradient norm of 1e-6 and insists on it.
  func solve(_ sample: Sample, _ problems: [Problem]) throws -> Solution {
    let solution = try solver(sample).solve(try sample.targets(), problems: problems)
    for certificate in solution.certificates { #expect(certificate.converged, "\(certificate)") }
    return solution
  }
}
