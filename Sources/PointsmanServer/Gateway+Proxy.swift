#if Gateway
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway

  // Requests that are passed on.
  extension Gateway {
    func proxy(
      _ api: WireProtocol, _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let (headers, service, key) = (incoming.head.headers, incoming.service, incoming.key)
      let request = try read(api, incoming)
      guard beginRequest() else {
        throw GatewayError(.overloaded, "\(limits.concurrent) requests are under way", retryAfter: 1)
      }
      let start = NIODeadline.now()
      let plan: Plan
      do throws(GatewayError) {
        var found = try self.plan(request, headers, key, service)
        if !incoming.query.isEmpty {
          found.targets = try found.targets.map { target, model throws(GatewayError) in
            (try target.at(query: incoming.query), model)
          }
        }
        plan = found
      } catch {
        endRequest()
        throw error
      }
      let context = RequestContext(trace: .continuing(headers))
      let logging = Logging(
        plan: plan, key: key, service: service, context: context, milliseconds: Int64(Clock.milliseconds),
        decisionTime: NIODeadline.now() - start)
      Exchange(
        self, request, headers: headers, trace: service.snapshot.configuration.traces == nil ? nil : context.trace,
        to: plan.targets, routing: plan.routing, on: connection, arrival: incoming.arrival
      ) { [self] exchange, result in
        endRequest()
        record(exchange, result, logging)
      }.start()
    }

    /// Counts the tokens of a request where it would be sent, at an upstream that speaks Anthropic's protocol.
    func countTokens(
      _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let (headers, service, key) = (incoming.head.headers, incoming.service, incoming.key)
      let request = try read(.messages, incoming)
      let plan = try plan(request, headers, key, service)
      let targets = try plan.targets.map { target, model throws(GatewayError) in
        (try target.at(path: "/count_tokens", query: incoming.query), model)
      }
      guard beginRequest() else {
        throw GatewayError(.overloaded, "\(limits.concurrent) requests are under way", retryAfter: 1)
      }
      Exchange(
        self, request, headers: headers, trace: nil, to: targets, routing: plan.routing, on: connection,
        arrival: incoming.arrival
      ) { [self] _, _ in endRequest() }.start()
    }

    private func read(
      _ api: WireProtocol, _ incoming: IncomingRequest
    ) throws(GatewayError) -> GatewayRequest {
      guard !incoming.service.targets.isEmpty else {
        throw GatewayError(
          .overloaded, "this gateway has no upstreams, so that it only decides; add them to its configuration")
      }
      do throws(RequestFault) {
        return try GatewayRequest(api, body: incoming.bytes)
      } catch {
        throw GatewayError(.invalidRequest, error.description, member: error.member)
      }
    }

    /// Where a request goes.
    private struct Plan {
      /// nil where no forecast can be made of a model that the client named.
      let routing: Routing?
      /// In order, each with the index of its model in the router, if it has one.
      var targets: [(target: UpstreamTarget, model: Int?)]
    }

    private func plan(
      _ request: GatewayRequest, _ headers: HTTPHeaders, _ key: ClientKey?, _ service: Service
    ) throws(GatewayError) -> Plan {
      let snapshot = service.snapshot
      let name = snapshot.resolved(request.model)
      if snapshot.policy(of: name) == nil {
        guard snapshot.named[name] != nil, key?.namesModels ?? true else {
          throw .noModel(
            "the model \"\(request.model.prefix(100))\" does not exist here; name pointsman, pointsman/POLICY, or one of "
              + "the models at /v1/models")
        }
        return try plan(request, to: name, service)
      }
      if let previous = request.hints.previousResponse,
        let model = decider.model(ofResponse: previous, now: Clock.now), service.targets[model]?[request.api] != nil
      {
        return try plan(request, to: model, service)
      }
      let policy = try policy(headers.first(name: "x-pointsman-policy") ?? snapshot.policy(of: name), key, snapshot)
      var question = Decider.Question(request, session: Self.session(headers))
      if let tags = headers.first(name: "x-pointsman-tags") { question.prompt.tags = try Self.tags(tags) }
      let routing = try decider.route(question, under: policy, snapshot, id: .new(), now: Clock.now)
      // The decider leaves only models that have a target in this protocol.
      return Plan(
        routing: routing,
        targets: routing.order.compactMap { m in
          service.targets[snapshot.router.models[m]]?[request.api].map { ($0, m) }
        })
    }

    /// The plan for a model that the client named, or which alone can go on.
    private func plan(
      _ request: GatewayRequest, to name: String, _ service: Service
    ) throws(GatewayError) -> Plan {
      guard let target = service.targets[name]?[request.api] else {
        throw GatewayError(
          .invalidRequest, "the upstream of \"\(name)\" does not speak this protocol; ask at another path",
          member: "model")
      }
      let model = service.snapshot.router.models.firstIndex(of: name)
      let routing = model.flatMap { decider.routing(of: request.prompt, to: $0, service.snapshot, id: .new()) }
      return Plan(routing: routing, targets: [(target, model)])
    }

    /// Reads "language=swift,action=fix".
    private static func tags(_ text: String) throws(GatewayError) -> [String: String] {
      var tags: [String: String] = [:]
      for part in text.split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, !pair[0].isEmpty else {
          throw GatewayError(
            .invalidRequest, "x-pointsman-tags has \"\(part.prefix(100))\"; write language=swift,action=fix")
        }
        tags[String(pair[0])] = String(pair[1])
      }
      return tags
    }
  }

  // What is kept of an exchange.
  extension Gateway {
    private struct Logging {
      let plan: Plan
      let key: ClientKey?
      let service: Service
      let context: RequestContext
      let milliseconds: Int64
      let decisionTime: TimeAmount
    }

    private func record(_ exchange: Exchange, _ result: Exchange.Result, _ logging: Logging) {
      let target = result.answered?.target
      if let id = result.tap?.responseID, let target {
        decider.remember(response: id, of: target.endpoint.name, now: Clock.now)
      }
      guard let routing = logging.plan.routing else { return }
      var context = logging.context
      context.requestModel = exchange.request.model
      context.responseID = result.tap?.responseID
      if let target {
        context.provider = exchange.request.api.isAnthropic ? "anthropic" : "openai"
        (context.serverAddress, context.serverPort) = (target.host, target.port)
      }
      let answer = DecisionRecord.Answer(
        model: result.answered?.model, attempts: exchange.attempts, status: result.status, failure: result.failure,
        finish: result.tap?.finish?.name, isStream: exchange.request.isStream, firstByte: result.firstByte?.seconds,
        total: result.total.seconds, overhead: Double(result.overhead.nanoseconds) / 1000,
        tokens: DecisionRecord.Tokens(result.tap), cost: target.flatMap { $0.endpoint.cost(result.tap?.usage) })
      observation.record(
        routing.record(
          of: exchange.request.prompt, needs: exchange.request.needs, endpoint: exchange.request.api.endpointName,
          key: logging.key?.name, snapshot: logging.service.snapshot, milliseconds: logging.milliseconds,
          decisionTime: Double(logging.decisionTime.nanoseconds) / 1000, answer: answer), context)
    }
  }

  extension WireProtocol {
    /// The endpoint's name in logs.
    fileprivate var endpointName: String {
      switch self {
      case .chat: "chat"
      case .responses: "responses"
      case .messages: "messages"
      }
    }
  }

  extension DecisionRecord.Tokens {
    /// Tokens as counted, or the pieces of a stream that ended before they were.
    fileprivate init(_ tap: ReplyTap?) {
      self.init()
      guard let tap else { return }
      (input, cached, cacheWritten) = (tap.usage.input, tap.usage.cached, tap.usage.cacheWritten)
      (output, reasoning) = (tap.usage.output, tap.usage.reasoning)
      if output == nil, tap.pieces > 0 { (output, areEstimated) = (tap.pieces, true) }
    }
  }
#endif
