public import PointsmanNumerics
internal import PointsmanSupport

/// Fits batches of regressions over a sparse design matrix, eight problems to a group.
///
/// ```swift
/// let solver = try SparseSolver(design: rows, threads: 2)
/// let solution = solver.solve(targets, problems: [Problem(task: 0, penalty: 0.01)])
/// ```
///
/// Preconditioned gradient methods need hundreds of gradients at the weak penalties that n-grams like; dual coordinate
/// descent (`DualCoordinateDescent`) needs some four to nine passes on rows of length 1 up to C = 10 (each certificate
/// says how many), and a pass serves eight problems for one reading of X. Penalties much weaker than that, or features
/// far from length 1, cost hundreds of passes: `DenseSolver` is the one for few columns.
public struct SparseSolver: Solver {
  private let geometry: SparseGeometry
  private let threads: Int
  private let tolerance: Double
  private let maximumPasses: Int

  /// n, the number of rows.
  public var rows: Int { geometry.design.rows }

  /// - Parameters:
  ///   - design: X, n × d, finite.
  ///   - threads: groups of problems solved at the same time; results do not depend on it.
  ///   - tolerance: the gradient norm to reach. 1e-5 is what comparisons with other trainers ask of them, too.
  ///   - maximumPasses: where to give a problem up, its certificate saying so.
  public init(
    design: SparseRows, threads: Int = 1, tolerance: Double = 1e-5, maximumPasses: Int = 1000
  ) throws(RegressionError) {
    geometry = try SparseGeometry(design)
    self.threads = threads
    self.tolerance = tolerance
    self.maximumPasses = maximumPasses
  }

  /// Fits the batch. O(passes · non-zeros · problems).
  public func solve(_ targets: Targets, problems: [Problem], from start: Solution?) -> Solution {
    precondition(targets.rows == rows)
    precondition(start.map { matches($0.problems, problems) } ?? true, "a warm start needs the same tasks and folds")
    let groups = stride(from: 0, to: problems.count, by: Lanes.scalarCount).map {
      problems[$0..<min($0 + Lanes.scalarCount, problems.count)]
    }
    var resumptions = [SparseResumption?](repeating: nil, count: groups.count)
    if case .sparse(let ends) = start?.resumption { resumptions = ends }
    let solved = concurrentMap(count: groups.count, threads: threads) { [resumptions] index in
      switch targets.loss {
      case .logistic: solve(SparseGroup<LogisticLoss>(targets, groups[index]), from: resumptions[index])
      case .squared: solve(SparseGroup<SquaredLoss>(targets, groups[index]), from: resumptions[index])
      case .softmax: solve(SparseGroup<SoftmaxLoss>(targets, groups[index]), from: resumptions[index])
      }
    }
    return solution(targets, problems, groups.map(\.indices), solved)
  }

  private struct SolvedGroup: Sendable {
    /// b_k.
    let intercepts: [Lanes]
    /// z_ik at i K + k.
    let scores: [Lanes]
    let constantFits: [ConstantFit]
    let certificates: [Certificate]
    let end: SparseResumption
  }

  private func solve<Loss: CanonicalLoss>(
    _ group: SparseGroup<Loss>, from start: SparseResumption?
  ) -> SolvedGroup {
    var descent =
      start.map { DualCoordinateDescent(geometry: geometry, group: group, resuming: $0) }
      ?? DualCoordinateDescent(geometry: geometry, group: group)
    var passes = 0
    // A certificate costs as much as a pass, so it is asked for when it promises to hold. The gradient is a mean over
    // rows of how far each q_i still has to go, times features well below 1: on n-grams a hundredth or less of how far
    // the last pass moved the q_i, as a rule; where it turns out to be more, that share is expected from then on.
    var promising = Float(tolerance) * 100
    var point: DualCoordinateDescent<Loss>.PrimalPoint
    while true {
      let moved = descent.pass(number: passes).max()
      passes += 1
      let isLast = passes >= maximumPasses || isWorkCancelled
      guard moved <= promising || isLast else { continue }
      point = descent.primalPoint()
      let norm = point.gradientNorm.max()
      if Double(norm) <= tolerance || isLast { break }
      promising = moved * max(0.1, 0.7 * Float(tolerance) / norm)
    }
    return solved(group, point, passes, descent.resumption)
  }

  private func solved<Loss: CanonicalLoss>(
    _ group: SparseGroup<Loss>, _ point: DualCoordinateDescent<Loss>.PrimalPoint, _ passes: Int,
    _ end: SparseResumption
  ) -> SolvedGroup {
    var intercepts = point.intercepts
    var certificates: [Certificate] = []
    for (lane, fit) in group.constantFits.enumerated() {
      for k in 0..<group.linearPredictorCount where fit.isDegenerate { intercepts[k][lane] = group.constants[k][lane] }
      let norm = Double(point.gradientNorm[lane])
      certificates.append(
        fit.isDegenerate
          ? .constant
          : Certificate(
            gradientNorm: norm, objective: point.objective[lane], iterations: passes, converged: norm <= tolerance))
    }
    return SolvedGroup(
      intercepts: intercepts, scores: point.scores, constantFits: group.constantFits, certificates: certificates,
      end: end)
  }

  private func heldOutScores(
    _ targets: Targets, _ problems: [Problem], _ ranges: [Range<Int>], _ groups: [SolvedGroup]
  ) -> Matrix {
    let predictors = targets.linearPredictorCount
    var matrix = constantScores(targets, problems, groups.flatMap(\.constantFits))
    for (range, group) in zip(ranges, groups) {
      for (lane, p) in range.enumerated() where !group.constantFits[lane].isDegenerate {
        for row in 0..<rows where targets.isHeldOut(row: row, by: problems[p]) {
          for k in 0..<predictors {
            matrix[row, problems[p].task * predictors + k] = group.scores[row * predictors + k][lane]
          }
        }
      }
    }
    return matrix
  }

  private func solution(
    _ targets: Targets, _ problems: [Problem], _ ranges: [Range<Int>], _ groups: [SolvedGroup]
  ) -> Solution {
    let predictors = targets.linearPredictorCount
    let intercepts = zip(ranges, groups).flatMap { range, group in
      range.indices.flatMap { p in (0..<predictors).map { group.intercepts[$0][p - range.lowerBound] } }
    }
    let (mean, ends) = (geometry.mean, groups.map(\.end))
    return Solution(
      problems: problems, intercepts: intercepts, heldOutScores: heldOutScores(targets, problems, ranges, groups),
      certificates: groups.flatMap(\.certificates), resumption: .sparse(ends)
    ) {
      var coefficients = Matrix(rows: mean.count, columns: problems.count * predictors)
      for (range, end) in zip(ranges, ends) {
        for j in 0..<coefficients.rows {
          for k in 0..<predictors {
            let beta = end.coefficients[k][j] - end.residualSum[k] * mean[j]
            for (lane, p) in range.enumerated() { coefficients[j, p * predictors + k] = beta[lane] }
          }
        }
      }
      return coefficients
    }
  }
}
