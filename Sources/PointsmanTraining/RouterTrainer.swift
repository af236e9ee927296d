public import Pointsman
public import PointsmanOutcomes

/// The settings of a training; `fitted(to:)` makes the router.
public struct RouterTrainer: Sendable {
  /// The meaning of the probabilities; each model's own success unless set otherwise.
  public var target = RoutingTarget.success
  /// The blocks of features, each with penalties of its own, and the blocks that work on these; in any order.
  ///
  /// The semantic block, too, must be named here, and the table be read with token vectors.
  public var blocks: [Block] = [.lexical, .structural]
  /// Folds that select penalties, stacking and calibration; five, as scikit-learn's cross-validation.
  public var folds = 5
  /// The rows that share a fold.
  public var grouping = Grouping.nearDuplicates
  /// The "weak or strong" question: the router remembers which is which.
  public var pair: RouterManifest.Pair?
  /// The model that the others' chances of being preferred are against; nil is the strongest. Only for that target.
  public var reference: String?
  /// Fixes how rows are assigned to folds.
  public var seed: UInt64 = 0
  /// Threads to work with. The router's bytes do not depend on it.
  public var threads = 1

  /// The defaults.
  public init() {}

  /// Rows that are never split between training folds and a held-out fold.
  public enum Grouping: Sendable {
    /// Near-duplicate prompts, and rows of one `group`.
    case nearDuplicates
    /// Whole categories, so that the selection suits prompts of a new category. Near-duplicates may then part.
    case wholeCategories
  }

  /// Throws when `table` cannot train a router: too few models or rows. A model whose scores never
  /// vary gets a constant head.
  public func validate(_ table: OutcomeTable) throws(TrainingError) {
    guard table.models.count > 1 else { throw .tooFewModels(found: table.models) }
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
    for (model, name) in table.models.enumerated() {
      // A prompt of weight 0 teaches nothing.
      let scores = table.countedRows.compactMap { table.score(row: $0, model: model) }
      guard scores.count >= 2 * folds else {
        throw .tooFewRows(model: name, found: scores.count, needed: 2 * folds)
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
