internal import PointsmanOutcomes
package import PointsmanTraining

/// The routed score by number of labelled prompts, and the value of more of them.
///
/// Several random parts of each size are trained on. With y_p the score of part p of m_p prompts,
///
///     y_p = s_∞ − b/√m_p + e_p,      Var e_p = τ²/m_p
///
/// is fitted by least squares, weighted by m_p, and extended. The exponent ½ is an assumption: estimation error falls with the
/// square root in well-behaved problems. e_p is the luck of the draw. It is taken as a mean of the luck of its
/// prompts, so that parts that share prompts share luck, and τ² comes from parts of one size. Of n labelled prompts, k more are
/// worth c b, c = 1/√n − 1/√(n + k), and the interval holds the worth of the very k that are drawn:
///
///     Var = c² (Var_prompts b + Var_parts b) + τ² (1/n − 1/(n + k))
///
/// with Var_prompts b of the prompts that are judged, and Var_parts b = τ² Σ a_p a_q |p ∩ q| / (m_p m_q) where b = Σ a_p y_p. Degrees of
/// freedom are Satterthwaite's, "An approximate distribution of estimates of variance components", 1946.
package struct LearningCurve: Sendable {
  /// A router trained on a random part of the prompts.
  struct Part: Sendable {
    /// The size that was asked for, in eighths of the prompts. Parts of one size have no prompt in common.
    let eighths: Int
    /// The rows that it was trained on.
    let rows: Set<Int>
    /// The routed score on each of n prompts.
    let scores: [Double]
  }

  package struct Point: Sendable {
    /// Labelled prompts trained on, the mean over parts.
    package let prompts: Int
    /// The number of parts of that size.
    package let parts: Int
    /// The mean over parts.
    package let score: Double
    /// The standard deviation between parts; nil of one.
    package let spread: Double?
    /// Of the mean over parts, by the luck of the prompts that are judged.
    package let interval: Interval?
  }

  /// The score that `more` labelled prompts would add.
  package struct Worth: Sendable {
    package let more: Int
    package let gain: Double
    /// Of the gain by the very prompts that are drawn; nil where no size has two parts, or of too few clusters.
    package let interval: Interval?
  }

  package let points: [Point]
  /// The best single model's score.
  package let bestSingle: Double
  /// The value of 300 more, and of twice as many in all.
  package let worth: [Worth]
  /// s_∞ and b of the fit.
  package let limit: Double
  package let slope: Double
  /// τ², and its degrees of freedom; nil where no size has two parts.
  let luck: (variance: Double, freedom: Double)?

  /// - Parameters:
  ///   - parts: of two sizes at least, rising; the last one is all prompts.
  ///   - bestSingle: the best single model's score on each of n prompts.
  ///   - clusters: n cluster numbers; each prompt is its own when nil.
  ///   - weights: n numbers above 0; all 1 when nil.
  init(parts: [Part], bestSingle: [Double], clusters: [Int]?, weights: [Double]? = nil) {
    precondition(Set(parts.map(\.eighths)).count >= 2, "a line needs two points")
    let means = parts.map { mean($0.scores, by: weights) }
    let sizes = parts.map { Double($0.rows.count) }
    let places = Dictionary(grouping: parts.indices, by: { parts[$0].eighths }).sorted { $0.key < $1.key }.map(\.value)
    func average(_ places: [Int], of rows: Range<Int>) -> [Double] {
      rows.map { row in mean(places.map { parts[$0].scores[row] }) }
    }
    var (squares, freedom) = (0.0, 0)
    points = places.map { places in
      let score = mean(places.map { means[$0] })
      let deviations = places.map { (means[$0] - score) * (means[$0] - score) }
      squares += zip(places, deviations).reduce(0) { $0 + sizes[$1.0] * $1.1 }
      freedom += places.count - 1
      return Point(
        prompts: Int(mean(places.map { sizes[$0] }).rounded()), parts: places.count, score: score,
        spread: places.count > 1 ? (deviations.reduce(0, +) / Double(places.count - 1)).squareRoot() : nil,
        interval: ClusteredMean(
          of: average(places, of: bestSingle.indices), clusters: clusters, weights: weights
        ).shareInterval)
    }
    let luckOfParts = Self.sharedLuck(parts)
    luck =
      freedom > 0 ? (squares / Double(freedom), Self.freedom(places, sizes, luckOfParts)) : nil
    self.bestSingle = mean(bestSingle, by: weights)
    let factors = Self.slopeFactors(sizes)
    let slope = zip(factors, means).reduce(0) { $0 + $1.0 * $1.1 }
    self.slope = slope
    limit = zip(sizes, means).reduce(0) { $0 + $1.0 * ($1.1 + slope / $1.0.squareRoot()) } / sizes.reduce(0, +)
    let judged = ClusteredMean(
      of: bestSingle.indices.map { row in zip(factors, parts).reduce(0) { $0 + $1.0 * $1.1.scores[row] } },
      clusters: clusters, weights: weights, unit: nil)
    let shared = zip(factors, luckOfParts).reduce(0.0) { sum, row in
      zip(factors, row.1).reduce(sum) { $0 + row.0 * $1.0 * $1.1 }
    }
    let last = parts[parts.count - 1].rows.count
    worth = [300, last].map { [luck] more in
      let (now, then) = (Double(last), Double(last) + Double(more))
      let factor = 1 / now.squareRoot() - 1 / then.squareRoot()
      let gain = factor * slope
      guard let luck, judged.clusters >= ClusteredMean.fewestClusters else {
        return Worth(more: more, gain: gain, interval: nil)
      }
      let ofPrompts = factor * factor * judged.standardError * judged.standardError
      let ofParts = luck.variance * (factor * factor * shared + 1 / now - 1 / then)
      let half = Self.halfWidth((ofPrompts, Double(judged.clusters - 1)), (ofParts, luck.freedom))
      return Worth(more: more, gain: gain, interval: Interval(low: gain - half, high: gain + half))
    }
  }

  /// The fitted score at `prompts`.
  package func score(at prompts: Double) -> Double { limit - slope / prompts.squareRoot() }

  /// a_p of the weighted least squares of score = limit − slope/√m: slope = Σ a_p y_p.
  private static func slopeFactors(_ sizes: [Double]) -> [Double] {
    let x = sizes.map { 1 / $0.squareRoot() }
    let center = weightedMean(of: x, weights: sizes) ?? 0
    let spread = zip(x, sizes).reduce(0) { $0 + $1.1 * ($1.0 - center) * ($1.0 - center) }
    return zip(x, sizes).map { -$1 * ($0 - center) / spread }
  }

  /// |p ∩ q| / (m_p m_q): the covariance of the luck of two parts, over τ². O(parts² · n).
  private static func sharedLuck(_ parts: [Part]) -> [[Double]] {
    parts.map { p in
      parts.map { q in
        Double(p.rows.intersection(q.rows).count) / (Double(p.rows.count) * Double(q.rows.count))
      }
    }
  }

  /// The degrees of freedom of the pooled variance between parts of one size, tr(A V)² / tr(A V A V), where A is its quadratic form and
  /// V the covariance of the parts. They are fewer than the parts less the sizes, since parts of different sizes share prompts.
  private static func freedom(_ places: [[Int]], _ sizes: [Double], _ shared: [[Double]]) -> Double {
    var product = [[Double]](repeating: Array(repeating: 0, count: sizes.count), count: sizes.count)
    for group in places {
      for p in group {
        for q in sizes.indices { product[p][q] = sizes[p] * (shared[p][q] - mean(group.map { shared[$0][q] })) }
      }
    }
    let trace = sizes.indices.reduce(0) { $0 + product[$1][$1] }
    let square = sizes.indices.reduce(0.0) { sum, p in
      sizes.indices.reduce(sum) { $0 + product[p][$1] * product[$1][p] }
    }
    return square > 0 ? trace * trace / square : 1
  }

  /// Half of a 95 % interval by two variances with degrees of freedom of their own.
  private static func halfWidth(_ a: (variance: Double, freedom: Double), _ b: (variance: Double, freedom: Double))
    -> Double
  {
    let sum = a.variance + b.variance
    guard sum > 0 else { return 0 }
    let (x, y) = (a.variance / sum, b.variance / sum)
    let freedom = 1 / (x * x / a.freedom + y * y / b.freedom)
    // Rounded down, the interval is wider.
    return StudentT.critical(twoSided: 0.05, freedom: max(1, Int(freedom))) * sum.squareRoot()
  }
}

