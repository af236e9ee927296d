internal import PointsmanSupport

/// The mean score of a model under one name of feedback, with a 95 % interval.
///
/// Scores of one conversation count as one observation. With G conversations, sums D_g of n_g scores, n in all and mean m:
///
///     se² = G / (G − 1) · Σ (D_g − m n_g)² / n²
///     scores of 0 and 1 alone:  Wilson's interval of m among m (1 − m) / se² trials, G where se is 0
///     others:  m ± t₀.₉₇₅(G − 1) · se, within 0…1
///
/// Sources: Wilson, 1927; Korn and Graubard, "Confidence intervals for proportions with small expected number of positive
/// counts estimated from survey data", 1998; Liang and Zeger, 1986.
struct FeedbackMean: Equatable {
  let name: String
  let model: String
  let count: Int
  let mean: Double
  /// nil of fewer than eight conversations.
  let low: Double?
  let high: Double?

  /// Of fewer conversations there is no interval.
  static let fewestClusters = 8
  /// The standard normal distribution's 97.5 % quantile.
  private static let z = 1.959_963_984_540_054

  /// - Parameter clusters: For each score its conversation.
  init(name: String, model: String, scores: [Double], clusters: [String]) {
    (self.name, self.model, count) = (name, model, scores.count)
    let n = Double(scores.count)
    let mean = scores.reduce(0, +) / n
    self.mean = mean
    var sums: [String: (sum: Double, count: Double)] = [:]
    for (score, cluster) in zip(scores, clusters) {
      let before = sums[cluster] ?? (0, 0)
      sums[cluster] = (before.sum + score, before.count + 1)
    }
    let g = Double(sums.count)
    guard sums.count >= Self.fewestClusters else {
      (low, high) = (nil, nil)
      return
    }
    let squares = sums.values.map { $0.sum - mean * $0.count }.sorted().reduce(0) { $0 + $1 * $1 }
    let variance = g / (g - 1) * squares / (n * n)
    if scores.allSatisfy({ $0 == 0 || $0 == 1 }) {
      (low, high) = Self.wilson(mean, trials: variance > 0 ? max(1, mean * (1 - mean) / variance) : g)
    } else {
      let reach = Self.criticalT(freedom: g - 1) * variance.squareRoot()
      (low, high) = (max(0, mean - reach), min(1, mean + reach))
    }
  }

  static func wilson(_ share: Double, trials: Double) -> (Double, Double) {
    let square = z * z / trials
    let centre = share + square / 2
    let reach = z * (share * (1 - share) / trials + square / (4 * trials)).squareRoot()
    return (
      share == 0 ? 0 : max(0, (centre - reach) / (1 + square)), share == 1 ? 1 : min(1, (centre + reach) / (1 + square))
    )
  }

  /// Student's t at 97.5 %, by the expansion in 1/freedom; within 0.001 from 7 degrees of freedom on. Source: Abramowitz and
  /// Stegun, "Handbook of mathematical functions", 1964, 26.7.5.
  static func criticalT(freedom: Double) -> Double {
    let (z, z2) = (z, z * z)
    let first = z * (z2 + 1) / 4
    let second = z * ((5 * z2 + 16) * z2 + 3) / 96
    let third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
    let fourth = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160
    return z + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom
  }

  var json: JSONValue {
    .object([
      ("name", .string(name)), ("model", .string(model)), ("n", .integer(count)), ("mean", .figure(mean)),
      ("low", .figure(low)), ("high", .figure(high)),
    ])
  }
}

enum FeedbackMeans {
  /// Rows of feedback that are looked at: the latest.
  static let latest = 10_000

  /// By name and model. The last score of a name counts for a decision, and it counts for the model that answered.
  ///
  /// - Parameter since: Milliseconds since 1970.
  static func all(of database: Database, since: Int64, _ routers: RouterTable) throws(SQLiteError) -> [FeedbackMean] {
    struct Key: Hashable { let (name, model): (String, String) }
    let statement = try Statement(
      database,
      """
      SELECT f.name, f.score, d.router, coalesce(d.served, d.chosen), d.conversation, d.id
      FROM feedback f CROSS JOIN decisions d ON d.id = f.decision
      WHERE f.id > (SELECT max(id) FROM feedback) - \(latest) AND +f.at_ms >= ? ORDER BY f.id
      """)
    try statement.start([.integer(since)])
    var scores: [Key: [[UInt8]: (score: Double, cluster: String)]] = [:]
    while try statement.next() {
      guard let name = statement.text(0), let score = statement.real(1), let id = statement.blob(5),
        let model = routers.model(statement.integer(3), of: statement.integer(2))
      else { continue }
      let cluster = Hexadecimal.text(statement.blob(4) ?? id)
      scores[Key(name: name, model: model), default: [:]][id] = (score, cluster)
    }
    return scores.map { key, found in
      let sorted = found.values.sorted { ($0.cluster, $0.score) < ($1.cluster, $1.score) }
      return FeedbackMean(
        name: key.name, model: key.model, scores: sorted.map(\.score), clusters: sorted.map(\.cluster))
    }.sorted { ($0.name, $0.model) < ($1.name, $1.model) }
  }
}
