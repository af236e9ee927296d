internal import PointsmanOutcomes
internal import PointsmanSupport

/// The utility of the router against the best single model, over the worth of a success.
///
///     u(W) = score − cost / W, a mean over prompts
///
/// At each worth the router chooses by its forecasts for that worth, and the single model is the best there on the judged prompts,
/// which favours it. A random mix of single models is worth no more than the best of them.
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
    /// At 95 %, for this worth alone.
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

  /// nil without costs, forecasts of costs, or prices at which a choice changes. O(worths · n · (M + draws)).
  init?(_ all: RoutingResults, seed: UInt64) {
    guard let results = all.priced, let costs = results.costs, let prices = Self.prices(results) else { return nil }
    let models = results.models
    let rows = results.complete.indices
    var points: [(worth: Double, utility: Double, best: Int, sums: [Double], gain: Double)] = []
    for step in 0..<Self.count {
      let worth = exp(log(1 / prices.high) + log(prices.high / prices.low) * Double(step) / Double(Self.count - 1))
      guard worth > 0, worth.isFinite else { return nil }
      let utilities = zip(results.scores, costs).map { $0 - $1 / worth }
      guard utilities.allSatisfy(\.isFinite) else { return nil }
      let choices = results.choices(at: 1 / worth)
      let singles = (0..<models).map { model in results.average(rows.map { utilities[$0 * models + model] }) }
      let best = singles.indices.max { (singles[$0], -$0) < (singles[$1], -$1) }!
      let differences = rows.map { utilities[$0 * models + choices[$0]] - utilities[$0 * models + best] }
      let gain = results.average(differences)
      points.append((worth, gain + singles[best], best, Self.sums(differences, gain, results), gain))
    }
    let errors = points.map { point in
      let count = Double(point.sums.count)
      return (point.sums.reduce(0) { $0 + $1 * $1 } * count / max(1, count - 1)).squareRoot()
    }
    let width = Self.simultaneous(points.map(\.sums), errors, seed: seed)
    let isOne = points[0].sums.count < 2
    func interval(_ gain: Double, _ half: Double) -> Interval? {
      isOne ? nil : Interval(low: gain - half, high: gain + half)
    }
    self.points = zip(points, errors).map { point, error in
      Point(
        worth: point.worth, utility: point.utility, bestSingle: results.table.models[point.best], gain: point.gain,
        interval: interval(point.gain, normalQuantile975 * error), band: interval(point.gain, width * error))
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

  /// The half width, in standard errors, of a band that holds all worths at once: the 95 % quantile of the largest t-value when
  /// every prompt's part has a random sign.
  private static func simultaneous(_ sums: [[Double]], _ errors: [Double], seed: UInt64) -> Double {
    var generator = SplitMix64(seed: seed)
    let largest = (0..<draws).map { _ in
      let signs = sums[0].map { _ in generator.next() >> 63 == 0 ? 1.0 : -1 }
      return zip(sums, errors).reduce(0) { largest, point in
        guard point.1 > 0 else { return largest }
        var sum = 0.0
        for (index, value) in point.0.enumerated() { sum += signs[index] * value }
        return max(largest, abs(sum) / point.1)
      }
    }
    return max(normalQuantile975, Interval(percentilesOf: largest, level: 0.9)?.high ?? normalQuantile975)
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
