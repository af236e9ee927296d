internal import Synchronization

/// Where the time of a dense solver goes: seconds by stage, summed over its threads.
public final class StageClock: Sendable {
  /// What a dense solver spends time on.
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
