public import LinearAlgebra

/// Fits batches of logistic regressions over a sparse design matrix, eight columns to a group.
///
/// Preconditioned gradient methods need hundreds of gradients at the weak penalties that n-grams like; dual coordinate
/// descent (`DualCoordinateDescent`) needs some four to nine passes there (each certificate says how many), and a pass
/// serves eight columns for one reading of X.
public struct SparseLogisticSolver: LogisticSolver {
  private let geometry: SparseGeometry
  private let threads: Int
  private let tolerance: Double
  private let maximumPasses: Int

  public var rows: Int { geometry.design.rows }

  /// - Parameters:
  ///   - design: X, n × d, finite.
  ///   - threads: groups of columns solved at the same time; results do not depend on it.
  ///   - tolerance: the gradient norm to reach. 1e-5 is what comparisons with other trainers ask of them, too.
  ///   - maximumPasses: where to give a column up, its certificate saying so.
  public init(
    design: SparseRows, threads: Int = 1, tolerance: Double = 1e-5, maximumPasses: Int = 1000
  ) throws(RegressionError) {
    geometry = try SparseGeometry(design)
    self.threads = threads
    self.tolerance = tolerance
    self.maximumPasses = maximumPasses
  }

  public func solve(
    _ targets: LogisticTargets, columns: [LogisticColumn], from start: LogisticSolution?
  ) -> LogisticSolution {
    precondition(targets.rows == rows)
    precondition(start.map { matches($0.columns, columns) } ?? true, "a warm start needs the same tasks and folds")
    let groups = stride(from: 0, to: columns.count, by: Lanes.scalarCount).map {
      $0..<min($0 + Lanes.scalarCount, columns.count)
    }
    let solved = concurrentMap(count: groups.count, threads: threads) { index in
      solveGroup(targets, columns[groups[index]], from: start)
    }
    var coefficients = Matrix(rows: geometry.design.columns, columns: columns.count)
    var logits = Matrix(rows: rows, columns: columns.count)
    var intercepts: [Float] = []
    for (range, group) in zip(groups, solved) {
      for j in 0..<coefficients.rows {
        for (lane, column) in range.enumerated() { coefficients[j, column] = group.coefficients[j][lane] }
      }
      for row in 0..<rows {
        for (lane, column) in range.enumerated() { logits[row, column] = group.logits[row][lane] }
      }
      intercepts += range.indices.map { group.intercept[$0 - range.lowerBound] }
    }
    return LogisticSolution(
      columns: columns, coefficients: coefficients, intercepts: intercepts, logits: logits,
      certificates: solved.flatMap(\.certificates))
  }

  /// Eight columns' result: V, intercepts and logits in lanes.
  private struct Group: Sendable {
    let coefficients: [Lanes]
    let intercept: Lanes
    let logits: [Lanes]
    let certificates: [Certificate]
  }

  private func solveGroup(
    _ targets: LogisticTargets, _ columns: ArraySlice<LogisticColumn>, from start: LogisticSolution?
  ) -> Group {
    var descent = DualCoordinateDescent(geometry: geometry, targets: targets, columns: columns, start: start)
    var passes = 0
    // The gradient is a mean over rows of how far each q_i still has to go, times features well below 1: measured on
    // n-grams, about a fiftieth to a hundredth of how far the last pass moved the q_i. A certificate costs as much as a
    // pass.
    var promising = Float(tolerance) * 50
    var point: DualCoordinateDescent.PrimalPoint
    while true {
      let moved = descent.pass(number: passes)
      passes += 1
      guard moved.max() <= promising || passes >= maximumPasses else { continue }
      point = descent.primalPoint()
      if Double(point.gradientNorm.max()) <= tolerance || passes >= maximumPasses { break }
      promising = moved.max() / 2
    }
    var intercept = point.intercept
    let certificates = descent.totals.indices.map { lane in
      let degenerate = descent.totals[lane].isDegenerate
      if degenerate { intercept[lane] = Float(descent.totals[lane].constantLogit) }
      let norm = degenerate ? 0 : Double(point.gradientNorm[lane])
      return Certificate(
        gradientNorm: norm, objective: point.objective[lane], iterations: passes, converged: norm <= tolerance)
    }
    for lane in descent.totals.indices where descent.totals[lane].isDegenerate {
      for row in point.logits.indices { point.logits[row][lane] = intercept[lane] }
    }
    return Group(
      coefficients: point.coefficients, intercept: intercept, logits: point.logits, certificates: certificates)
  }
}
