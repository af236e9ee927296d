public import PointsmanEncoder
public import PointsmanNumerics
public import PointsmanOutcomes

/// A table of outcomes made ready for training: its prompts are read once, for every fold and every block.
public struct FeaturizedTable: Sendable {
  /// The outcomes.
  public let table: OutcomeTable
  /// For each row a label that near-duplicates share, and rows of one group.
  public let clusters: [Int]
  let features: PromptFeatures
  /// The token vectors that the semantic block is made of; nil when the set was read without them.
  let tokens: TokenTable?
  let scratch: Scratch

  /// Reads the prompts of `table`. O(text), shared among `threads`.
  ///
  /// With `partingDuplicates` every row is a cluster of its own, as in scikit-learn's `KFold`. Near-duplicates then
  /// stand on both sides of a split, which flatters every figure: only for comparison with tools that do so.
  ///
  /// `tokens` are the vectors for the semantic block.
  public init(_ table: OutcomeTable, tokens: TokenTable? = nil, partingDuplicates: Bool = false, threads: Int = 1) {
    self = Scratch.unlimited { scratch throws(ScratchError) in
      try FeaturizedTable(
        table, tokens: tokens, partingDuplicates: partingDuplicates, threads: threads, scratch: scratch)
    }
  }

  /// The same with a limit to memory: what `scratch` has no room for, of the features and of the n-grams' designs that
  /// training makes of them, is read from disk instead, to the same results.
  public init(
    _ table: OutcomeTable, tokens: TokenTable? = nil, partingDuplicates: Bool = false, threads: Int = 1,
    scratch: Scratch
  ) throws(ScratchError) {
    self.init(
      table: table, clusters: partingDuplicates ? Array(table.rows.indices) : table.clusters(),
      features: try PromptFeatures(of: table, tokens: tokens, threads: threads, scratch: scratch), tokens: tokens,
      scratch: scratch)
  }

  private init(table: OutcomeTable, clusters: [Int], features: PromptFeatures, tokens: TokenTable?, scratch: Scratch) {
    (self.table, self.clusters, self.features, self.tokens) = (table, clusters, features, tokens)
    self.scratch = scratch
  }

  /// The rows at `indices`, in that order. O(count): the features themselves are shared.
  public func selecting(rows indices: [Int]) -> FeaturizedTable {
    FeaturizedTable(
      table: table.selecting(rows: indices), clusters: indices.map { clusters[$0] },
      features: features.selecting(rows: indices), tokens: tokens, scratch: scratch)
  }
  /// The same prompts with their outcomes dealt to rows at random: what a control trains on. O(n).
  public func shufflingOutcomes(seed: UInt64) -> FeaturizedTable {
    FeaturizedTable(
      table: table.shufflingOutcomes(seed: seed), clusters: clusters, features: features, tokens: tokens,
      scratch: scratch)
  }
}
