#if Gateway
  import NIOCore
  import NIOHTTP1
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway

  // Requests that want a decision, and no answer of a model.
  extension Gateway {
    func route(
      _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let explained = try RouteRequest.explained(in: incoming.query)
      let request = try RouteRequest(incoming.bytes)
      var question = Decider.Question(request.prompt)
      question.current = request.current
      question.session = Self.session(incoming.head.headers)
      let routing = try decide(question, request.policy, "route", incoming)
      let upstreams = incoming.service.snapshot.endpoints.map { $0?.upstream.name }
      var explanation: Explanation?
      if explained > 0 {
        do throws(RouterError) {
          explanation = try incoming.service.snapshot.router.explanation(for: request.prompt)
        } catch {
          throw GatewayError(.invalidRequest, error.description)
        }
      }
      answer(
        .ok, routing.routeAnswer(upstreams: upstreams, explanation: explanation, most: explained), on: connection)
    }

    func decide(
      _ form: DecisionQuestions.Form, _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let request = try DecisionQuestions(incoming.bytes, form: form, labels: incoming.service.labels)
      // The name may be any: clients send that of the service which they were made for.
      let name = incoming.service.snapshot.policy(of: request.model)
      var routings: [Routing] = []
      for asked in request.questions {
        var question = Decider.Question(request.prompt)
        question.candidates = asked.models
        routings.append(
          try decide(question, name, form == .decisions ? "decisions" : "systemone", incoming))
      }
      answer(.ok, try request.answer(routings), on: connection)
    }

    /// The contract `policy_router_v1`, by which another gateway asks, serves itself, and reports.
    func sidecar(
      _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let (method, path) = (incoming.head.method, incoming.path.dropFirst("/sidecar".count))
      switch (method, path) {
      case (.GET, "/livez"), (.GET, "/readyz"):
        return answer(isDraining ? .serviceUnavailable : .ok, SidecarAnswer.accepted, on: connection)
      case (.GET, "/capabilities"): return answer(.ok, SidecarAnswer.capabilities, on: connection)
      case (.POST, "/route"):
        let request = try SidecarRequest(incoming.bytes, models: incoming.service.snapshot.router.models)
        var question = Decider.Question(request.prompt)
        question.candidates = request.models
        question.current = request.current.map { incoming.service.snapshot.router.models[$0] }
        let routing = try decide(question, nil, request.isShadow ? "shadow" : "sidecar", incoming)
        decider.remember(route: request.routeID, as: routing.id, now: Clock.now)
        answer(.ok, try SidecarAnswer.route(request, routing), on: connection)
      case (.POST, "/outcome"), (.POST, "/feedback"):
        let report = try SidecarReport(incoming.bytes)
        guard let score = report.score, let id = decider.decision(ofRoute: report.routeID, now: Clock.now) else {
          return answer(.ok, SidecarAnswer.accepted, on: connection)
        }
        keep(
          Feedback(
            decision: id, name: path == "/outcome" ? "outcome" : "score", score: score, comment: nil, source: "sidecar",
            idempotencyKey: nil, milliseconds: Int64(Clock.milliseconds)), SidecarAnswer.accepted, on: connection)
      default: throw GatewayError(.notFound, "there is nothing at \(method) \(incoming.path.prefix(100))")
      }
    }

    /// Decides, and logs it.
    private func decide(
      _ question: Decider.Question, _ name: String?, _ endpoint: String, _ incoming: IncomingRequest
    ) throws(GatewayError) -> Routing {
      let start = NIODeadline.now()
      let policy = try policy(name, incoming.key, incoming.service.snapshot)
      let routing = try decider.route(question, under: policy, incoming.service.snapshot, id: .new(), now: Clock.now)
      let record = routing.record(
        of: question.prompt, needs: question.needs, endpoint: endpoint, key: incoming.key?.name,
        snapshot: incoming.service.snapshot,
        milliseconds: Int64(Clock.milliseconds), decisionTime: Double((NIODeadline.now() - start).nanoseconds) / 1000,
        answer: nil)
      observation.record(record, RequestContext(trace: .continuing(incoming.head.headers)))
      return routing
    }

    func takeFeedback(
      _ incoming: IncomingRequest, _ connection: ClientConnection
    ) throws(GatewayError) {
      let request = try FeedbackRequest(incoming.bytes)
      guard let id = DecisionID(request.decisionID) else {
        throw GatewayError(
          .invalidRequest,
          "\"decision_id\" is no name of a decision; give the header x-pointsman-decision of its answer",
          member: "decision_id")
      }
      observation.metrics.record(feedback: request.name, model: nil, score: request.score)
      keep(
        Feedback(
          decision: id, name: request.name, score: request.score, comment: request.comment, source: incoming.key?.name,
          idempotencyKey: request.idempotencyKey, milliseconds: Int64(Clock.milliseconds)),
        Array(#"{"decision_id":"\#(id)","status":"stored"}"#.utf8), status: .created, on: connection)
    }

    /// Stores feedback, and answers when it is stored.
    private func keep(
      _ feedback: Feedback, _ body: [UInt8], status: HTTPResponseStatus = .ok, on connection: ClientConnection
    ) {
      guard let log = observation.log else {
        return refuse(
          GatewayError(.overloaded, "this gateway has no log to keep feedback in; configure log: {store: FILE}"),
          in: .openai, on: connection)
      }
      connection.waitForAnswer()
      let (loop, waiting) = (connection.eventLoop, NIOLoopBound(connection, eventLoop: connection.eventLoop))
      log.add(feedback) { [self] result in
        loop.execute { [self] in
          switch result {
          case .created: answer(status, body, on: waiting.value)
          case .repeated: answer(.ok, body, on: waiting.value)
          case .conflict:
            refuse(
              GatewayError(.conflict, "the idempotency key was used for other feedback", member: "idempotency_key"),
              in: .openai, on: waiting.value)
          case .failed(let reason): refuse(GatewayError(.overloaded, reason), in: .openai, on: waiting.value)
          }
        }
      }
    }

    /// The name that a header gives the conversation.
    static func session(_ headers: HTTPHeaders) -> String? {
      headers.first(name: "x-session-id") ?? headers.first(name: "x-claude-code-session-id")
    }
  }

  extension TraceContext {
    /// The trace that a request's headers name, or a new one.
    static func continuing(_ headers: HTTPHeaders) -> TraceContext {
      func draw() -> UInt64 { UInt64.random(in: .min ... .max) }
      return TraceContext(traceparent: headers.first(name: "traceparent"), random: (draw(), draw(), draw()))
    }
  }
#endif
