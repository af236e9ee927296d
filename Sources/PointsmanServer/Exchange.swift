#if Gateway
  import AsyncHTTPClient
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway

  /// One request that is passed to an upstream, and its answer: tries one target after the other until the first byte of an
  /// answer goes to the client. All on one event loop.
  final class Exchange {
    let gateway: Gateway
    let request: GatewayRequest
    /// Names and values of the client's headers.
    private let headers: [HeaderRules.Header]
    /// The gateway's own span, where it makes one: the upstream's is part of it.
    private let trace: TraceContext?
    /// The targets in the order in which they are tried, with the index of each one's model in the router, if it has one.
    private let targets: [(target: UpstreamTarget, model: Int?)]
    let routing: Routing?
    private let connection: ClientConnection
    private let arrival: NIODeadline
    private let finish: (Exchange, Result) -> Void

    private var attempt: UpstreamAttempt?
    private(set) var attempts: [DecisionRecord.Attempt] = []
    private var position = 0
    /// The same for all attempts, so that a provider that knows it does the work once.
    private let name: String
    private var hasRepeated = false
    /// The head of an answer with an error, whose body is not whole yet.
    private var failedAnswer: (HTTPResponseStatus, HTTPHeaders)?
    private var isOver = false
    private var drained: EventLoopPromise<Void>?

    /// The outcome of an exchange.
    struct Result {
      /// The position in `targets` of the one that answered; nil where none did.
      var answered: (target: UpstreamTarget, model: Int?)?
      var status: Int
      var failure: String?
      var tap: ReplyTap?
      var firstByte: TimeAmount?
      var total: TimeAmount
      /// Time that the gateway itself took up to the first byte.
      var overhead: TimeAmount
    }

    init(
      _ gateway: Gateway, _ request: GatewayRequest, headers: HTTPHeaders, trace: TraceContext?,
      to targets: [(target: UpstreamTarget, model: Int?)], routing: Routing?, on connection: ClientConnection,
      arrival: NIODeadline, finish: @escaping (Exchange, Result) -> Void
    ) {
      (self.gateway, self.request, self.targets, self.routing) = (gateway, request, targets, routing)
      (self.connection, self.arrival, self.finish) = (connection, arrival, finish)
      self.trace = trace
      name = (routing?.id ?? .new()).description
      self.headers =
        headers.map { ($0.name, $0.value) }.filter { trace == nil || $0.0.lowercased() != "traceparent" }
        + (trace.map { [("traceparent", $0.traceparent)] } ?? [])
    }

    func start() {
      connection.attach(self)
      gateway.retries.countRequest()
      send()
    }

    private func send() {
      let (target, _) = targets[position]
      gateway.decider.health.begin(target.endpoint.upstream.name, now: Clock.now)
      let attempt = UpstreamAttempt(self, target, on: connection.eventLoop, arrival: arrival)
      self.attempt = attempt
      attempt.send(request, headers, decision: name)
    }

    /// The client has left.
    func clientClosed() {
      guard !isOver else { return }
      attempt?.cancel()
      record(failure: "client closed", status: nil)
      end(status: 499, failure: "client closed", isPassed: attempt?.hasHead ?? false)
    }

    var isClientReady: Bool { connection.isReady }

    /// The server ends before the answer does.
    func cutOff() {
      guard !isOver, let attempt else { return }
      attempt.cancel()
      failed(attempt, .ending)
    }

    /// The client takes more.
    func clientIsReady() {
      drained?.succeed(())
      drained = nil
    }
  }

  // What an attempt reports.
  extension Exchange {
    /// The upstream answers. Returns true if its answer is passed on, false if it is let go for another attempt.
    func received(_ head: HTTPResponseHead, from attempt: UpstreamAttempt) -> Bool {
      let (target, model) = targets[position]
      let status = Int(head.status.code)
      let health = gateway.decider.health
      if status >= 500 {
        health.failed(target.endpoint.upstream.name, now: Clock.now)
      } else {
        health.succeeded(target.endpoint.upstream.name)
      }
      record(failure: nil, status: status)
      if RetryRules.passing.contains(status) {
        let wait = RetryRules.wait(
          milliseconds: head.headers.first(name: "retry-after-ms"), retryAfter: head.headers.first(name: "retry-after"))
        if status == 429, let wait { health.rest(target.endpoint.name, seconds: wait, now: Clock.now) }
        if let next = nextPosition(after: wait) {
          attempt.letGo { [self] in go(to: next, after: wait) }
          return false
        }
      }
      let isFallback = routing.map { model != $0.chosen } ?? false
      var answer = HTTPHeaders(
        HeaderRules.toClient(head.headers.map { ($0.name, $0.value) }, isFallback: isFallback).map {
          ($0.name, $0.value)
        })
      gateway.describe(routing, target.endpoint.name, attempts: attempts.count, overhead: attempt.overhead, in: &answer)
      let isEvents = head.headers.first(name: "content-type")?.hasPrefix("text/event-stream") ?? false
      if isEvents {
        answer.add(name: "cache-control", value: "no-cache")
        answer.add(name: "x-accel-buffering", value: "no")
      }
      if status >= 400, !isEvents {
        // Its body is passed on when it is whole, without the upstream's key.
        failedAnswer = (head.status, answer)
        return true
      }
      let length = isEvents ? nil : head.headers.first(name: "content-length").flatMap { Int($0) }
      connection.begin(head.status, answer, length: length)
      return true
    }

    /// Passes on the body of an answer that is an error.
    func passError(_ body: [UInt8], isWhole: Bool, from attempt: UpstreamAttempt) {
      guard let (status, headers) = failedAnswer else { return }
      connection.begin(status, headers, length: body.count)
      connection.write(ByteBuffer(bytes: body))
      connection.end(isWhole: isWhole)
      end(status: attempt.status, failure: nil, isPassed: true)
    }

    /// A part of the answer. The future ends when the client takes more.
    func pass(_ bytes: ByteBuffer, on loop: any EventLoop) -> EventLoopFuture<Void>? {
      connection.write(bytes)
      guard !connection.isReady else { return nil }
      if drained == nil { drained = loop.makePromise() }
      return drained!.futureResult
    }

    func completed(_ attempt: UpstreamAttempt) {
      connection.end()
      end(status: attempt.status, failure: nil, isPassed: true)
    }

    /// The attempt failed: no answer came, or it broke off.
    func failed(_ attempt: UpstreamAttempt, _ failure: UpstreamFailure) {
      guard !isOver else { return }
      let (target, _) = targets[position]
      if failure != .ending { gateway.decider.health.failed(target.endpoint.upstream.name, now: Clock.now) }
      guard attempt.hasHead else {
        // A connection that was kept open may close in the moment of its use: then no work has begun.
        if failure == .closed, !hasRepeated, NIODeadline.now() - attempt.sent < Self.moment {
          hasRepeated = true
          return send()
        }
        record(failure: failure.name, status: nil)
        if failure.mayPass, let next = nextPosition(after: nil) { return go(to: next, after: nil) }
        let error = failure.error(of: target.endpoint.upstream.name, hasBegun: false)
        let shape = GatewayError.Shape(request.api)
        gateway.refuse(error, in: shape, on: connection) {
          self.gateway.describe(
            self.routing, target.endpoint.name, attempts: self.attempts.count, overhead: nil, in: &$0)
        }
        return end(status: error.status(for: shape), failure: failure.name, isPassed: false)
      }
      if attempt.isStream {
        connection.write(
          ByteBuffer(
            bytes: Gateway.brokenStream(failure, of: target.endpoint.upstream.name, as: request.api)))
      }
      connection.end(isWhole: false)
      end(status: attempt.status, failure: failure.name, isPassed: true)
    }

    private static let moment = TimeAmount.milliseconds(20)
    /// Seconds that a client is kept waiting for another try at one upstream.
    private static let longestWait = 10.0

    /// Where the next attempt goes: to the next target, or back to the first where the budget of retries allows it and the
    /// provider does not ask for a longer rest than a client waits. nil ends the attempts.
    private func nextPosition(after wait: Double?) -> Int? {
      guard attempts.count < gateway.fallbackAttempts else { return nil }
      if position + 1 < targets.count { return position + 1 }
      guard wait ?? 0 <= Self.longestWait, gateway.retries.takeRetry() else { return nil }
      return 0
    }

    private func go(to next: Int, after wait: Double?) {
      guard !isOver else { return }
      let isRepeat = next <= position
      position = next
      guard isRepeat else { return send() }
      let backoff = RetryRules.backoff(attempt: attempts.count, random: Double.random(in: 0..<1))
      let delay = TimeAmount.seconds(wait ?? min(backoff, Self.longestWait))
      connection.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in if !isOver { send() } }
    }

    private func record(failure: String?, status: Int?) {
      guard let attempt else { return }
      let (target, model) = targets[position]
      attempts.append(
        DecisionRecord.Attempt(
          model: model ?? -1, upstream: target.endpoint.upstream.name, start: (attempt.sent - arrival).seconds,
          duration: (NIODeadline.now() - attempt.sent).seconds, status: status, failure: failure))
    }

    private func end(status: Int, failure: String?, isPassed: Bool) {
      isOver = true
      let attempt = attempt
      self.attempt = nil
      drained?.succeed(())
      drained = nil
      attempt?.stop()
      finish(
        self,
        Result(
          answered: isPassed ? targets[position] : nil, status: status, failure: failure, tap: attempt?.tap,
          firstByte: attempt?.firstByte.map { $0 - arrival }, total: NIODeadline.now() - arrival,
          overhead: attempt?.overhead ?? .nanoseconds(0)))
    }
  }

  extension TimeAmount {
    var seconds: Double { Double(nanoseconds) / 1e9 }
  }
#endif
