public import PointsmanNumerics

/// Fits batches of regressions over a dense design matrix, all problems at once.
///
/// One gradient of all problems is two matrix products, X·B and Xᵀ·R, with the loss between them while a panel of rows
/// is in cache (`DenseObjective`). Each problem takes its own L-BFGS steps (`LBFGS`) around the inverse of H ⊗ S + λI
/// (`Preconditioner`); problems that have converged leave the batch. A solution keeps the gradients at its point, so
/// that going on from it at another penalty begins with a step instead of a gradient.
public struct DenseSolver: Solver {
  /// Where this solver's time went.
  public let clock: StageClock
  private let objective: DenseObjective
  private let tolerance: Double
  private let maximumGradients: Int

  /// n, the number of rows.
  public var rows: Int { objective.design.rows }

  /// - Parameters:
  ///   - design: X, n × d, finite.
  ///   - threads: parts of the rows worked on at the same time; results do not depend on it.
  ///   - tolerance: the gradient norm to reach.
  ///   - maximumGradients: where to give a problem up, its certificate saying so.
  public init(
    design: Matrix, threads: Int = 1, tolerance: Double = 1e-5, maximumGradients: Int = 500
  ) throws(RegressionError) {
    clock = StageClock()
    objective = try DenseObjective(design: design, threads: threads, clock: clock)
    self.tolerance = tolerance
    self.maximumGradients = maximumGradients
  }

  /// Fits the batch. O(gradients · n · d · problems).
  public func solve(_ targets: Targets, problems: [Problem], from start: Solution?) -> Solution {
    precondition(targets.rows == rows)
    precondition(start.map { matches($0.problems, problems) } ?? true, "a warm start needs the same tasks and folds")
    let constants = ConstantFit.fits(targets, problems)
    var descents = problems.indices.map { descent($0, problems[$0], constants[$0], start) }
    var certificates = problems.map { _ in Certificate.constant }
    var active = problems.indices.filter { !constants[$0].isDegenerate }
    var heldOut = constantScores(targets, problems, constants)
    while !active.isEmpty {
      let values = objective.evaluate(
        targets, active.map { problems[$0] }, active.map { constants[$0] }, at: active.map { descents[$0].trial },
        heldOut: &heldOut)
      active = zip(active, values).filter { p, value in
        descents[p].receive(value)
        certificates[p] = Certificate(
          gradientNorm: value.gradientNorm, objective: descents[p].objective,
          iterations: certificates[p].iterations + 1, converged: value.gradientNorm <= tolerance)
        return !certificates[p].converged && certificates[p].iterations < maximumGradients && !descents[p].isStuck
      }.map(\.0)
    }
    return solution(targets, problems, constants, descents, certificates, heldOut)
  }

  /// At zero with the constants as intercepts, or where `start` ended.
  private func descent(_ p: Int, _ problem: Problem, _ constant: ConstantFit, _ start: Solution?) -> DenseDescent {
    let spectrum = objective.spectrum.values
    if case .dense(let ends) = start?.resumption, let end = ends[p] {
      return DenseDescent(resuming: end, penalty: problem.penalty, spectrum: spectrum)
    }
    return DenseDescent(at: constantPoint(constant), penalty: problem.penalty, spectrum: spectrum)
  }

  private func constantPoint(_ constant: ConstantFit) -> [Double] {
    constant.intercepts.flatMap { [Double](repeating: 0, count: objective.design.columns) + [$0] }
  }

  private func solution(
    _ targets: Targets, _ problems: [Problem], _ constants: [ConstantFit], _ descents: [DenseDescent],
    _ certificates: [Certificate], _ heldOut: Matrix
  ) -> Solution {
    let points = descents.indices.map { descents[$0].last?.point ?? constantPoint(constants[$0]) }
    let (coefficients, intercepts) = objective.original(
      points, scores: targets.scores, columns: problems.count * targets.scores
    ) { p, k in p * targets.scores + k }
    return Solution(
      problems: problems, intercepts: intercepts, heldOutScores: heldOut, certificates: certificates,
      resumption: .dense(descents.map(\.resumption))
    ) { coefficients }
  }
}
