internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// The rows that baselines learn from: for each evaluated prompt, or query, those of other folds.
struct BaselineTrainingRows {
  /// The evaluated rows, and after them any training rows.
  let set: FeaturizedTable
  /// For each row of the set its fold.
  let folds: [Int]
  /// The number of evaluated rows, the first of the set.
  let queries: Int
  let source: Evaluation.BaselineFigures.Source

  /// The evaluated rows themselves, each fold by the others.
  init(_ set: FeaturizedTable, folds: [Int]) {
    precondition(folds.count == set.table.rows.count, "each row needs a fold")
    (self.set, self.folds, queries, source) = (set, folds, folds.count, .otherFolds)
  }

  /// The evaluated rows by the outcomes of `training`, which is over the same models. Features are scaled over both; only
  /// training rows give outcomes.
  init(_ table: OutcomeTable, learningFrom training: OutcomeTable, threads: Int) {
    // Clusters serve folds, and these are given.
    set = FeaturizedTable(table.joined(with: training), partingDuplicates: true, threads: threads)
    queries = table.rows.count
    folds = table.rows.map { _ in 0 } + training.rows.map { _ in 1 }
    source = .training
  }

  private init(_ set: FeaturizedTable, folds: [Int], queries: Int, source: Evaluation.BaselineFigures.Source) {
    (self.set, self.folds, self.queries, self.source) = (set, folds, queries, source)
  }

  /// `count` of the rows, drawn at random, and the queries among them; nil where there are no more rows than that.
  ///
  /// Where there are training rows, half of the sample is for them.
  func sample(atMost count: Int, seed: UInt64) -> (rows: BaselineTrainingRows, queries: [Int])? {
    guard folds.count > count else { return nil }
    var generator = SplitMix64(seed: seed)
    let others = folds.count - self.queries
    let drawn = min(self.queries, max(count - others, others == 0 ? count : count / 2))
    let queries = generator.shuffled(Array(0..<self.queries)).prefix(drawn).sorted()
    let rows = queries + generator.shuffled(Array(self.queries..<folds.count)).prefix(count - drawn).sorted()
    let part = set.selecting(rows: rows)
    return (BaselineTrainingRows(part, folds: rows.map { folds[$0] }, queries: drawn, source: source), queries)
  }
}
