/// Limited-memory BFGS for one column, driven from outside: it names the next point to try, and is told the value
/// there.
///
/// Driving it from outside lets one pair of matrix products serve the trials of every column in a batch. Two-loop
/// recursion with a fixed diagonal as initial inverse Hessian (Nocedal & Wright, *Numerical Optimization*, algorithms
/// 7.4 and 7.5), and backtracking to Armijo's condition.
struct LBFGS {
  /// The point to evaluate next.
  private(set) var trial: [Double]
  /// The point whose value was received last.
  private(set) var lastTrial: [Double]
  /// Whether no step along the direction lowers the value any more, as Float32 can tell.
  private(set) var isStuck = false

  private var point: [Double]
  private var value: Double
  private var gradient: [Double]
  private var direction: [Double] = []
  private var slope = 0.0
  private var step = 1.0
  private let inverseHessian: [Double]
  private var history: [(change: [Double], gradientChange: [Double], product: Double)] = []
  /// Nocedal & Wright find 3 to 20 satisfactory; a good preconditioner leaves little for a longer memory to learn.
  private static let memory = 6

  init(at point: [Double], value: Double, gradient: [Double], inverseHessian: [Double]) {
    (self.point, self.value, self.gradient, self.inverseHessian) = (point, value, gradient, inverseHessian)
    (trial, lastTrial) = (point, point)
    advance()
  }

  /// Takes the value and gradient at `trial`, and moves `trial` on.
  mutating func receive(value: Double, gradient: [Double]) {
    lastTrial = trial
    // Values come from Float32 logits: a rise within their rounding is no rise.
    let rounding = 1e-7 * (1 + abs(self.value))
    guard value <= self.value + 1e-4 * step * slope + rounding else {
      step /= 2
      isStuck = step < 1e-10
      place()
      return
    }
    let change = zip(trial, point).map { $0 - $1 }
    let gradientChange = zip(gradient, self.gradient).map { $0 - $1 }
    let product = dot(change, gradientChange)
    if product > 1e-12 * dot(gradientChange, gradientChange).squareRoot() * dot(change, change).squareRoot() {
      history.append((change, gradientChange, product))
      if history.count > Self.memory { history.removeFirst() }
    }
    (point, self.value, self.gradient) = (trial, value, gradient)
    advance()
  }

  private mutating func advance() {
    var q = gradient
    var shares: [Double] = []
    for (change, gradientChange, product) in history.reversed() {
      let share = dot(change, q) / product
      shares.append(share)
      for j in q.indices { q[j] -= share * gradientChange[j] }
    }
    for j in q.indices { q[j] *= inverseHessian[j] }
    for ((change, gradientChange, product), share) in zip(history, shares.reversed()) {
      let correction = share - dot(gradientChange, q) / product
      for j in q.indices { q[j] += correction * change[j] }
    }
    direction = q.map { -$0 }
    slope = dot(direction, gradient)
    step = 1
    place()
  }

  private mutating func place() {
    for j in trial.indices { trial[j] = point[j] + step * direction[j] }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for j in a.indices { sum += a[j] * b[j] }
    return sum
  }
}
