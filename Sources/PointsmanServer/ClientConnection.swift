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
    let admission: Admission

    /// The files that were served when it came.
    var service: Gateway.Service { admission.service }
    /// The client's key; nil where none is configured.
    var key: ClientKey? { admission.key }
    /// The path, without the query.
    var path: Substring { head.uri.prefix { $0 != "?" } }
    var query: Substring { head.uri.dropFirst(path.count).dropFirst() }
    /// The body.
    var bytes: [UInt8] { Array(body.readableBytesView) }
  }

  /// Who sends a request, and what was served when it came.
  struct Admission {
    let service: Gateway.Service
    let key: ClientKey?
  }

  /// A connection of a client: gathers requests within the limits, and hands answers back. All on one event loop.
  final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    let eventLoop: any EventLoop
    private let gateway: Gateway
    private let bytes: FirstByte
    /// True for a connection that gets metrics and nothing else.
    let servesMetrics: Bool
    private var context: ChannelHandlerContext?
    /// The request that is coming in.
    private var head: HTTPRequestHead?
    private var admission: Admission?
    private var body = ByteBuffer()
    private var arrival = NIODeadline.now()
    /// True once the request was refused before all of it had come, so that the rest is passed over.
    private var isRefused = false
    /// The answer to a refused request that is not whole yet.
    private var refusal: GatewayError?
    /// True for a connection that is closed a moment after its last answer.
    private var lingers = false
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

    init(_ gateway: Gateway, on loop: any EventLoop, bytes: FirstByte, servesMetrics: Bool = false) {
      (self.gateway, eventLoop, self.bytes, self.servesMetrics) = (gateway, loop, bytes, servesMetrics)
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
        if let refusal {
          self.refusal = nil
          let path = path
          (head, body) = (nil, ByteBuffer())
          return gateway.refuse(refusal, path: path, on: self)
        }
        guard !isRefused, let head, let admission else { return }
        let request = IncomingRequest(head: head, body: body, arrival: arrival, admission: admission)
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
      // No protocol follows on the connection: after such a head the parser reads nothing more.
      let leavesHTTP = head.method == .CONNECT || head.headers.contains(name: "upgrade")
      keepsAlive = head.isKeepAlive && !gateway.isDraining && !leavesHTTP
      takesRequests = keepsAlive
      if let fault = Self.fault(of: head) { return refuseAtOnce(GatewayError(.invalidRequest, fault)) }
      let bytes = head.headers.reduce(head.uri.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
      guard bytes <= gateway.limits.headers, head.headers.count <= Self.mostHeaders else {
        return refuseAtOnce(
          GatewayError(
            .tooLarge, "the headers are longer than \(gateway.limits.headers) bytes, or more than \(Self.mostHeaders)"))
      }
      if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > gateway.limits.body {
        return refuseTooLarge()
      }
      do throws(GatewayError) {
        admission = try gateway.admit(head, servesMetrics: servesMetrics)
      } catch {
        return refuse(error)
      }
      guard let expected = head.headers.first(name: "expect") else { return }
      guard expected.lowercased() == "100-continue" else {
        return refuse(GatewayError(.invalidRequest, "the request expects \(expected.prefix(40)), not 100-continue"))
      }
      if let context {
        context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
      }
    }

    private static let mostHeaders = 200

    /// The part of a head that a server before or behind this one may read in another way; nil where there is none.
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
      refuseAtOnce(.init(.tooLarge, "the body is longer than \(gateway.limits.body) bytes; send a shorter one"))
    }

    /// Refuses a request whose body has not come. A short body is waited for, so that the client reads the answer and the
    /// connection can be used again.
    private func refuse(_ error: GatewayError) {
      isRefused = true
      guard hasShortBody else { return refuseAtOnce(error) }
      refusal = error
    }

    /// Refuses a request and closes the connection, after a moment in which the rest of the body is passed over: closed at once,
    /// the system would throw the answer away.
    private func refuseAtOnce(_ error: GatewayError) {
      (isRefused, keepsAlive, takesRequests, lingers) = (true, false, false, true)
      gateway.refuse(error, path: path, on: self)
    }

    private var path: String { head.map { String($0.uri.prefix { $0 != "?" }) } ?? "" }

    /// True if what is left of the request is little, as its head says.
    private var hasShortBody: Bool {
      guard let head, !head.headers.contains(name: "transfer-encoding"), !head.headers.contains(name: "expect") else {
        return false
      }
      return head.headers.first(name: "content-length").map { (Int($0) ?? .max) <= Self.short } ?? true
    }

    private static let short = 1 << 20

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      guard error is HTTPParserError, takesRequests, exchange == nil, !isAnswering else {
        return context.close(promise: nil)
      }
      takesRequests = false
      hasBegunAnswer = false
      refuseAtOnce(GatewayError(.invalidRequest, "the request is no HTTP that can be read"))
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
        let (start, limit) =
          self.bytes.first.map { ($0, self.gateway.limits.requestTime) } ?? (self.lastProgress, Self.longestIdle)
        if self.exchange == nil, !self.isAnswering, NIODeadline.now() - start > .seconds(limit) {
          return context.close(promise: nil)
        }
        self.watch(loop)
      }
    }

    /// Seconds that a connection is kept open between two requests.
    private static let longestIdle = 75.0

    /// True while an answer is being made that is no exchange.
    private var isAnswering = false
  }

  /// Knows when the first byte of a request came, before its head can be read.
  final class FirstByte: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    fileprivate var first: NIODeadline?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if first == nil { first = .now() }
      context.fireChannelRead(data)
    }
  }

  extension ClientConnection {
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
      (exchange, isAnswering, lastProgress, bytes.first) = (nil, false, .now(), nil)
      guard let context else { return }
      guard isWhole else {
        context.flush()
        return context.close(promise: nil)
      }
      guard keepsAlive, !gateway.isDraining else {
        let done = context.eventLoop.makePromise(of: Void.self)
        let pause = TimeAmount.milliseconds(lingers ? 1000 : 0)
        done.futureResult.assumeIsolated().whenComplete { [weak self] _ in
          guard let self, let context = self.context else { return }
          context.eventLoop.assumeIsolated().scheduleTask(in: pause) { [weak self] in
            self?.context?.close(promise: nil)
          }
        }
        return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Ends what is under way, with a word to the client, and closes the connection.
    func cutOff() {
      exchange?.cutOff()
      context?.close(promise: nil)
    }

    /// Closes the connection once the answer under way has ended. Where there is none, a request may be on its way: it is waited
    /// for, a moment.
    func drain() {
      keepsAlive = false
      let connection = NIOLoopBound(self, eventLoop: eventLoop)
      eventLoop.scheduleTask(in: .seconds(Int64(1))) { connection.value.closeIfIdle() }
    }

    private func closeIfIdle() {
      if exchange == nil, !isAnswering, head == nil { context?.close(promise: nil) }
    }
  }
#endif
