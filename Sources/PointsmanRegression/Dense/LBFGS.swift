/// Limited-memory BFGS for one problem, driven from outside: it names the next point to try, and is given the value
/// there.
///
/// Driving it from outside lets one pair of matrix products serve the trials of every problem in a batch. Two-loop
/// recursion (Nocedal & Wright, *Numerical Optimization*, algorithms 7.4 and 7.5) around a preconditioner, and
/// backtracking to Armijo's condition.
struct LBFGS {
  /// The point to evaluate next.
  private(set) var trial: [Double]
  /// The point whose value was received last.
  private(set) var lastTrial: [Double]
  /// True if no step along the direction lowers the value any more, as Float32 can tell.
  private(set) var isStuck = false
  /// Steps taken with the change of gradient that each brought, the latest last.
  private(set) var history: [Change]

  /// A step s, the change y of the gradient along it, and sᵀy > 0.
  struct Change: Sendable {
    var step: [Double]
    var gradient: [Double]
    var product: Double
  }

  private var point: [Double]
  private var value: Double
  private var gradient: [Double]
  private var direction: [Double] = []
  private var slope = 0.0
  private var scale = 1.0
  private let preconditioner: Preconditioner
  /// Nocedal & Wright find 3 to 20 satisfactory; a good preconditioner leaves little for a longer memory to learn.
  private static let memory = 6

  init(
    at point: [Double], value: Double, gradient: [Double], preconditioner: Preconditioner, history: [Change] = []
  ) {
    (self.point, self.value, self.gradient) = (point, value, gradient)
    (self.preconditioner, self.history) = (preconditioner, history)
    (trial, lastTrial) = (point, point)
    advance()
  }

  /// Takes the value and gradient at `trial`, and moves `trial` on.
  mutating func receive(value: Double, gradient: [Double]) {
    lastTrial = trial
    // Values come from Float32 scores: a rise within their rounding is no rise.
    let rounding = 1e-7 * (1 + abs(self.value))
    guard value <= self.value + 1e-4 * scale * slope + rounding else {
      scale /= 2
      isStuck = scale < 1e-10
      place()
      return
    }
    let step = zip(trial, point).map { $0 - $1 }
    let change = zip(gradient, self.gradient).map { $0 - $1 }
    let product = dot(step, change)
    if product > 1e-12 * dot(change, change).squareRoot() * dot(step, step).squareRoot() {
      history.append(Change(step: step, gradient: change, product: product))
      if history.count > Self.memory { history.removeFirst() }
    }
    (point, self.value, self.gradient) = (trial, value, gradient)
    advance()
  }

  private mutating func advance() {
    var q = gradient
    var shares: [Double] = []
    for change in history.reversed() {
      let share = dot(change.step, q) / change.product
      shares.append(share)
      add(-share, change.gradient, to: &q)
    }
    preconditioner.apply(to: &q)
    for (change, share) in zip(history, shares.reversed()) {
      add(share - dot(change.gradient, q) / change.product, change.step, to: &q)
    }
    direction = q.map { -$0 }
    slope = dot(direction, gradient)
    scale = 1
    place()
  }

  private mutating func place() {
    trial = point
    add(scale, direction, to: &trial)
  }

  private func add(_ factor: Double, _ vector: [Double], to sum: inout [Double]) {
    for j in sum.indices { sum[j] += factor * vector[j] }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for j in a.indices { sum += a[j] * b[j] }
    return sum
  }
}
