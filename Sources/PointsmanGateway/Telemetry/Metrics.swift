internal import Pointsman
package import PointsmanDecisionLog

/// The gateway's figures for Prometheus and OpenTelemetry. All labels come from the configuration.
///
/// Every update is one or two atomic instructions and the look-up of its labels, from any thread. The names keep to base
/// units: seconds, USD, tokens.
package struct Metrics: Sendable {
  package let requests: MetricFamily<Counter>
  package let decisions: MetricFamily<Counter>
  package let decisionDuration: MetricFamily<Histogram>
  package let overheadDuration: MetricFamily<Histogram>
  package let upstreamDuration: MetricFamily<Histogram>
  package let firstByte: MetricFamily<Histogram>
  package let attempts: MetricFamily<Counter>
  package let fallbacks: MetricFamily<Counter>
  package let tokens: MetricFamily<Counter>
  package let cost: MetricFamily<Sum>
  package let inFlight: MetricFamily<Gauge>
  package let breakerOpen: MetricFamily<Gauge>
  package let feedback: MetricFamily<Counter>
  package let feedbackScores: MetricFamily<Sum>
  package let logDropped: MetricFamily<Counter>
  package let logRows: MetricFamily<Gauge>
  package let reloads: MetricFamily<Counter>

  /// The label values that the configuration allows.
  package struct Labels: Sendable {
    package var policies: [String]
    package var models: [String]
    package var upstreams: [String]
    /// The names of feedback that are told apart; others count as "unknown".
    package var feedbackNames: [String]

    package init(policies: [String], models: [String], upstreams: [String], feedbackNames: [String] = ["score"]) {
      (self.policies, self.models, self.upstreams, self.feedbackNames) = (policies, models, upstreams, feedbackNames)
    }
  }

  /// The endpoints that a request may come by.
  private static let endpoints = ["chat", "responses", "messages", "route", "decisions", "systemone", "sidecar"]
  /// The statuses that the gateway or an upstream answers with; others count as "unknown".
  private static let statuses = [
    200, 201, 204, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 499, 500, 502, 503, 504, 529,
  ].map(String.init)
  /// 5 µs to 5 ms: a decision of a long prompt takes some 200 µs.
  private static let microseconds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000].map { $0 / 1e6 }
  /// 5 ms to 10 minutes: reasoning models think for minutes.
  private static let seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]

  package init(_ labels: Labels) {
    let policy = ("policy", labels.policies)
    let model = ("model", labels.models)
    let upstream = ("upstream", labels.upstreams)
    requests = MetricFamily(
      "pointsman_requests_total", "Requests answered, by the status that the client got.",
      labels: [("protocol", Self.endpoints), policy, model, ("code", Self.statuses)], make: Counter.init)
    decisions = MetricFamily(
      "pointsman_decisions_total", "Decisions, by the chosen model and the rule that decided.",
      labels: [policy, model, ("rule", Decision.Rule.allCases.map(\.rawValue) + ["explored"])], make: Counter.init)
    decisionDuration = MetricFamily("pointsman_decision_duration_seconds", "Time that decisions took.") {
      Histogram(bounds: Self.microseconds)
    }
    overheadDuration = MetricFamily(
      "pointsman_overhead_duration_seconds", "Time that the gateway took itself: all but waiting for the upstream."
    ) { Histogram(bounds: Self.microseconds + [0.01, 0.025, 0.05, 0.1]) }
    upstreamDuration = MetricFamily(
      "pointsman_upstream_duration_seconds", "Time of attempts, to the first byte where it was passed on.",
      labels: [upstream, model]
    ) { Histogram(bounds: Self.seconds) }
    firstByte = MetricFamily(
      "pointsman_time_to_first_byte_seconds", "Time from the request to the first byte of the answer.",
      labels: [upstream, model]
    ) { Histogram(bounds: Self.seconds) }
    attempts = MetricFamily(
      "pointsman_upstream_attempts_total", "Requests sent to upstreams, by outcome.",
      labels: [upstream, ("outcome", AttemptOutcome.allCases.map(\.rawValue))], make: Counter.init)
    fallbacks = MetricFamily(
      "pointsman_fallbacks_total", "Requests that another model than the chosen one answered.",
      labels: [("from", labels.models), ("to", labels.models), ("reason", AttemptOutcome.allCases.map(\.rawValue))],
      make: Counter.init)
    tokens = MetricFamily(
      "pointsman_tokens_total", "Tokens as the providers counted them.",
      labels: [model, ("kind", ["input", "cached", "output", "reasoning"])], make: Counter.init)
    cost = MetricFamily(
      "pointsman_cost_usd_total", "USD, where tokens and prices are known.", labels: [model], make: Sum.init)
    inFlight = MetricFamily("pointsman_in_flight", "Requests that are being answered.", make: Gauge.init)
    breakerOpen = MetricFamily(
      "pointsman_breaker_open", "1 while an upstream is left alone after failures.", labels: [upstream],
      make: Gauge.init)
    feedback = MetricFamily(
      "pointsman_feedback_total", "Feedback received.", labels: [("name", labels.feedbackNames), model],
      make: Counter.init)
    feedbackScores = MetricFamily(
      "pointsman_feedback_score_total", "Sum of the scores received.", labels: [("name", labels.feedbackNames), model],
      make: Sum.init)
    logDropped = MetricFamily("pointsman_log_dropped_total", "Rows that the log could not keep.", make: Counter.init)
    logRows = MetricFamily("pointsman_log_queue_rows", "Rows that wait to be written.", make: Gauge.init)
    reloads = MetricFamily(
      "pointsman_config_reloads_total", "Reloads of router and configuration.",
      labels: [("result", ["success", "failure"])],
      make: Counter.init)
  }

  /// Counts a request and all that came of it.
  package func record(_ record: DecisionRecord) {
    let models = record.router.models
    func name(_ m: Int?) -> String? { m.flatMap { models.indices.contains($0) ? models[$0] : nil } }
    let (chosen, explored) = (name(record.chosen), record.chosen != record.preferred)
    decisions(record.policy, chosen, explored ? "explored" : record.rule.rawValue).add()
    decisionDuration().observe(record.decisionTime * 1e-6)
    guard let answer = record.answer else {
      return requests(record.endpoint, record.policy, chosen, "200").add()
    }
    let served = name(answer.model)
    requests(record.endpoint, record.policy, served ?? chosen, String(answer.status)).add()
    overheadDuration().observe(answer.overhead * 1e-6)
    for attempt in answer.attempts {
      attempts(attempt.upstream, AttemptOutcome(attempt).rawValue).add()
      upstreamDuration(attempt.upstream, name(attempt.model)).observe(attempt.duration)
    }
    if let first = answer.firstByte, let last = answer.attempts.last {
      firstByte(last.upstream, served).observe(first)
    }
    if let model = answer.model, model != record.chosen, let first = answer.attempts.first {
      fallbacks(chosen, served, AttemptOutcome(first).rawValue).add()
    }
    for (kind, count) in [
      ("input", answer.tokens.input), ("cached", answer.tokens.cached), ("output", answer.tokens.output),
      ("reasoning", answer.tokens.reasoning),
    ] {
      if let count, count > 0 { tokens(served, kind).add(UInt64(count)) }
    }
    if let paid = answer.cost { cost(served).add(paid) }
  }

  /// Counts feedback on an answer of `model`.
  package func record(feedback name: String, model: String?, score: Double) {
    feedback(name, model).add()
    feedbackScores(name, model).add(score)
  }

  /// All metrics at this moment.
  ///
  /// - Parameters:
  ///   - digest: the router's.
  ///   - models: how many it has.
  ///   - process: the process's own figures; those that are nil are left out.
  package func snapshot(digest: String, models: Int, process: ProcessFigures = .init()) -> [MetricSnapshot] {
    [
      MetricSnapshot(requests), MetricSnapshot(decisions), MetricSnapshot(decisionDuration),
      MetricSnapshot(overheadDuration), MetricSnapshot(upstreamDuration), MetricSnapshot(firstByte),
      MetricSnapshot(attempts), MetricSnapshot(fallbacks), MetricSnapshot(tokens), MetricSnapshot(cost),
      MetricSnapshot(inFlight), MetricSnapshot(breakerOpen), MetricSnapshot(feedback), MetricSnapshot(feedbackScores),
      MetricSnapshot(logDropped), MetricSnapshot(logRows), MetricSnapshot(reloads),
      MetricSnapshot(
        name: "pointsman_router_info", help: "The router in use.", kind: .gauge,
        samples: [
          .init(labels: [.init("digest", String(digest.prefix(12))), .init("models", String(models))], .number(1))
        ]),
    ] + process.snapshots
  }
}

