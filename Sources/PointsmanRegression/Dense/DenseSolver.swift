public import PointsmanNumerics
internal import PointsmanSupport
internal import Synchronization

/// Fits batches of regressions over a dense design matrix, all problems at once.
///
/// ```swift
/// let solver = try DenseSolver(design: design, threads: 2)
/// let solution = solver.solve(targets, problems: [Problem(task: 0, penalty: 0.01)])
/// print(solution.coefficients, solution.intercepts, solution.certificates[0].gradientNorm)
/// ```
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
    repeat {
      guard !active.isEmpty else { break }
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
    } while !isWorkCancelled
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
      points, predictors: targets.linearPredictorCount, columns: problems.count * targets.linearPredictorCount
    ) { p, k in p * targets.linearPredictorCount + k }
    return Solution(
      problems: problems, intercepts: intercepts, heldOutScores: heldOut, certificates: certificates,
      resumption: .dense(descents.map(\.resumption))
    ) { coefficients }
  }
}

/// One problem on its way to the optimum: adds the penalty to what `DenseObjective` says of the loss, and drives an
/// `LBFGS`.
private struct DenseDescent {
  /// The point to evaluate next.
  private(set) var trial: [Double]
  /// The point evaluated last, and the value there.
  private(set) var last: (point: [Double], value: DenseObjective.Value)?
  private var optimizer: LBFGS?
  private let penalty: Double
  /// diag S.
  private let spectrum: [Double]

  /// Starts at `point` with an evaluation there.
  init(at point: [Double], penalty: Double, spectrum: [Double]) {
    (trial, self.penalty, self.spectrum) = (point, penalty, spectrum)
  }

  /// Starts with a step from where a descent at another penalty ended: the loss, its gradient and the curvature learnt
  /// are known there.
  init(resuming end: DenseResumption, penalty: Double, spectrum: [Double]) {
    self.init(at: end.point, penalty: penalty, spectrum: spectrum)
    let history = end.history.compactMap { penalized($0, penalty) }
    begin(at: end.point, loss: end.loss, gradient: end.gradient, curvature: end.curvature, history: history)
  }

  var isStuck: Bool { optimizer?.isStuck ?? false }

  /// Takes the value at `trial`, and moves `trial` on.
  mutating func receive(_ value: DenseObjective.Value) {
    let point = trial
    if optimizer == nil {
      begin(at: point, loss: value.loss, gradient: value.gradient, curvature: value.curvature, history: [])
    } else {
      optimizer!.receive(value: objective(point, value.loss), gradient: penalized(value.gradient, at: point))
      trial = optimizer!.trial
    }
    last = (point, value)
  }

  /// f at the point evaluated last.
  var objective: Double { last.map { objective($0.point, $0.value.loss) } ?? 0 }

  /// The start at another penalty; nil before the first evaluation.
  var resumption: DenseResumption? {
    last.map { point, value in
      DenseResumption(
        point: point, loss: value.loss, gradient: value.gradient, curvature: value.curvature,
        history: optimizer!.history.compactMap { penalized($0, -penalty) })
    }
  }

  private func objective(_ point: [Double], _ loss: Double) -> Double {
    loss + penalty / 2 * point.indices.reduce(0) { isIntercept($1) ? $0 : $0 + point[$1] * point[$1] }
  }

  private mutating func begin(
    at point: [Double], loss: Double, gradient: [Double], curvature: Matrix, history: [LBFGS.Change]
  ) {
    let optimizer = LBFGS(
      at: point, value: objective(point, loss), gradient: penalized(gradient, at: point),
      preconditioner: Preconditioner(curvature: curvature, spectrum: spectrum, penalty: penalty), history: history)
    trial = optimizer.trial
    self.optimizer = optimizer
  }

  /// ∇f from the gradient of the loss.
  private func penalized(_ gradient: [Double], at point: [Double]) -> [Double] {
    point.indices.map { isIntercept($0) ? gradient[$0] : gradient[$0] + penalty * point[$0] }
  }

  /// A change of gradient after the penalty has grown by `amount`; nil where it then would say nothing of a minimum.
  private func penalized(_ change: LBFGS.Change, _ amount: Double) -> LBFGS.Change? {
    var change = change
    for j in change.step.indices where !isIntercept(j) {
      change.gradient[j] += amount * change.step[j]
      change.product += amount * change.step[j] * change.step[j]
    }
    return change.product > 0 ? change : nil
  }

  private func isIntercept(_ index: Int) -> Bool { index % (spectrum.count + 1) == spectrum.count }
}

/// The state of a descent at its end, without the penalty: enough to go on at another one.
struct DenseResumption: Sendable {
  let point: [Double]
  /// Σ ω ℓ / Ω and its gradient.
  let loss: Double
  let gradient: [Double]
  /// H, the lower half.
  let curvature: Matrix
  let history: [LBFGS.Change]
}

/// Where the time of a dense solver goes: seconds by stage, summed over its threads.
public final class StageClock: Sendable {
  /// A stage that a dense solver spends time on.
  public enum Stage: Int, CaseIterable, Sendable {
    /// Mean and Gram matrix of the design.
    case gram
    /// Eigenvalues and eigenvectors of the Gram matrix.
    case eigen
    /// The products X·B and Xᵀ·R.
    case product
    /// Means, losses and residuals between the two products.
    case loss
  }

  private let totals = Mutex([Duration](repeating: .zero, count: Stage.allCases.count))
  private let operations = Mutex(0.0)

  /// A clock at zero.
  public init() {}

  /// Thread-seconds spent in `stage` so far.
  public subscript(stage: Stage) -> Duration { totals.withLock { $0[stage.rawValue] } }

  /// Floating-point operations of the products so far, useful ones only.
  public var productOperations: Double { operations.withLock { $0 } }

  func measure<Value>(_ stage: Stage, operations count: Double = 0, _ body: () -> Value) -> Value {
    let start = ContinuousClock.now
    let value = body()
    let elapsed = start.duration(to: .now)
    totals.withLock { $0[stage.rawValue] += elapsed }
    if count > 0 { operations.withLock { $0 += count } }
    return value
  }
}
