#if Gateway
  import AsyncHTTPClient
  import Foundation
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import PointsmanEndpoints
  import PointsmanGateway

  /// One request to one upstream. All on the event loop of the client's connection, so that nothing is handed between
  /// threads.
  final class UpstreamAttempt {
    private let exchange: Exchange
    private let target: UpstreamTarget
    private let loop: any EventLoop
    private let arrival: NIODeadline
    private var task: HTTPClient.Task<Void>?
    private var timer: Scheduled<Void>?
    private var isOver = false
    private var whenLetGo: (() -> Void)?
    private var letGoBytes = 0
    /// The body of an answer with an error, as far as it has come; nil where the answer is passed on as it comes.
    private var errorBody: [UInt8]?
    private var filter: UsageFilter?
    private var lastPart: NIODeadline

    private(set) var sent: NIODeadline
    private(set) var hasHead = false
    private(set) var status = 0
    private(set) var isStream = false
    private(set) var tap: ReplyTap?
    private(set) var firstByte: NIODeadline?
    /// Time that the gateway itself took up to the head of the answer.
    private(set) var overhead = TimeAmount.nanoseconds(0)

    init(_ exchange: Exchange, _ target: UpstreamTarget, on loop: any EventLoop, arrival: NIODeadline) {
      (self.exchange, self.target, self.loop, self.arrival) = (exchange, target, loop, arrival)
      sent = .now()
      lastPart = sent
    }

    func send(_ request: GatewayRequest, _ headers: [HeaderRules.Header], decision: String) {
      var upstream = target.template
      upstream.headers = HTTPHeaders(
        HeaderRules.toUpstream(headers, request.api, key: target.key, decision: decision, version: Gateway.version)
          .map { ($0.name, $0.value) })
      let countsTokens = request.leavesUsageOpen
      let body = request.body(for: target.endpoint.model, countsTokens: countsTokens)
      if countsTokens { filter = UsageFilter() }
      upstream.body = .byteBuffer(ByteBuffer(bytes: body))
      sent = .now()
      lastPart = sent
      overhead = sent - arrival
      task = target.client.execute(request: upstream, delegate: Reports(self, on: loop), eventLoop: .delegate(on: loop))
      watch(at: min(sent + target.timeouts.firstByte, sent + target.timeouts.total))
    }

    func cancel() {
      isOver = true
      task?.cancel()
    }

    /// Ends the watch.
    func stop() {
      isOver = true
      timer?.cancel()
    }

    /// Passes over the rest of an answer that is not passed on, so that the connection can be used again. One that is long, or
    /// does not end soon, is cut off instead.
    func letGo(then next: @escaping () -> Void) {
      whenLetGo = next
      loop.assumeIsolated().scheduleTask(in: Self.patience) { [self] in cutOff() }
    }

    private static let (patience, mostLetGo) = (TimeAmount.milliseconds(250), 64 << 10)

    private func cutOff() {
      guard !isOver, let next = whenLetGo else { return }
      stop()
      task?.cancel()
      next()
    }

    private func watch(at time: NIODeadline) {
      timer = loop.assumeIsolated().scheduleTask(deadline: time) { [self] in
        guard !isOver else { return }
        let now = NIODeadline.now()
        let total = sent + target.timeouts.total
        // A client that is slow to take the answer holds back the upstream, too.
        if !exchange.isClientReady { lastPart = now }
        let next = hasHead ? lastPart + target.timeouts.idle : sent + target.timeouts.firstByte
        guard now >= min(next, total) else { return watch(at: min(next, total)) }
        fail(now >= total ? .timeout(.total) : hasHead ? .timeout(.idle) : .timeout(.firstByte))
        task?.cancel()
      }
    }

    private static let longestError = 64 << 10

    /// Hands over the body of an error. Providers repeat the key that they refuse: it is taken out.
    private func endError(isWhole: Bool) {
      stop()
      if !isWhole { task?.cancel() }
      var text = String(decoding: errorBody ?? [], as: UTF8.self)
      if let key = target.key { text = text.replacing(key, with: "[key]") }
      exchange.passError(Array(text.utf8), isWhole: isWhole, from: self)
    }

    private func fail(_ failure: UpstreamFailure) {
      guard !isOver else { return }
      if errorBody != nil { return endError(isWhole: false) }
      stop()
      if let next = whenLetGo { next() } else { exchange.failed(self, failure) }
    }

    // Reports of the HTTP client.

    fileprivate func received(_ head: HTTPResponseHead) {
      lastPart = .now()
      guard !isOver else { return }
      (hasHead, status) = (true, Int(head.status.code))
      isStream = head.headers.first(name: "content-type")?.hasPrefix("text/event-stream") ?? false
      let encoding = head.headers.first(name: "content-encoding")?.lowercased() ?? "identity"
      // What is compressed although it was not asked for goes on unread.
      tap = encoding == "identity" ? ReplyTap(exchange.request.api, isStream: isStream) : nil
      if !isStream || tap == nil { filter = nil }
      if status >= 400, !isStream { errorBody = [] }
      if !exchange.received(head, from: self) { (hasHead, errorBody) = (false, nil) }
    }

    /// The future ends when the next part may come; nil for at once.
    fileprivate func received(_ buffer: ByteBuffer) -> EventLoopFuture<Void>? {
      lastPart = .now()
      guard !isOver else { return nil }
      guard whenLetGo == nil else {
        letGoBytes += buffer.readableBytes
        if letGoBytes > Self.mostLetGo { cutOff() }
        return nil
      }
      firstByte = firstByte ?? lastPart
      if errorBody != nil {
        errorBody! += buffer.readableBytesView
        if errorBody!.count > Self.longestError { endError(isWhole: false) }
        return nil
      }
      tap?.append(buffer.readableBytesView)
      var buffer = buffer
      if var filter {
        buffer = ByteBuffer(bytes: filter.pass(Array(buffer.readableBytesView), mayEnd: tap?.mayEnd ?? false))
        self.filter = filter
      }
      return exchange.pass(buffer, on: loop)
    }

    fileprivate func receivedEnd() {
      guard !isOver else { return }
      stop()
      if let next = whenLetGo { return next() }
      if errorBody != nil { return endError(isWhole: true) }
      if var filter {
        let rest = filter.finish()
        if !rest.isEmpty { _ = exchange.pass(ByteBuffer(bytes: rest), on: loop) }
      }
      tap?.end()
      exchange.completed(self)
    }

    fileprivate func received(_ error: any Error) { fail(UpstreamFailure(error)) }
  }

  /// Hands what the HTTP client reports to an attempt, on its event loop.
  private final class Reports: HTTPClientResponseDelegate {
    typealias Response = Void

    private let attempt: NIOLoopBound<UpstreamAttempt>
    private let ready: EventLoopFuture<Void>

    init(_ attempt: UpstreamAttempt, on loop: any EventLoop) {
      self.attempt = NIOLoopBound(attempt, eventLoop: loop)
      ready = loop.makeSucceededVoidFuture()
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
      attempt.value.received(head)
      return ready
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
      attempt.value.received(buffer) ?? ready
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws { attempt.value.receivedEnd() }

    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) { attempt.value.received(error) }
  }

  /// Why an upstream gave no answer, or not all of it.
  enum UpstreamFailure: Equatable {
    case connect
    case certificate
    case closed
    case timeout(Phase)
    /// This server ends.
    case ending
    case other(String)

    enum Phase: String {
      case connect, idle, total
      case firstByte = "first byte"
    }

    init(_ error: any Error) {
      switch error {
      case let error as HTTPClientError where error == .connectTimeout: self = .timeout(.connect)
      case let error as HTTPClientError where error == .remoteConnectionClosed: self = .closed
      case is NIOConnectionError: self = .connect
      case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: self = .closed
      case is IOError: self = .connect
      // The end of a connection within a chunk, which the parser reports.
      case is HTTPParserError: self = .closed
      default:
        let type = String(describing: type(of: error))
        self = type.contains("SSL") ? .certificate : .other(type)
      }
    }

    var name: String {
      switch self {
      case .connect: "connect"
      case .certificate: "certificate"
      case .closed: "closed"
      case .timeout(let phase): "time-out: \(phase.rawValue)"
      case .ending: "gateway ended"
      case .other(let type): type
      }
    }

    /// True if another try may do better.
    var mayPass: Bool { self != .certificate && self != .ending }

    /// - Parameter hasBegun: true where a part of the answer went to the client.
    func error(of upstream: String, hasBegun: Bool) -> GatewayError {
      switch self {
      case .connect: GatewayError(.badUpstream, "upstream \"\(upstream)\" cannot be reached")
      case .certificate:
        GatewayError(.badUpstream, "upstream \"\(upstream)\" shows a certificate that does not hold; see ca_file")
      case .closed:
        GatewayError(
          .badUpstream,
          "upstream \"\(upstream)\" closed the connection \(hasBegun ? "before the end of its answer" : "without an answer")"
        )
      case .ending: GatewayError(.overloaded, "the gateway ends; ask again")
      case .timeout(let phase):
        GatewayError(.upstreamTimeout, "upstream \"\(upstream)\" did not answer in time (\(phase.rawValue))")
      case .other(let type): GatewayError(.badUpstream, "upstream \"\(upstream)\" gave no answer (\(type))")
      }
    }
  }
#endif
