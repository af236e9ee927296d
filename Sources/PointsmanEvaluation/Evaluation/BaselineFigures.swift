internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

extension Evaluation {
  /// Mean scores of choices that need no router.
  public struct BaselineFigures: Sendable {
    /// The model of highest mean score; of equals the cheaper. nil where choices cannot be judged, and then every score
    /// is nil or not a number.
    public let bestSingle: (model: String, score: Double)?
    /// The model that is best on the outcomes that baselines learn from: what one would have chosen without a router, and without
    /// hindsight. nil without them.
    public let bestElsewhere: Double?
    /// Any model with equal chance.
    public let random: Double
    /// The most probable model by prompt length alone.
    public let length: Double?
    /// The best model of the prompt's category in training; nil without categories.
    public let category: Double?
    /// The best model among the 40 nearest prompts, and among the 100 nearest.
    public let nearest40: Double?
    /// The same with 100 of them.
    public let nearest100: Double?
    /// The number of prompts, drawn at random, that were compared for these two, where there were too many for all.
    public let nearestSample: Int?
    /// The best model of each prompt, known afterwards, luck included.
    public let oracle: Double
    /// The score on one half of each prompt's runs of the model that is best on the other half; nil without repeated runs.
    public let oracleOfSplitRuns: Double?
    /// The router's mean score less a baseline's, in the order of the report; none where choices cannot be judged.
    public let leads: [Lead]
    /// The rows that the length, category and nearest-prompt baselines learned from.
    public let source: Source

    /// The router beside one way of choosing.
    public struct Lead: Sendable {
      /// As JSON names the baseline.
      public let baseline: String
      /// The router's mean score less the baseline's.
      public let gain: Double
      /// At 95 %, paired; nil of too few prompts or groups.
      public let interval: Interval?
      /// Two-sided, of the same test.
      public let pValue: Double?
    }

    /// Where baselines that learn take their outcomes from.
    public enum Source: String, Sendable {
      /// The outcomes that the router was trained on.
      case training = "training rows"
      /// The evaluated prompts of other folds.
      case otherFolds = "other folds of the judged rows"
    }

    /// Comparing every two prompts takes a minute for this many, and grows with their square.
    private static let mostForNearest = 50_000

    /// Of the first division into folds; the router's lead over them is its mean over `averaged`, all divisions.
    init(
      _ results: RoutingResults, averaged: RoutingResults, _ trainingRows: BaselineTrainingRows, seed: UInt64,
      threads: Int
    ) {
      let models = results.models
      let best = results.bestSingle
      source = trainingRows.source
      guard !results.complete.isEmpty else {
        (bestSingle, random, oracle, oracleOfSplitRuns) = (nil, .nan, .nan, nil)
        (length, category, nearest40, nearest100, nearestSample, bestElsewhere) = (nil, nil, nil, nil, nil, nil)
        leads = []
        return
      }
      bestSingle = (results.table.models[best], results.average(results.scores(of: best)))
      random =
        results.weights == nil
        ? mean(results.scores)
        : results.average(
          results.complete.indices.map { mean(Array(results.scores[$0 * models..<($0 + 1) * models])) })
      oracle =
        results.isDoublyRobust
        ? .nan
        : results.average(
          results.complete.indices.map { results.scores[$0 * models..<($0 + 1) * models].max() ?? 0 })
      oracleOfSplitRuns = OracleLuck.splitRuns(results.table, rows: results.complete)
      /// The scores of choices, one a row, on the complete rows.
      func scores(_ choices: [Int]?) -> [Double]? {
        choices.map { choices in
          results.complete.enumerated().map { results.scores[$0 * models + choices[$1]] }
        }
      }
      let (places, weights) = (
        Dictionary(uniqueKeysWithValues: results.complete.enumerated().map { ($1, $0) }), results.table.weights
      )
      func score(_ choices: [Int], of rows: [Int]) -> Double {
        let pairs = zip(rows, choices).filter { places[$0.0] != nil }
        return mean(
          pairs.compactMap { row, choice in places[row].map { results.scores[$0 * models + choice] } },
          by: weights.map { weights in pairs.map { weights[$0.0] } })
      }
      let (elsewhere, byLength) = (scores(bestChoices(trainingRows)), scores(lengthChoices(trainingRows)))
      let byCategory = scores(categoryChoices(trainingRows))
      (bestElsewhere, length) = (elsewhere.map(results.average), byLength.map(results.average))
      category = byCategory.map(results.average)
      let sample = trainingRows.sample(atMost: Self.mostForNearest, seed: seed)
      let nearest = nearestNeighbourChoices(sample?.rows ?? trainingRows, neighbours: [40, 100], threads: threads)
      let byNearest = sample == nil ? nearest.map { scores($0) } : [nil, nil]
      nearest40 = sample.map { score(nearest[0], of: $0.queries) } ?? byNearest[0].map(results.average)
      nearest100 = sample.map { score(nearest[1], of: $0.queries) } ?? byNearest[1].map(results.average)
      nearestSample = sample?.rows.folds.count
      let ways: [(String, [Double]?)] = [
        ("best_single", results.scores(of: best)), ("best_elsewhere", elsewhere),
        (
          "random",
          results.complete.indices.map { mean(Array(results.scores[$0 * models..<($0 + 1) * models])) }
        ),
        ("length", byLength), ("category", byCategory), ("knn", byNearest[0]), ("knn_100", byNearest[1]),
      ]
      let routed = averaged.routedScores
      leads = ways.compactMap { name, scores in
        scores.map { scores in
          let lead = averaged.estimate(
            ofDifferences: routed.enumerated().map { $1 - scores[$0 % scores.count] })
          return Lead(baseline: name, gain: lead.value, interval: lead.interval(), pValue: lead.pValue)
        }
      }
    }
  }
}
