internal import PointsmanOutcomes
internal import PointsmanSupport

/// The utility of the router against the best single model, over the worth of a success.
///
///     u(W) = score − cost / W, a mean over prompts
///
/// At each worth the router chooses by its forecasts for that worth, and the single model is the best there on the judged prompts,
/// which favours it. A random mix of single models is worth no more than the best of them. Errors are those of `ClusterSpread`. Where
/// the scores of fewer than six prompts, or groups, differ, cheaper answers may be as good by luck alone: there pseudo-observations of
/// the size of a score are added, as in `ClusteredMean`. `FigureSimulation` measures how often a router that knows nothing seems worth more.
/// Sources: Vickers and Elkin, "Decision curve analysis", 2006; Montiel Olea and Plagborg-Møller, "Simultaneous confidence
/// bands", 2019, for the band by the largest of the t-values.
public struct NetBenefit: Sendable {
  /// At one worth.
  public struct Point: Sendable {
    /// USD that a success is worth.
    public let worth: Double
    /// The router's utility, in successes a prompt.
    public let utility: Double
    /// The single model of highest utility.
    public let bestSingle: String
    /// The router's utility less the best single model's.
    public let gain: Double
    /// At 95 %, for this worth alone; nil of too few prompts or groups.
    public let interval: Interval?
    /// At 95 % for all worths at once.
    public let band: Interval?
  }

  /// By rising worth.
  public let points: [Point]

  /// Ranges of worths, from one point to another, at which the whole band is above 0.
  public var ranges: [ClosedRange<Double>] {
    var ranges: [ClosedRange<Double>] = []
    var start: Double?
    for (index, point) in points.enumerated() {
      let isAbove = point.band.map { $0.low > 0 } ?? false
      if isAbove, start == nil { start = point.worth }
      let isLast = index + 1 == points.count
      if let first = start, !isAbove || isLast {
        ranges.append(first...(isAbove ? point.worth : points[index - 1].worth))
        start = nil
      }
    }
    return ranges
  }

  private static let count = 25
  private static let draws = 500
  /// No sign test at 5 % finds anything in fewer differences: 2 · 2⁻⁵ is above 0.05.
  private static let fewestDiffering = 6

  /// nil without costs, forecasts of costs, or prices at which a choice changes. O(worths · n · (M + draws)).
  init?(_ all: RoutingResults, seed: UInt64) {
    guard let results = all.priced, let costs = results.costs, let prices = Self.prices(results) else { return nil }
    let models = results.models
    let (rows, clusters) = (results.complete.indices, results.clusters)
    var points: [(worth: Double, utility: Double, best: Int, sums: [Double], gain: ClusteredMean)] = []
    for step in 0..<Self.count {
      let worth = exp(log(1 / prices.high) + log(prices.high / prices.low) * Double(step) / Double(Self.count - 1))
      guard worth > 0, worth.isFinite else { return nil }
      let utilities = zip(results.scores, costs).map { $0 - $1 / worth }
      guard utilities.allSatisfy(\.isFinite) else { return nil }
      let choices = results.choices(at: 1 / worth)
      let singles = (0..<models).map { model in results.average(rows.map { utilities[$0 * models + model] }) }
      let best = singles.indices.max { (singles[$0], -$0) < (singles[$1], -$1) }!
      func differences(_ cells: [Double]) -> [Double] {
        rows.map { cells[$0 * models + choices[$0]] - cells[$0 * models + best] }
      }
      let (values, ofScores) = (differences(utilities), differences(results.scores))
      let differing = Set(rows.filter { ofScores[$0] != 0 }.map { clusters?[$0] ?? $0 }).count
      let gain = results.estimate(ofDifferences: values).withSpread(
        pseudoObservationsOf: differing < Self.fewestDiffering ? results.estimate(ofDifferences: ofScores) : nil)
      points.append((worth, gain.value + singles[best], best, Self.sums(values, gain.value, results), gain))
    }
    let width = Self.simultaneous(points.map(\.sums), seed: seed)
    self.points = points.map { point in
      let interval = point.gain.interval()
      return Point(
        worth: point.worth, utility: point.utility, bestSingle: results.table.models[point.best],
        gain: point.gain.value, interval: interval,
        band: interval.map { interval in
          let half = width * (interval.high - point.gain.value)
          return Interval(low: point.gain.value - half, high: point.gain.value + half)
        })
    }
  }

