internal import Foundation
public import Pointsman
public import PointsmanOutcomes

/// The settings of a training; `fit` makes the router. The defaults are those of the command line.
///
/// ```swift
/// let trainer = RouterTrainer(pair: .init(weak: "small", strong: "large"))
/// let trained = try await trainer.fit(outcomes)
/// try trained.router.write(to: "my.router")
/// ```
public struct RouterTrainer: Sendable {
  /// The meaning of the probabilities; each model's own success unless set otherwise.
  public var target: RoutingTarget
  /// The blocks of features, each with penalties of its own, and the blocks that work on these; in any order.
  ///
  /// The semantic block needs a table of token vectors; `fit` finds it.
  public var blocks: [Block]
  /// Folds that select penalties, stacking and calibration; five, as scikit-learn's cross-validation.
  public var folds: Int
  /// The rows that share a fold.
  public var grouping = Grouping.nearDuplicates
  /// The "weak or strong" question: the router remembers which is which.
  public var pair: RouterManifest.Pair?
  /// The model that the others' chances of being preferred are against; nil is the strongest. Only for that target.
  public var reference: String?
  /// Fixes how rows are assigned to folds.
  public var seed: UInt64
  /// Threads to work with, at least 1; every processor's unless set. The router's bytes do not depend on it.
  public var threads: Int

  /// The defaults of the command line, but for what is given; `threads` nil takes every processor.
  public init(
    blocks: [Block] = .standard, target: RoutingTarget = .success, pair: RouterManifest.Pair? = nil, folds: Int = 5,
    seed: UInt64 = 0, threads: Int? = nil
  ) {
    (self.blocks, self.target, self.pair, self.folds, self.seed) = (blocks, target, pair, folds, seed)
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// Rows that are never split between training folds and a held-out fold.
  public enum Grouping: Sendable {
    /// Near-duplicate prompts, and rows of one `group`.
    case nearDuplicates
    /// Whole categories, so that the selection suits prompts of a new category. Near-duplicates may then part.
    case wholeCategories
  }

  /// Models that a router has at most. Each takes 0.6 MB of the router's file, 3 MB of memory and, with 300 prompts, 0.05 s of
  /// training: 500 models make a file of 308 MB, in 1.6 GB.
  public static let mostModels = 500

  /// Rows that a model needs: two a fold.
  static func leastRows(folds: Int) -> Int {
    let (rows, isTooLarge) = folds.multipliedReportingOverflow(by: 2)
    return isTooLarge ? .max : rows
  }

  /// With two folds, nothing is left to answer the rows of one while the other is out of sight.
  static let leastFoldsOfNeighbours = 3

  /// Throws when `table` cannot train a router: too few or too many models, too few rows. A model whose scores never
  /// vary gets a constant head.
  public func validate(_ table: OutcomeTable) throws(TrainingError) {
    if folds < 2 { throw .unsuitableSetting(name: "folds", value: folds, least: 2) }
    if blocks.contains(.neighbours), folds < Self.leastFoldsOfNeighbours {
      throw .tooFewFolds(block: .neighbours, found: folds, needed: Self.leastFoldsOfNeighbours)
    }
    if threads < 1 { throw .unsuitableSetting(name: "threads", value: threads, least: 1) }
    guard table.models.count > 1 else { throw .tooFewModels(found: table.models) }
    guard table.models.count <= Self.mostModels else {
      throw .tooManyModels(found: table.models.count, limit: Self.mostModels)
    }
    if let pair, pair.weak == pair.strong || !table.models.contains(pair.weak) || !table.models.contains(pair.strong) {
      throw .invalidPair(weak: pair.weak, strong: pair.strong, models: table.models)
    }
    guard blocks.contains(where: \.isFamily) else { throw .noFamily }
    try validatePreference(table)
    if blocks.contains(.context) {
      guard table.rows.contains(where: { !$0.prompt.tags.isEmpty }) else { throw .noTags }
    }
    if blocks.contains(.category) && !(blocks.contains(.structural) && blocks.contains(.semantic)) {
      throw .categoryAlone
    }
    let battles = table.rows.count { $0.isBattle }
    guard target != .success || battles == 0 else { throw .battles(rows: battles) }
    guard target == .success || !table.hasPropensities else { throw .propensities(target: target) }
    for (model, name) in table.models.enumerated() {
      // A prompt of weight 0 teaches nothing.
      let scores = table.countedRows.compactMap { table.score(row: $0, model: model) }
      guard scores.count >= Self.leastRows(folds: folds) else {
        throw .tooFewRows(model: name, found: scores.count, needed: Self.leastRows(folds: folds))
      }
    }
  }

  /// Throws when the target is preference and `table` cannot rank the models, or when it is not and a reference is named.
  private func validatePreference(_ table: OutcomeTable) throws(TrainingError) {
    if let reference, target != .preference || !table.models.contains(reference) {
      throw .invalidReference(name: reference, models: table.models)
    }
    guard target == .preference else { return }
    for block in blocks where block == .context || block == .neighbours { throw .notWithPreference(block: block) }
    let unconnected = modelsUnconnected(table)
    guard unconnected.isEmpty else { throw .unconnected(models: unconnected, from: table.models[0]) }
  }

  /// The models to which no chain of rows leads from the first, each row linking those that were observed on it.
  /// O(models · rows).
  private func modelsUnconnected(_ table: OutcomeTable) -> [String] {
    var (reached, frontier): (Set<Int>, [Int]) = ([0], [0])
    while let model = frontier.popLast() {
      for row in table.rows.indices where table.score(row: row, model: model) != nil {
        for other in table.models.indices
        where table.score(row: row, model: other) != nil && reached.insert(other).inserted {
          frontier.append(other)
        }
      }
    }
    return table.models.indices.filter { !reached.contains($0) }.map { table.models[$0] }
  }
}