/// How one request to an upstream ended, as far as a label may say.
package enum AttemptOutcome: String, Sendable, CaseIterable {
  case success, connect, timeout
  case cutOff = "cut_off"
  case clientClosed = "client_closed"
  case rateLimited = "rate_limited"
  case refused
  case serverError = "server_error"
  case other

  package init(_ attempt: DecisionRecord.Attempt) {
    switch (attempt.failure, attempt.status) {
    case ("client closed"?, _): self = .clientClosed
    case ("connect"?, _): self = .connect
    case ("cut off"?, _): self = .cutOff
    case (let failure?, _) where failure.hasPrefix("time-out"): self = .timeout
    case (_, 429?): self = .rateLimited
    case (_, let status?) where (500...599).contains(status): self = .serverError
    case (_, let status?) where (400...499).contains(status): self = .refused
    case (nil, let status?) where (200...299).contains(status): self = .success
    default: self = .other
    }
  }
}

/// Figures of the process under the names that Prometheus's clients share; nil where they are not known.
package struct ProcessFigures: Sendable {
  package var residentBytes: Int?
  package var cpuSeconds: Double?
  package var openFiles: Int?
  /// Seconds since 1970.
  package var startTime: Double?

  package init() {}

  fileprivate var snapshots: [MetricSnapshot] {
    let figures: [(String, String, MetricSnapshot.Kind, Double?)] = [
      ("process_resident_memory_bytes", "Resident memory.", .gauge, residentBytes.map(Double.init)),
      ("process_cpu_seconds_total", "Time of processors, of user and system.", .counter, cpuSeconds),
      ("process_open_fds", "Open file descriptors.", .gauge, openFiles.map(Double.init)),
      ("process_start_time_seconds", "Start, since 1970.", .gauge, startTime),
    ]
    return figures.compactMap { name, help, kind, value in
      value.map { MetricSnapshot(name: name, help: help, kind: kind, samples: [.init(.number($0))]) }
    }
  }
}
