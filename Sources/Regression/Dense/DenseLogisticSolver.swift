public import LinearAlgebra

/// Fits batches of logistic regressions over a dense design matrix, all columns at once.
///
/// One gradient of all columns is two matrix products, X·B and Xᵀ·R, with the sigmoid between them while a panel of
/// rows is in cache (`DenseObjective`). Each column takes its own L-BFGS steps (`LBFGS`), preconditioned by a diagonal
/// in the eigenbasis V of the centred Gram matrix: the Hessian XᵀDX / w + λI with D = diag(w_i p_i (1 − p_i)) is close
/// to h·S + λI there, where XᵀX / n = V S Vᵀ and h is the column's mean of p (1 − p). Columns that have converged leave
/// the batch.
public struct DenseLogisticSolver: LogisticSolver {
  private let objective: DenseObjective
  private let tolerance: Double
  private let maximumGradients: Int

  public var rows: Int { objective.design.rows }

  /// - Parameters:
  ///   - design: X, n × d, finite.
  ///   - threads: parts of the rows worked on at the same time; results do not depend on it.
  ///   - tolerance: the gradient norm to reach.
  ///   - maximumGradients: where to give a column up, its certificate saying so.
  public init(
    design: Matrix, threads: Int = 1, tolerance: Double = 1e-5, maximumGradients: Int = 500
  ) throws(RegressionError) {
    objective = try DenseObjective(design: design, threads: threads)
    self.tolerance = tolerance
    self.maximumGradients = maximumGradients
  }

  public func solve(
    _ targets: LogisticTargets, columns: [LogisticColumn], from start: LogisticSolution?
  ) -> LogisticSolution {
    precondition(targets.rows == rows)
    precondition(start.map { matches($0.columns, columns) } ?? true, "a warm start needs the same tasks and folds")
    let totals = columns.map { ColumnTotals(targets, $0) }
    var points = startingPoints(columns, totals, start)
    var certificates = [Certificate](
      repeating: Certificate(gradientNorm: 0, objective: 0, iterations: 0, converged: true), count: columns.count)
    var active = columns.indices.filter { !totals[$0].isDegenerate }
    var optimizers: [Int: LBFGS] = [:]
    while !active.isEmpty {
      let trials = active.map { optimizers[$0]?.trial ?? points[$0] }
      let values = objective.evaluate(targets, active.map { columns[$0] }, active.map { totals[$0].weight }, at: trials)
      for (column, value) in zip(active, values) {
        let iterations = certificates[column].iterations + 1
        let converged = value.gradientNorm <= tolerance
        certificates[column] = Certificate(
          gradientNorm: value.gradientNorm, objective: value.objective, iterations: iterations, converged: converged)
        if optimizers[column] == nil {
          optimizers[column] = LBFGS(
            at: points[column], value: value.objective, gradient: value.gradient,
            inverseHessian: objective.inverseHessian(curvature: value.curvature, penalty: columns[column].penalty))
        } else {
          optimizers[column]!.receive(value: value.objective, gradient: value.gradient)
        }
        if converged || iterations >= maximumGradients || optimizers[column]!.isStuck {
          // The certificate speaks of the point just evaluated, so that is the one returned.
          points[column] = optimizers[column]!.lastTrial
          optimizers[column] = nil
        }
      }
      active.removeAll { optimizers[$0] == nil }
    }
    return solution(columns, points, certificates)
  }

  /// Zero with the weighted mean label's logit as intercept, or where `start` ended; degenerate columns at their
  /// constant.
  private func startingPoints(
    _ columns: [LogisticColumn], _ totals: [ColumnTotals], _ start: LogisticSolution?
  ) -> [[Double]] {
    columns.indices.map { c in
      var point = [Double](repeating: 0, count: objective.design.columns + 1)
      if let start, !totals[c].isDegenerate {
        point = objective.centred(coefficients: start.coefficients, column: c, intercept: Double(start.intercepts[c]))
      } else {
        point[point.count - 1] = totals[c].constantLogit
      }
      return point
    }
  }

  private func solution(
    _ columns: [LogisticColumn], _ points: [[Double]], _ certificates: [Certificate]
  ) -> LogisticSolution {
    let (coefficients, intercepts) = objective.original(points)
    var logits = BLAS.product(objective.design, coefficients)
    for row in 0..<rows {
      for c in columns.indices { logits[row, c] += intercepts[c] }
    }
    return LogisticSolution(
      columns: columns, coefficients: coefficients, intercepts: intercepts, logits: logits, certificates: certificates)
  }
}
