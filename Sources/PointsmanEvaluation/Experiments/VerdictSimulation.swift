internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// How often verdict, tests and intervals are wrong where the truth is known.
///
/// Each data set is drawn from a truth in which no way of choosing gains, unless one is named, and judged as outcomes are.
package struct VerdictSimulation: Sendable {
  /// The truth that is drawn from.
  package enum Truth: Sendable {
    /// Two models of one success rate; half of the groups go to each, by chance. Prompts of a group share outcomes.
    case grouped(size: Int)
    /// Two models, the strong one better by 0.12, with 70 % ties. So many prompts, drawn by chance, go to the weak
    /// one.
    case diverted(Int)
    /// The choice differs from the best model's with the first probability, and gains the second on average.
    case rare(differing: Double, gain: Double)
    /// The hardest case for cross-validation: one model is best in half of ten categories, in the others all are equal.
    /// Choices are learned, the best model of each category, on so many divisions into folds.
    case leastFavourable(models: Int, divisions: Int)
  }

  /// Shares of the data sets.
  package struct Rates: Sendable {
    /// Routing pays, by quality. At most 2.5 % should be, where nothing is gained.
    package var routed = 0.0
    /// The choices lead the random mix at 5 %, two-sided.
    package var ahead = 0.0
    /// The interval of the gain holds the true one.
    package var covered = 0.0
    /// Test and interval disagree, or the interval has no width.
    package var inconsistent = 0.0
  }

  private let truth: Truth

  package init(_ truth: Truth) { self.truth = truth }

  /// The rates over `draws` data sets of `prompts` prompts, or groups.
  package func rates(prompts: Int, draws: Int, seed: UInt64 = 0, threads: Int = 1) -> Rates {
    let parts = concurrentMap(count: draws, threads: threads) { draw in
      // Seeds far apart: the generator's own steps are another constant.
      rates(prompts, seed: seed &+ (UInt64(draw) &+ 1) &* 0xD1B5_4A32_D192_ED03)
    }
    func share(_ part: (Rates) -> Double) -> Double { parts.reduce(0) { $0 + part($1) } / Double(draws) }
    return Rates(
      routed: share(\.routed), ahead: share(\.ahead), covered: share(\.covered), inconsistent: share(\.inconsistent))
  }

  private func rates(_ prompts: Int, seed: UInt64) -> Rates {
    var generator = SplitMix64(seed: seed)
    let results: RoutingResults
    var gain = 0.0
    switch truth {
    case .grouped(let size):
      let groups = (0..<prompts).map { group in
        (scores: [generator.hit(0.7), generator.hit(0.7)], choice: group % 2)
      }
      let shuffled = generator.shuffled(groups.map(\.choice))
      let rows = (0..<prompts * size).map { $0 / size }
      results = Self.results(
        rows.map { groups[$0].scores }, choices: rows.map { shuffled[$0] }, groups: size > 1 ? rows : nil)
    case .diverted(let count):
      let diverted = Set(generator.shuffled(Array(0..<prompts)).prefix(count))
      let scores = (0..<prompts).map { _ -> [Double] in
        switch generator.unit() {
        case ..<0.7: generator.hit(0.5) == 1 ? [1, 1] : [0, 0]
        case ..<0.91: [0, 1]
        default: [1, 0]
        }
      }
      results = Self.results(scores, choices: (0..<prompts).map { diverted.contains($0) ? 0 : 1 })
      gain = -0.12 * Double(count) / Double(prompts)
    case .rare(let differing, let trueGain):
      gain = trueGain
      let draws = (0..<prompts).map { _ in generator.unit() }
      // The best single model is the second: it is right wherever the choice is another and loses, and on all ties.
      results = Self.results(
        draws.map { draw in
          draw < (differing + gain) / 2 ? [1, 0] : draw < differing ? [0, 1] : [1, 1]
        }, choices: draws.map { $0 < differing ? 0 : 1 })
    case .leastFavourable(let models, let divisions):
      results = Self.learned(prompts, models, divisions, &generator)
    }
    let pair = Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), Bootstrap(resamples: 1))
    // Enough for a test at 5 %.
    let verdict = Verdict(results, pair: pair, permutations: 199, seed: generator.next(), threads: 1)
    var rates = Rates()
    if verdict.purpose == .quality { rates.routed = 1 }
    if let lead = verdict.gainOverMix, let p = verdict.pValueOverMix, lead > 0, p <= Verdict.significance {
      rates.ahead = 1
    }
    // Against the model that is best in truth, which is not always the best one of the sample.
    let best = if case .leastFavourable = truth { 0 } else { 1 }
    let against = results.estimate(
      ofDifferences: zip(results.routedScores, results.scores(of: best)).map { $0 - $1 })
    if let interval = against.interval(), interval.low <= gain, gain <= interval.high { rates.covered = 1 }
    if let interval = verdict.gainInterval {
      let holds = interval.low <= 0 && interval.high >= 0
      if holds != (verdict.pValue > Verdict.significance) || interval.low == interval.high { rates.inconsistent = 1 }
    }
    return rates
  }

  private static let names = ["a", "b"]

  private static func results(_ scores: [[Double]], choices: [Int], groups: [Int]? = nil) -> RoutingResults {
    let table = OutcomeTable(
      rows: scores.enumerated().map { row, scores in
        (
          OutcomeRow(id: "", prompt: Prompt(""), group: groups.map { "\($0[row])" }),
          Dictionary(uniqueKeysWithValues: zip(names, scores.map { Outcome(score: $0) }))
        )
      })
    return results(table, choices)
  }

  private static func results(
    _ table: OutcomeTable, _ choices: [Int], clusters: [Int]? = nil, divisions: FoldDivisions? = nil
  ) -> RoutingResults {
    let models = table.models.count
    return RoutingResults(
      table: table,
      predictions: Predictions(
        models: models, probabilities: choices.flatMap { choice in (0..<models).map { $0 == choice ? 1 : 0 } }),
      predictedCosts: nil, clusters: clusters, divisions: divisions, hasProbabilities: false)
  }

  /// Each prompt goes to the model that is best in its category on the other folds, means being drawn to the model's own as if
  /// by five prompts more.
  private static func learned(
    _ prompts: Int, _ models: Int, _ divisions: Int, _ generator: inout SplitMix64
  ) -> RoutingResults {
    let (categories, folds) = (10, 5)
    let category = (0..<prompts).map { _ in Int(generator.next(below: UInt64(categories))) }
    let scores = category.map { category in
      (0..<models).map { model in generator.hit(category < 5 ? (model == 0 ? 0.8 : 0.5) : 0.65) }
    }
    var choices: [Int] = []
    for _ in 0..<divisions {
      let fold = generator.shuffled((0..<prompts).map { $0 % folds })
      var best = [[Int]](repeating: [], count: folds)
      for held in 0..<folds {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: models), count: categories)
        var counts = [Double](repeating: 0, count: categories)
        for row in 0..<prompts where fold[row] != held {
          counts[category[row]] += 1
          for model in 0..<models { sums[category[row]][model] += scores[row][model] }
        }
        let total = counts.reduce(0, +)
        let means = (0..<models).map { model in sums.reduce(0) { $0 + $1[model] } / total }
        best[held] = (0..<categories).map { category in
          (0..<models).max {
            func mean(_ model: Int) -> Double { (sums[category][model] + 5 * means[model]) / (counts[category] + 5) }
            return (mean($0), -$0) < (mean($1), -$1)
          }!
        }
      }
      choices += (0..<prompts).map { best[fold[$0]][category[$0]] }
    }
    let names = (0..<models).map { model in (model < 26 ? "a" : "b") + "\(model)" }
    let table = OutcomeTable(
      rows: scores.map { scores in
        (
          OutcomeRow(id: "", prompt: Prompt("")),
          Dictionary(uniqueKeysWithValues: zip(names, scores.map { Outcome(score: $0) }))
        )
      })
    // The table sorts its models by name.
    let column = names.map { table.models.firstIndex(of: $0)! }
    let rows = (0..<divisions).flatMap { _ in 0..<prompts }
    return results(
      table.selecting(rows: rows), choices.map { column[$0] }, clusters: rows,
      divisions: FoldDivisions(count: divisions, rows: prompts, folds: folds))
  }
}

extension SplitMix64 {
  /// In [0, 1).
  fileprivate mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// 1 with probability `chance`, else 0.
  fileprivate mutating func hit(_ chance: Double) -> Double { unit() < chance ? 1 : 0 }
}
