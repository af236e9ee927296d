#if Gateway
  import NIOCore
  import NIOHTTP1
  import PointsmanGateway

  /// A request as it came in, whole.
  struct IncomingRequest {
    let head: HTTPRequestHead
    let body: ByteBuffer
    /// When its head had come.
    let arrival: NIODeadline

    /// The path, without the query.
    var path: Substring { head.uri.prefix { $0 != "?" } }
    var query: Substring { head.uri.dropFirst(path.count).dropFirst() }
    /// The body.
    var bytes: [UInt8] { Array(body.readableBytesView) }
  }

  /// A connection of a client: gathers requests within the limits, and hands answers back. All on one event loop.
  final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let gateway: Gateway
    /// True for a connection that is told metrics and nothing else.
    let servesMetrics: Bool
    private var context: ChannelHandlerContext?
    /// The request that is coming in.
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()
    private var arrival = NIODeadline.now()
    /// True once the request was refused before all of it had come, so that the rest is passed over.
    private var isRefused = false
    private var keepsAlive = true
    /// False once a request said that none follows: what comes after it is not read.
    private var takesRequests = true
    private var version = HTTPVersion.http1_1
    private var hasBegunAnswer = false
    private var isFlushing = false
    /// The answer under way, where it comes from an upstream.
    private var exchange: Exchange?
    private var timer: Scheduled<Void>?
    private var lastProgress = NIODeadline.now()

    init(_ gateway: Gateway, servesMetrics: Bool = false) {
      (self.gateway, self.servesMetrics) = (gateway, servesMetrics)
    }

    func channelActive(context: ChannelHandlerContext) {
      self.context = context
      lastProgress = .now()
      gateway.connections.add(context.channel)
      watch(context.eventLoop)
    }

    func channelInactive(context: ChannelHandlerContext) {
      timer?.cancel()
      exchange?.clientClosed()
      (exchange, self.context) = (nil, nil)
      gateway.connections.remove(context.channel)
      context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): begin(head)
      case .body(let part):
        guard !isRefused else { return }
        guard body.readableBytes + part.readableBytes <= gateway.limits.body else { return refuseTooLarge() }
        if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
      case .end:
        guard !isRefused, let head else { return }
        let request = IncomingRequest(head: head, body: body, arrival: arrival)
        (self.head, body) = (nil, ByteBuffer())
        gateway.handle(request, on: self)
      }
    }

    private func begin(_ head: HTTPRequestHead) {
      guard takesRequests else {
        isRefused = true
        return
      }
      (self.head, arrival, isRefused, hasBegunAnswer) = (head, .now(), false, false)
      body.clear()
      lastProgress = arrival
      version = head.version == .http1_0 ? .http1_0 : .http1_1
      // No protocol follows on the connection: a parser that was told of one reads nothing more.
      let leavesHTTP = head.method == .CONNECT || head.headers.contains(name: "upgrade")
      keepsAlive = head.isKeepAlive && !gateway.isDraining && !leavesHTTP
      takesRequests = keepsAlive
      if let fault = Self.fault(of: head) { return refuse(GatewayError(.invalidRequest, fault)) }
      let bytes = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
      guard bytes <= gateway.limits.headers, head.headers.count <= Self.mostHeaders else {
        return refuse(
          GatewayError(
            .tooLarge, "the headers are longer than \(gateway.limits.headers) bytes, or more than \(Self.mostHeaders)"))
      }
      if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > gateway.limits.body {
        return refuseTooLarge()
      }
      if head.headers.contains(name: "expect"), let context {
        context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
      }
    }

    private static let mostHeaders = 200

    /// What in a head a server before or behind this one may read in another way; nil where there is nothing.
    private static func fault(of head: HTTPRequestHead) -> String? {
      if head.headers["host"].count > 1 || head.version == .http1_1 && !head.headers.contains(name: "host") {
        return "the request must have one Host header"
      }
      let codings = head.headers["transfer-encoding"]
      if !codings.isEmpty, codings != ["chunked"] || head.version == .http1_0 {
        return "the transfer encoding of the body is not \"chunked\" alone, or not of HTTP/1.1"
      }
      return nil
    }

    private func refuseTooLarge() {
      refuse(.init(.tooLarge, "the body is longer than \(gateway.limits.body) bytes; send a shorter one"))
    }

    /// Refuses a request that has not come in whole: the connection cannot be used again.
    private func refuse(_ error: GatewayError) {
      (isRefused, keepsAlive) = (true, false)
      gateway.refuse(error, path: head.map { String($0.uri.prefix { $0 != "?" }) } ?? "", on: self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      guard error is HTTPParserError, takesRequests, exchange == nil, !isAnswering else {
        return context.close(promise: nil)
      }
      takesRequests = false
      hasBegunAnswer = false
      refuse(GatewayError(.invalidRequest, "the request is no HTTP that can be read"))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
      if context.channel.isWritable { exchange?.clientIsReady() }
      context.fireChannelWritabilityChanged()
    }

    /// Closes a connection on which a request does not come on, or nothing happens.
    private func watch(_ loop: any EventLoop) {
      let interval = TimeAmount.seconds(min(5, gateway.limits.requestTime))
      timer = loop.assumeIsolated().scheduleTask(in: interval) { [weak self] in
        guard let self, let context = self.context else { return }
        let waits = self.head != nil ? self.gateway.limits.requestTime : 75
        if self.exchange == nil, !self.isAnswering, NIODeadline.now() - self.lastProgress > .seconds(waits) {
          return context.close(promise: nil)
        }
        self.watch(loop)
      }
    }

    /// True while an answer is being made that is no exchange.
    private var isAnswering = false
  }

  extension ClientConnection {
    var eventLoop: any EventLoop { context!.eventLoop }
    var isOpen: Bool { context != nil }
    /// True if more of an answer can be written without filling the memory.
    var isReady: Bool { context?.channel.isWritable ?? true }

    /// Ties the connection to an exchange, which hears when the client leaves.
    func attach(_ exchange: Exchange) { self.exchange = exchange }

    /// Marks an answer that is made elsewhere, so that the connection is not taken for idle.
    func waitForAnswer() { isAnswering = true }

    /// Writes the head of the answer.
    ///
    /// - Parameter length: Bytes of its body; nil where they are not known, so that it is sent in chunks.
    func begin(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, length: Int?) {
      guard let context, !hasBegunAnswer else { return }
      hasBegunAnswer = true
      var headers = headers
      if let length { headers.replaceOrAdd(name: "content-length", value: String(length)) }
      // Clients of HTTP/1.0 do not know chunks: the end of the connection ends the answer.
      if length == nil, version == .http1_0 { keepsAlive = false }
      if !keepsAlive { headers.replaceOrAdd(name: "connection", value: "close") }
      context.write(
        wrapOutboundOut(.head(HTTPResponseHead(version: version, status: status, headers: headers))), promise: nil)
    }

    /// Writes a part of the body. Parts of one turn of the event loop go out together.
    func write(_ bytes: ByteBuffer) {
      guard let context, bytes.readableBytes > 0 else { return }
      context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
      flushSoon(context)
    }

    private func flushSoon(_ context: ChannelHandlerContext) {
      guard !isFlushing else { return }
      isFlushing = true
      context.eventLoop.assumeIsolated().execute { [weak self] in
        guard let self else { return }
        self.isFlushing = false
        self.context?.flush()
      }
    }

    /// Ends the answer.
    ///
    /// - Parameter isWhole: false closes the connection, so that the client sees that something is missing.
    func end(isWhole: Bool = true) {
      (exchange, isAnswering, lastProgress) = (nil, false, .now())
      guard let context else { return }
      guard isWhole else {
        context.flush()
        return context.close(promise: nil)
      }
      guard keepsAlive, !gateway.isDraining else {
        let done = context.eventLoop.makePromise(of: Void.self)
        done.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.context?.close(promise: nil) }
        return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Closes the connection once the answer under way has ended, at once where there is none.
    func drain() {
      keepsAlive = false
      if exchange == nil, !isAnswering, head == nil { context?.close(promise: nil) }
    }
  }
#endif
