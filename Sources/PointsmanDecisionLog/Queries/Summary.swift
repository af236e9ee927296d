internal import PointsmanSupport

/// The figures of a window of time.
struct Summary {
  private let window: SummaryWindow
  private let routers: RouterTable
  private var steps: [Int: Step] = [:]
  private var sums = Sums()
  private var requestsByRouter: [Int: Int] = [:]
  private let latest: LatestFigures
  private let feedback: [FeedbackMean]

  private struct Step {
    var models: [String: Int] = [:]
    var policies: [String: Int] = [:]
    var errors = 0
  }

  private struct Sums {
    var (requests, errors, explored, fellBack, costs, forecasts) = (0, 0, 0, 0, 0, 0)
    var (cost, forecast, best) = (0.0, 0.0, 0.0)
  }

  init(of database: Database, window: SummaryWindow) throws(SQLiteError) {
    self.window = window
    routers = try RouterTable(of: database)
    latest = try LatestFigures(of: database, since: window.since)
    feedback = try FeedbackMeans.all(of: database, since: window.since, routers)
    let statement = try Statement(
      database,
      """
      SELECT start - start % ?, router, policy, model, sum(requests), sum(errors), sum(explored), sum(fell_back),
        sum(cost_usd), sum(costs), sum(forecast_usd), sum(best_usd), sum(forecasts)
      FROM totals WHERE span = ? AND start BETWEEN ? AND ? GROUP BY 1, 2, 3, 4
      """)
    try statement.start([
      SQLValue(window.step), SQLValue(window.span), SQLValue(window.start), .integer(window.now / 1000),
    ])
    while try statement.next() { add(statement) }
  }

  private mutating func add(_ row: Statement) {
    let router = row.integer(1) ?? 0
    let requests = row.integer(4) ?? 0
    let errors = row.integer(5) ?? 0
    var step = steps[row.integer(0) ?? 0] ?? Step()
    step.models[routers.model(row.integer(3), of: router) ?? "–", default: 0] += requests
    step.policies[row.text(2) ?? "–", default: 0] += requests
    step.errors += errors
    steps[row.integer(0) ?? 0] = step
    requestsByRouter[router, default: 0] += requests
    sums.requests += requests
    sums.errors += errors
    sums.explored += row.integer(6) ?? 0
    sums.fellBack += row.integer(7) ?? 0
    sums.cost += row.real(8) ?? 0
    sums.costs += row.integer(9) ?? 0
    sums.forecast += row.real(10) ?? 0
    sums.best += row.real(11) ?? 0
    sums.forecasts += row.integer(12) ?? 0
  }

  /// As `GET /admin/summary` answers.
  func json(hours: Int, dropped: Int) -> JSONValue {
    .object([
      ("generated", .string(UTCTime.text(milliseconds: window.now))), ("hours", .integer(hours)),
      ("bucket_seconds", .integer(window.step)), ("requests", .integer(sums.requests)),
      ("errors", .integer(sums.errors)), ("dropped", .integer(dropped)), ("explored", .integer(sums.explored)),
      ("fell_back", .integer(sums.fellBack)), ("buckets", .array(window.starts.map(bucket))), ("cost", cost),
      ("overhead_us", quantiles(latest.overheads)), ("decision_us", quantiles(latest.decisionTimes)),
      ("first_byte_ms", quantiles(latest.firstBytes)), ("feedback", .array(feedback.map(\.json))),
      ("drift", latest.drift?.json ?? .null), ("routers", .array(routerRows)),
    ])
  }

  private func bucket(_ start: Int) -> JSONValue {
    let step = steps[start] ?? Step()
    func counts(_ values: [String: Int]) -> JSONValue {
      .object(values.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
    }
    return .object([
      ("start", .string(UTCTime.text(milliseconds: Int64(start) * 1000))), ("models", counts(step.models)),
      ("policies", counts(step.policies)), ("errors", .integer(step.errors)),
    ])
  }

  private var cost: JSONValue {
    // The router that most requests were decided by names the model that it is compared with.
    let router = requestsByRouter.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    let best = router.flatMap { routers[$0] }.map { $0.models[$0.best] }
    return .object([
      ("usd", .figure(sums.costs > 0 ? sums.cost : nil)), ("known", .integer(sums.costs)),
      ("unknown", .integer(sums.requests - sums.costs)),
      ("forecast_usd", .figure(sums.forecasts > 0 ? sums.forecast : nil)),
      ("best_model", best.map(JSONValue.string) ?? .null),
      ("best_forecast_usd", .figure(sums.forecasts > 0 ? sums.best : nil)), ("forecasts", .integer(sums.forecasts)),
    ])
  }

  private func quantiles(_ values: [Double]) -> JSONValue {
    .object([("p50", .figure(Quantile.nearest(0.5, values))), ("p99", .figure(Quantile.nearest(0.99, values)))])
  }

  private var routerRows: [JSONValue] {
    requestsByRouter.sorted { $0.key < $1.key }.map { number, requests in
      .object([
        ("digest", .string(String((routers[number]?.digest ?? "–").prefix(12)))),
        ("first_used", routers.firstUsed[number].map { .string(UTCTime.text(milliseconds: $0)) } ?? .null),
        ("requests", .integer(requests)),
      ])
    }
  }
}

enum Quantile {
  /// The smallest value that at least `share` of the sorted values do not exceed; nil where there is none.
  static func nearest(_ share: Double, _ sorted: [Double]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let rank = (share * Double(sorted.count)).rounded(.up)
    return sorted[min(sorted.count, max(1, Int(rank))) - 1]
  }
}