extension LearningCurve {
  /// The points as rows of a table.
  var lines: [String] {
    let rows = points.map { point in
      [
        grouped(point.prompts), "\(point.parts)", fixed(point.score), point.spread.map { fixed($0, 4) } ?? "–",
        point.interval.map { "[\(fixed($0.low)), \(fixed($0.high))]" } ?? "–",
      ]
    }
    return aligned([["labels", "parts", "score", "between parts", "95 % interval"]] + rows)
  }

  /// The value of more labels in a sentence.
  var sentence: String {
    let parts = worth.map { worth in
      let interval = worth.interval.map { " [\(signed($0.low, 4)), \(signed($0.high, 4))]" } ?? ""
      return "\(grouped(worth.more)) more labelled prompts would be worth about \(signed(worth.gain, 4))\(interval)"
    }
    return parts.joined(separator: "; ")
      + ". An extrapolation: it assumes that what is missing falls as 1/√m with m labels. The intervals hold the luck of the prompts that "
      + "are labelled, as parts of one size show it, and of those that are judged."
  }
}

extension Evaluator {
  /// Adds the experiments of a report: the learning curve and the permutation test. They cost as much as four trainings,
  /// on few prompts as much as eight.
  package func addExperiments(
    _ trainer: RouterTrainer, on set: FeaturizedTable, to evaluation: inout Evaluation
  ) throws(TrainingError) {
    evaluation.learningCurve = try learningCurve(trainer, on: set, whole: evaluation)
    evaluation.permutationTest = try permutationTest(trainer, on: set)
  }