  /// The prices of money between which nearly all choices change: the first and the last percentile.
  private static func prices(_ results: RoutingResults) -> (low: Double, high: Double)? {
    let prices = results.costQuality?.router?.steps.map(\.lambda).filter { $0 > 0 && $0.isFinite } ?? []
    guard let first = prices.first, let last = prices.last else { return nil }
    let (low, high) = (prices[prices.count / 100], prices[prices.count - 1 - prices.count / 100])
    // A single price still has two sides.
    return low < high ? (low, high) : (first / 2, last * 2)
  }

  /// For each prompt or group what it adds to the mean's deviation.
  private static func sums(_ values: [Double], _ mean: Double, _ results: RoutingResults) -> [Double] {
    let total = results.weights?.reduce(0, +) ?? Double(values.count)
    let clusters = results.clusters
    var sums: [Int: Double] = [:]
    for (row, value) in values.enumerated() {
      sums[clusters?[row] ?? row, default: 0] += (results.weights?[row] ?? 1) * (value - mean) / total
    }
    return sums.sorted { $0.key < $1.key }.map(\.value)
  }

  /// By how much a band that holds all worths at once is wider than the intervals: the 95 % quantile of the largest t-value when every
  /// prompt's part has a random sign, over the normal one.
  private static func simultaneous(_ sums: [[Double]], seed: UInt64) -> Double {
    var generator = SplitMix64(seed: seed)
    // Signs do not change the sum of squares.
    let norms = sums.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let largest = (0..<draws).map { _ in
      let signs = sums[0].map { _ in generator.next() >> 63 == 0 ? 1.0 : -1 }
      return zip(sums, norms).reduce(0) { largest, point in
        guard point.1 > 0 else { return largest }
        var sum = 0.0
        for (index, value) in point.0.enumerated() { sum += signs[index] * value }
        return max(largest, abs(sum) / point.1)
      }
    }
    return max(1, (Interval(percentilesOf: largest, level: 0.9)?.high ?? 0) / normalQuantile975)
  }
}

extension NetBenefit {
  /// The worths at which the router surely beats every single model, in words.
  var sentence: String {
    guard !ranges.isEmpty else {
      return
        "At no worth of a success is the router surely worth more than the best single model there, by a band that holds "
        + "for all worths at once."
    }
    let spans = ranges.map {
      $0.lowerBound == $0.upperBound
        ? "of $\(significant($0.lowerBound))" : "from $\(significant($0.lowerBound)) to $\(significant($0.upperBound))"
    }
    return
      "The router is worth more than every single model where a success has a worth \(spans.joined(separator: ", and ")), by "
      + "a 95 % band that holds for all worths at once."
  }

  var json: JSONValue {
    .object([
      ("ranges", .array(ranges.map { .array([.figure($0.lowerBound), .figure($0.upperBound)]) })),
      (
        "points",
        .array(
          points.map { point in
            .object([
              ("worth", .figure(point.worth)), ("utility", .figure(point.utility)),
              ("best_single", .string(point.bestSingle)), ("gain", .figure(point.gain)),
              ("interval", point.interval?.json ?? .null), ("band", point.band?.json ?? .null),
            ])
          })
      ),
    ])
  }
}

extension Evaluation {
  /// The router's utility over the worth of a success; nil without costs that are forecast. O(25 · 500 · n).
  public var netBenefit: NetBenefit? { NetBenefit(results, seed: seed) }
}
