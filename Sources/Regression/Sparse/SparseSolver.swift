public import LinearAlgebra

/// Fits batches of regressions over a sparse design matrix, eight problems to a group.
///
/// Preconditioned gradient methods need hundreds of gradients at the weak penalties that n-grams like; dual coordinate
/// descent (`DualCoordinateDescent`) needs some four to nine passes there (each certificate says how many), and a pass
/// serves eight problems for one reading of X.
public struct SparseSolver: Solver {
  private let geometry: SparseGeometry
  private let threads: Int
  private let tolerance: Double
  private let maximumPasses: Int

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
    let coefficients: [[Lanes]]
    let end: SparseResumption
    let certificates: [Certificate]
  }

  private func solve<Loss: CanonicalLoss>(
    _ group: SparseGroup<Loss>, from start: SparseResumption?
  ) -> SolvedGroup {
    var descent =
      start.map { DualCoordinateDescent(geometry: geometry, group: group, resuming: $0) }
      ?? DualCoordinateDescent(geometry: geometry, group: group)
    var passes = 0
    // The gradient is a mean over rows of how far each q_i still has to go, times features well below 1: measured on
    // n-grams, about a fiftieth to a hundredth of how far the last pass moved the q_i. A certificate costs as much as a
    // pass.
    var promising = Float(tolerance) * 50
    var point: DualCoordinateDescent<Loss>.PrimalPoint
    while true {
      let moved = descent.pass(number: passes)
      passes += 1
      guard moved.max() <= promising || passes >= maximumPasses else { continue }
      point = descent.primalPoint()
      if Double(point.gradientNorm.max()) <= tolerance || passes >= maximumPasses { break }
      promising = moved.max() / 2
    }
    fixConstants(of: group, &point)
    let certificates = group.constantFits.enumerated().map { lane, fit in
      let norm = Double(point.gradientNorm[lane])
      return fit.isDegenerate
        ? .constant
        : Certificate(
          gradientNorm: norm, objective: point.objective[lane], iterations: passes, converged: norm <= tolerance)
    }
    return SolvedGroup(
      coefficients: point.coefficients,
      end: SparseResumption(penalty: group.penalty, intercepts: point.intercepts, scores: point.scores),
      certificates: certificates)
  }

  /// Gives the lanes that have nothing to learn their constants.
  private func fixConstants<Loss: CanonicalLoss>(
    of group: SparseGroup<Loss>, _ point: inout DualCoordinateDescent<Loss>.PrimalPoint
  ) {
    for (lane, fit) in group.constantFits.enumerated() where fit.isDegenerate {
      for k in 0..<group.scores {
        point.intercepts[k][lane] = group.constants[k][lane]
        for row in 0..<rows { point.scores[row * group.scores + k][lane] = group.constants[k][lane] }
      }
    }
  }

  private func solution(
    _ targets: Targets, _ problems: [Problem], _ ranges: [Range<Int>], _ groups: [SolvedGroup]
  ) -> Solution {
    let scores = targets.scores
    let rowsOfFolds = targets.rowsOfFolds
    var coefficients = Matrix(rows: geometry.design.columns, columns: problems.count * scores)
    var intercepts: [Float] = []
    var heldOut: [[Float]] = []
    for (range, group) in zip(ranges, groups) {
      for k in 0..<scores {
        for j in 0..<coefficients.rows {
          for (lane, p) in range.enumerated() { coefficients[j, p * scores + k] = group.coefficients[k][j][lane] }
        }
      }
      for (lane, p) in range.enumerated() {
        intercepts += (0..<scores).map { group.end.intercepts[$0][lane] }
        let rows = problems[p].heldOutFold.map { rowsOfFolds.indices.contains($0) ? rowsOfFolds[$0] : [] } ?? []
        heldOut.append(rows.flatMap { row in (0..<scores).map { group.end.scores[row * scores + $0][lane] } })
      }
    }
    return Solution(
      problems: problems, coefficients: coefficients, intercepts: intercepts, heldOutScores: heldOut,
      certificates: groups.flatMap(\.certificates), resumption: .sparse(groups.map(\.end)))
  }
}
