public import PointsmanNumerics

/// One regression of a batch: which task, with what penalty, without which fold.
public struct Problem: Sendable, Equatable {
  /// The output to predict; 0 for softmax, whose outputs are predicted together.
  public let task: Int
  /// Rows of this fold have no weight; nil holds none out.
  public let heldOutFold: Int?
  /// λ > 0, the weight of ‖β‖² / 2 against the *mean* loss. scikit-learn's C is 1 / (λ Ω).
  public let penalty: Double

  /// A problem; `penalty` must be positive and finite.
  public init(task: Int = 0, heldOutFold: Int? = nil, penalty: Double) {
    precondition(penalty > 0 && penalty.isFinite, "a penalty must be positive and finite")
    self.task = task
    self.heldOutFold = heldOutFold
    self.penalty = penalty
  }
}

/// True if two batches have the same tasks and folds, with any penalties. A warm start needs that.
func matches(_ a: [Problem], _ b: [Problem]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.task == $1.task && $0.heldOutFold == $1.heldOutFold }
}

/// Something that fits a batch of regressions over one design matrix.
///
/// Dense blocks and sparse blocks call for different algorithms; the path of penalties and the trainer above do not
/// care.
public protocol Solver: Sendable {
  /// Number of rows n of the design matrix.
  var rows: Int { get }

  /// Fits every problem of the batch, from zero or from `start`, this solver's solution of the same tasks and folds.
  ///
  /// A problem whose labels leave nothing to learn has no finite optimum in b, and gets β = 0 and the constant that
  /// `ConstantFit` describes; so does, within a softmax, an alternative that never wins. One that never loses a battle
  /// has no finite intercept either; it ends where the gradient is within the tolerance.
  func solve(_ targets: Targets, problems: [Problem], from start: Solution?) -> Solution
}

extension Solver {
  /// Fits every problem of the batch from zero.
  public func solve(_ targets: Targets, problems: [Problem]) -> Solution {
    solve(targets, problems: problems, from: nil)
  }
}

/// The fitted problems of a batch, in the order in which they were asked for.
public struct Solution: Sendable {
  /// As they were asked for.
  public let problems: [Problem]
  /// P · K intercepts b, in the order of the coefficients' columns.
  public let intercepts: [Float]
  /// n × M: the scores of row i under the problem of each task that holds its fold out, the last such problem of the
  /// batch; 0 where none does.
  public let heldOutScores: Matrix
  /// P proofs of convergence, or of its lack.
  public let certificates: [Certificate]
  /// The solver's state, from which it can go on.
  let resumption: Resumption?
  private let makeCoefficients: @Sendable () -> Matrix

  /// d × (P · K): β_k of problem c is in column c K + k. Written out again each time, O(d P K): most solutions of a
  /// path are never asked for it.
  public var coefficients: Matrix { makeCoefficients() }

  init(
    problems: [Problem], intercepts: [Float], heldOutScores: Matrix, certificates: [Certificate],
    resumption: Resumption?, coefficients: @escaping @Sendable () -> Matrix
  ) {
    (self.problems, self.intercepts, self.heldOutScores) = (problems, intercepts, heldOutScores)
    (self.certificates, self.resumption, makeCoefficients) = (certificates, resumption, coefficients)
  }

  /// State of the one or the other solver, one element a problem or a group of them.
  enum Resumption: Sendable {
    case dense([DenseResumption?])
    case sparse([SparseResumption])
  }
}

extension Solution {
  /// The same without held-out scores, when all that is left is to go on from it.
  package var withoutScores: Solution {
    Solution(
      problems: problems, intercepts: intercepts, heldOutScores: Matrix(rows: 0, columns: heldOutScores.columns),
      certificates: certificates, resumption: resumption, coefficients: makeCoefficients)
  }
}

/// A solver's proof for a problem it returns. One without a finite optimum, fixed at its constant, has zeros.
public struct Certificate: Sendable, Equatable {
  /// max(‖∇_β f‖∞, ‖∂f/∂b‖∞) at the returned point, evaluated again there.
  public let gradientNorm: Double
  /// f at the returned point, in nats a unit of weight (for the squared loss in squared units of the label).
  public let objective: Double
  /// Gradients of the whole data (dense), or passes over the rows (sparse), that it took.
  public let iterations: Int
  /// True if `gradientNorm` is within the tolerance asked for.
  public let converged: Bool

  /// Of a problem that has no optimum to find.
  static let constant = Certificate(gradientNorm: 0, objective: 0, iterations: 0, converged: true)
}
