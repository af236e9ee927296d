internal import PointsmanNumerics

/// One problem on its way to the optimum: adds the penalty to what `DenseObjective` says of the loss, and drives an
/// `LBFGS`.
struct DenseDescent {
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

  /// What to go on from at another penalty; nil before the first evaluation.
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

/// What a descent knows where it ended, free of the penalty: enough to go on at another one.
struct DenseResumption: Sendable {
  let point: [Double]
  /// Σ ω ℓ / Ω and its gradient.
  let loss: Double
  let gradient: [Double]
  /// H, the lower half.
  let curvature: Matrix
  let history: [LBFGS.Change]
}
