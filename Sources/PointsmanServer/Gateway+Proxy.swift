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
      _ api: WireProtocol, _ incoming: IncomingRequest, _ service: Service, _ connection: ClientConnection
    ) throws(GatewayError) {
      let headers = incoming.head.headers
      let key = try key(of: headers, service)
      if let encoding = headers.first(name: "content-encoding"), encoding.lowercased() != "identity" {
        throw GatewayError(.unsupportedEncoding, "the body is encoded as \(encoding); send it as it is")
      }
      guard !service.targets.isEmpty else {
        throw GatewayError(
          .overloaded, "this gateway has no upstreams, so that it only decides; add them to its configuration")
      }
      guard beginRequest() else {
        throw GatewayError(.overloaded, "\(limits.concurrent) requests are under way", retryAfter: 1)
      }
      do throws(GatewayError) {
        let request: GatewayRequest
        do throws(RequestFault) {
          request = try GatewayRequest(api, body: Array(incoming.body.readableBytesView))
        } catch {
          throw GatewayError(.invalidRequest, error.description, member: error.member)
        }
        let start = NIODeadline.now()
        let (routing, targets) = try route(request, headers, key, service)
        let decisionTime = NIODeadline.now() - start
        Exchange(
          self, request, headers: headers, to: targets, routing: routing, on: connection, arrival: incoming.arrival
        ) { [self] exchange, result in
          endRequest()
          log(exchange, result, key, service, decisionTime)
        }.start()
      } catch {
        endRequest()
        throw error
      }
    }

    /// The targets of a request in order, and the decision where it was the router's.
    private func route(
      _ request: GatewayRequest, _ headers: HTTPHeaders, _ key: ClientKey?, _ service: Service
    ) throws(GatewayError) -> (Routing?, [(target: UpstreamTarget, model: Int?)]) {
      let snapshot = service.snapshot
      let name = snapshot.resolved(request.model)
      func target(_ model: String) -> UpstreamTarget? { service.targets[model]?[request.api] }
      let policy = headers.first(name: "x-pointsman-policy") ?? snapshot.policy(of: name)
      if snapshot.policy(of: name) == nil {
        guard snapshot.named[name] != nil, key?.namesModels ?? true else {
          throw GatewayError(
            .notFound,
            "the model \"\(request.model)\" does not exist here; name pointsman, pointsman/POLICY, or one of the models at "
              + "/v1/models")
        }
        guard let target = target(name) else {
          throw GatewayError(.invalidRequest, "the upstream of \"\(name)\" does not speak this protocol; ask at another path")
        }
        return (nil, [(target, snapshot.router.models.firstIndex(of: name))])
      }
      if let previous = request.hints.previousResponse,
        let model = decider.model(ofResponse: previous, now: Clock.now), let target = target(model)
      {
        return (nil, [(target, snapshot.router.models.firstIndex(of: model))])
      }
      guard let policy else { throw GatewayError(.notFound, "there is no policy of this name") }
      if let allowed = key?.policies, !allowed.contains(policy) {
        throw GatewayError(.permission, "key \"\(key!.name)\" may not use the policy \"\(policy)\"")
      }
      let session = headers.first(name: "x-session-id") ?? headers.first(name: "x-claude-code-session-id")
      var question = Decider.Question(request, session: session)
      if let tags = headers.first(name: "x-pointsman-tags") { question.prompt.tags = try Self.tags(tags) }
      let routing = try decider.route(question, under: policy, snapshot, id: .new(), now: Clock.now)
      return (routing, routing.order.map { (target(snapshot.router.models[$0])!, $0) })
    }

    /// Reads "language=swift,action=fix".
    private static func tags(_ text: String) throws(GatewayError) -> [String: String] {
      var tags: [String: String] = [:]
      for part in text.split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, !pair[0].isEmpty else {
          throw GatewayError(.invalidRequest, "x-pointsman-tags has \"\(part)\"; write language=swift,action=fix")
        }
        tags[String(pair[0])] = String(pair[1])
      }
      return tags
    }

    private func log(
      _ exchange: Exchange, _ result: Exchange.Result, _ key: ClientKey?, _ service: Service, _ decisionTime: TimeAmount
    ) {
      if let id = result.tap?.responseID, let endpoint = result.answered?.target.endpoint {
        decider.remember(response: id, of: endpoint.name, now: Clock.now)
      }
    }

    func countFallback(from: UpstreamTarget, to: UpstreamTarget, _ failure: String) {}
  }
#endif
