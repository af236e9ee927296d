internal import PointsmanOutcomes
internal import PointsmanSupport

/// The random mix of two single models that scores most at a mean cost: the zero-router hull of RouterBench.
struct RandomMix: Sendable {
  /// The hull's corners up to its highest, cost rising.
  private let corners: [CostQualityPoint]

  /// Of the single models' mean costs and scores, one point a model; at least one.
  init(singles: [CostQualityPoint]) {
    let all = UpperHull.corners(of: singles)
    corners = all.prefix(UpperHull.rising(all.map { singles[$0].score })).map { singles[$0] }
  }

  /// The score at a mean cost: below the cheapest corner that of the cheapest, beyond the highest that of the highest.
  /// O(corners).
  func score(at cost: Double) -> Double {
    let right = corners.firstIndex { $0.cost > cost } ?? corners.endIndex
    let upper = corners[min(right, corners.endIndex - 1)]
    let lower = corners[max(0, right - 1)]
    let span = upper.cost - lower.cost
    guard span > 0, cost > lower.cost else { return lower.score }
    return lower.score + (cost - lower.cost) / span * (upper.score - lower.score)
  }
}

/// Do the choices know anything of the prompts? Their lead over a random mix at the same cost, and a permutation test of it.
///
/// Where choices are independent of outcomes, any prompt might have had any other prompt's choice. So the choices are assigned to
/// the prompts again, whole clusters at a time, and score, cost and the mix at that cost are read again:
///
///     p = min(1, 2 · (1 + #{T* ≥ T}) / (1 + permutations))       and the same for T* ≤ T, whichever is less
///
/// This holds however few prompts are diverted from the model that most of them get, where a test of paired differences to the
/// mix takes its spread from the prompts that are not. Sources: Fisher, "The design of experiments", 1935; Lehmann and Romano,
/// "Testing statistical hypotheses", 3rd edition, 2005, section 15.2.
struct LeadOverMix: Sendable {
  /// The mean score less that of the mix.
  let value: Double
  /// Two-sided; a multiple of 1/500 with the usual 999 permutations.
  let pValue: Double

  /// nil without a notion of cost: neither recorded costs nor a pair's strong calls. O(permutations · n).
  init?(
    _ results: RoutingResults, pair: Evaluation.PairFigures?, permutations: Int = 999, seed: UInt64, threads: Int
  ) {
    guard !results.complete.isEmpty, let costs = results.costsOrCalls(pair) else { return nil }
    let (models, scores) = (results.models, results.scores)
    let mix = RandomMix(
      singles: (0..<models).map { model in
        func column(_ cells: [Double]) -> [Double] {
          stride(from: model, to: cells.count, by: models).map { cells[$0] }
        }
        return CostQualityPoint(cost: results.average(column(costs)), score: results.average(column(scores)))
      })
    // Prompts appear once a division of folds, in the same order.
    let prompts = results.promptsJudged
    let weights = results.weights
    let mass = weights?.reduce(0, +) ?? Double(results.complete.count)
    let choices = results.choices
    /// `source` has for each prompt the one whose choice it gets.
    @Sendable func lead(_ source: [Int]) -> Double {
      var (score, cost) = (0.0, 0.0)
      for start in stride(from: 0, to: choices.count, by: prompts) {
        for prompt in 0..<prompts {
          let row = start + prompt
          let cell = row * models + choices[start + source[prompt]]
          let weight = weights?[row] ?? 1
          score += weight * scores[cell]
          cost += weight * costs[cell]
        }
      }
      return score / mass - mix.score(at: cost / mass)
    }
    let observed = lead(Array(0..<prompts))
    value = observed
    let clusters = ClusterRows((results.clusters?.prefix(prompts)).map(Array.init) ?? Array(0..<prompts))
    let part = 100
    let counts = concurrentMap(
      count: (permutations + part - 1) / part, threads: threads
    ) { index -> (high: Int, low: Int) in
      var generator = SplitMix64(seed: seed)
      // A shuffle draws a number for all clusters but one.
      generator.skip(index * part * (clusters.count - 1))
      var source = [Int](repeating: 0, count: prompts)
      var (high, low) = (0, 0)
      for _ in index * part..<min((index + 1) * part, permutations) {
        clusters.assign(&source, by: &generator)
        let lead = lead(source)
        if lead >= observed - roundingError { high += 1 }
        if lead <= observed + roundingError { low += 1 }
      }
      return (high, low)
    }
    let extreme = min(counts.reduce(0) { $0 + $1.high }, counts.reduce(0) { $0 + $1.low })
    pValue = min(1, 2 * Double(1 + extreme) / Double(1 + permutations))
  }
}

/// The rows of clusters one after another, assigned in random order of the clusters.
private struct ClusterRows: Sendable {
  /// Rows, cluster by cluster.
  private let rows: [Int]
  /// The ranges of `rows`.
  private let clusters: [Range<Int>]

  var count: Int { clusters.count }

  init(_ cluster: [Int]) {
    var members: [Int: [Int]] = [:]
    var order: [Int] = []
    for (row, number) in cluster.enumerated() {
      if members[number] == nil { order.append(number) }
      members[number, default: []].append(row)
    }
    var (rows, clusters) = ([Int](), [Range<Int>]())
    for number in order {
      let part = members[number] ?? []
      clusters.append(rows.count..<rows.count + part.count)
      rows += part
    }
    (self.rows, self.clusters) = (rows, clusters)
  }

  /// Writes for each row the row whose choice it gets.
  func assign(_ source: inout [Int], by generator: inout SplitMix64) {
    // As `SplitMix64.shuffled`, which is not specialized in another module.
    var order = Array(clusters.indices)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(generator.next(below: UInt64(last + 1))))
    }
    var position = 0
    for cluster in order {
      for place in clusters[cluster] {
        source[rows[position]] = rows[place]
        position += 1
      }
    }
  }
}

extension RoutingResults {
  /// complete × M: USD where costs are recorded; for a pair without costs 1 for a call of the strong model; else nil.
  func costsOrCalls(_ pair: Evaluation.PairFigures?) -> [Double]? {
    if let costs { return costs }
    guard let pair, models == 2, let strong = table.models.firstIndex(of: pair.strong) else { return nil }
    return complete.flatMap { _ in (0..<models).map { $0 == strong ? 1.0 : 0.0 } }
  }
}
