internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// What baselines that learn may learn from: for each judged prompt, the rows of other folds.
struct BaselineTrainingRows {
  /// The judged rows, and after them any training rows.
  let set: FeaturizedTable
  /// For each row of the set its fold.
  let folds: [Int]
  /// How many rows are judged, the first of the set.
  let judged: Int
  let source: Evaluation.BaselineFigures.Source

  /// The judged rows themselves, each fold by the others.
  init(_ set: FeaturizedTable, folds: [Int]) {
    precondition(folds.count == set.table.rows.count, "each row needs a fold")
    (self.set, self.folds, judged, source) = (set, folds, folds.count, .otherFolds)
  }

  /// The judged rows by the outcomes of `training`, which is over the same models. Features are scaled over both; only
  /// training rows give outcomes.
  init(_ table: OutcomeTable, learningFrom training: OutcomeTable, threads: Int) {
    // Clusters serve folds, and these are given.
    set = FeaturizedTable(table.appending(training), partingDuplicates: true, threads: threads)
    judged = table.rows.count
    folds = table.rows.map { _ in 0 } + training.rows.map { _ in 1 }
    source = .training
  }

  private init(_ set: FeaturizedTable, folds: [Int], judged: Int, source: Evaluation.BaselineFigures.Source) {
    (self.set, self.folds, self.judged, self.source) = (set, folds, judged, source)
  }

  /// `count` of the rows, drawn at random, and which of the judged rows are among them; nil where there are no more.
  ///
  /// Where rows stand there to learn from alone, half of the sample is for them.
  func sample(atMost count: Int, seed: UInt64) -> (ground: BaselineTrainingRows, judged: [Int])? {
    guard folds.count > count else { return nil }
    var generator = SplitMix64(seed: seed)
    let others = folds.count - self.judged
    let drawn = min(self.judged, max(count - others, others == 0 ? count : count / 2))
    let judged = generator.shuffled(Array(0..<self.judged)).prefix(drawn).sorted()
    let rows = judged + generator.shuffled(Array(self.judged..<folds.count)).prefix(count - drawn).sorted()
    let part = set.selecting(rows: rows)
    return (BaselineTrainingRows(part, folds: rows.map { folds[$0] }, judged: drawn, source: source), judged)
  }
}
