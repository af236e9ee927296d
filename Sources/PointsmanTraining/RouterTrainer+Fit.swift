internal import Foundation
internal import Pointsman
public import PointsmanEncoder
internal import PointsmanNumerics
public import PointsmanOutcomes
internal import PointsmanSupport

extension RouterTrainer {
  /// Trains a router on outcomes, while other tasks go on: the work has threads of its own.
  ///
  /// ```swift
  /// let trained = try await RouterTrainer().fit(outcomes) { stage in print(stage) }
  /// ```
  ///
  /// - Parameters:
  ///   - outcomes: of at least two models, as `validate` asks for. Blocks of vectors need them in the prompts.
  ///   - tokens: the vectors for the semantic block; nil finds the table that comes with Pointsman, as the command line
  ///     does.
  ///   - progress: hears of each stage as it begins, on a thread of the work.
  ///
  /// Throws `TrainingError` for outcomes that cannot train a router, `EncoderError` where the token vectors are not found,
  /// and `CancellationError` within about a second once the task is cancelled.
  public func fit(
    _ outcomes: OutcomeTable, tokens: TokenTable? = nil,
    progress: @escaping @Sendable (TrainingStage) -> Void = { _ in }
  ) async throws -> TrainedRouter {
    try await detachedWork { _ in try fitted(to: outcomes, tokens: tokens, progress: progress) }
  }

  /// The same on the calling thread, which waits for the router: for a program without tasks.
  public func fitted(
    to outcomes: OutcomeTable, tokens: TokenTable? = nil, progress: (TrainingStage) -> Void = { _ in }
  ) throws -> TrainedRouter {
    try validate(outcomes)
    let tokens = blocks.contains(.semantic) ? try tokens ?? TokenTable.ofThisProcess() : nil
    progress(.reading)
    let set = try FeaturizedTable(outcomes, tokens: tokens, threads: threads, scratch: Self.standardScratch)
    return try fitted(to: set, progress: progress)
  }

  /// Half of the machine's memory for features, as on the command line; the rest is read from files.
  static var standardScratch: Scratch {
    Scratch(limit: Int(clamping: ProcessInfo.processInfo.physicalMemory / 2))
  }

  /// Throws where the task that waits for this work has been cancelled.
  func checkCancellation() throws(TrainingError) {
    if isWorkCancelled { throw .cancelled }
  }
}