  /// Trains on four eighths, on four quarters and on two halves of the prompts, each drawn at random, and evaluates each router on
  /// all prompts: on those it was trained on by the predictions that its training held out, on the others by the router
  /// itself. Costs about as much as two and a half trainings.
  ///
  /// Near-duplicates stay on one side. `whole` is the evaluation by all prompts. Parts too small to train on are left out;
  /// nil when fewer than two sizes remain.
  package func learningCurve(
    _ trainer: RouterTrainer, on set: FeaturizedTable, whole: Evaluation
  ) throws(TrainingError) -> LearningCurve? {
    let whole = whole.results
    guard !whole.complete.isEmpty else { return nil }
    // Eight equal parts of whole clusters, not stratified: strata would hide a part of the luck of the draw.
    let assignment = Folds(keepingTogether: set.clusters, count: 8, seed: seed).assignment
    var parts: [LearningCurve.Part] = []
    for (eighths, count) in [(1, 4), (2, 4), (4, 2)] {
      for part in 0..<count {
        let chosen = part * eighths..<(part + 1) * eighths
        let rows = assignment.indices.filter { chosen.contains(assignment[$0]) }
        guard !rows.isEmpty, let scores = try routedScores(of: trainer, trainedOn: rows, of: set) else { continue }
        parts.append(LearningCurve.Part(eighths: eighths, rows: Set(rows), scores: scores))
      }
    }
    guard !parts.isEmpty else { return nil }
    parts.append(LearningCurve.Part(eighths: 8, rows: Set(assignment.indices), scores: whole.routedScores))
    return LearningCurve(
      parts: parts, bestSingle: whole.scores(of: whole.bestSingle), clusters: whole.clusters, weights: whole.weights)
  }

  /// The routed score on each complete row, of a router trained on `rows`; nil where these are too few.
  private func routedScores(
    of trainer: RouterTrainer, trainedOn rows: [Int], of set: FeaturizedTable
  ) throws(TrainingError) -> [Double]? {
    let (table, models) = (set.table, set.table.models.count)
    let part = set.selecting(rows: rows)
    guard (try? trainer.validate(part.table)) != nil, let trained = try? trainer.fitted(to: part) else { return nil }
    let seen = Set(rows)
    let others = table.rows.indices.filter { !seen.contains($0) }
    let predictions = try predictions(
      of: trained.router, for: others.map { table.rows[$0] }, choosingAmong: table.models)
    var probabilities = [Double](repeating: 0, count: table.rows.count * models)
    func place(_ row: Int, _ values: some Collection<Double>) {
      probabilities.replaceSubrange(row * models..<(row + 1) * models, with: values)
    }
    for (index, row) in rows.enumerated() { place(row, trained.heldOut[index]) }
    for (index, row) in others.enumerated() { place(row, predictions[index].probabilities) }
    return RoutingResults(
      table: table, predictions: Predictions(models: models, probabilities: probabilities), predictedCosts: nil
    ).routedScores
  }
}
