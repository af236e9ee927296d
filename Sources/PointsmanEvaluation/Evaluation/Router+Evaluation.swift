internal import Foundation
public import Pointsman
public import PointsmanOutcomes
internal import PointsmanSupport
public import PointsmanTraining

extension Router {
  /// Judges the router on outcomes that it was not trained on, while other tasks go on.
  ///
  /// ```swift
  /// let evaluation = try await router.evaluation(on: test, baselinesFrom: train)
  /// print(evaluation)
  /// ```
  ///
  /// - Parameters:
  ///   - outcomes: of the router's models, with the vectors that the router reads.
  ///   - training: the outcomes that the router was trained on. The baselines learn from them, and the evaluation says how
  ///     many of the prompts are in both. Without them the baselines learn on folds of the judged rows.
  ///   - seed: fixes folds and resamples.
  ///   - threads: nil takes every processor. Figures do not depend on it.
  ///
  /// Throws `TrainingError.otherModels` for outcomes of other models, and `CancellationError` once the task is cancelled.
  public func evaluation(
    on outcomes: OutcomeTable, baselinesFrom training: OutcomeTable? = nil, seed: UInt64 = 0, threads: Int? = nil
  ) async throws -> Evaluation {
    try await detachedWork { _ in
      let evaluator = Evaluator(seed: seed, threads: threads)
      let set = FeaturizedTable(outcomes, threads: evaluator.threads)
      var evaluation = try evaluator.evaluation(of: self, on: set, baselinesFrom: training)
      evaluation.leaks = training.map { training in
        LeakCheck(
          counts: DuplicateCounts(leakingFrom: training, to: outcomes), dropped: nil,
          isWhole: training.digest == manifest.training.dataDigest)
      }
      return evaluation
    }
  }
}

extension TrainedRouter {
  /// Judges a router just trained by the predictions that its training held out, while other tasks go on.
  ///
  /// - Parameters:
  ///   - outcomes: those that it was trained on; `TrainingError.otherOutcomes` otherwise.
  ///   - seed: fixes resamples.
  ///   - threads: nil takes every processor. Figures do not depend on it.
  public func evaluation(
    on outcomes: OutcomeTable, seed: UInt64 = 0, threads: Int? = nil
  ) async throws -> Evaluation {
    guard outcomes.digest == router.manifest.training.dataDigest else { throw TrainingError.otherOutcomes }
    return try await detachedWork { _ in
      let evaluator = Evaluator(seed: seed, threads: threads)
      return evaluator.evaluation(of: self, on: FeaturizedTable(outcomes, threads: evaluator.threads))
    }
  }
}

extension Evaluator {
  /// Five folds, and every processor unless `threads` says how many.
  fileprivate init(seed: UInt64, threads: Int?) {
    self.init()
    self.seed = seed
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }
}

extension Evaluation: CustomStringConvertible {
  /// The evaluation as `pointsman evaluate` prints it: the verdict first, then the figures that it rests on.
  public var description: String { text }

  /// The evaluation as one line of JSON, as `pointsman evaluate --json` prints it; Reports describes its members.
  public var jsonText: String { detailedJSON.text }

  /// The evaluation as one HTML page, without scripts, that needs no network.
  ///
  /// - Parameter origin: how it was made, a command for example, quoted at the end of the page; none when empty.
  public func html(origin: String = "") -> String {
    HTMLReport(self, audit: Audit(results.table), command: origin).text
  }
}
