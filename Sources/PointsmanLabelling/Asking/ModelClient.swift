import Foundation
import FoundationNetworking
package import PointsmanEndpoints
internal import PointsmanSupport
import Synchronization

/// Sends one request, and waits for the whole answer.
package protocol ModelClient: Sendable {
  func send(_ ask: Ask, key: String?) async throws(AskFailure) -> Reply
}

/// A client over URLSession, which streams: the first token is seen when it comes.
package final class HTTPModelClient: ModelClient {
  private let sessions = Mutex<[String: URLSession]>([:])
  private let exchanges = Exchanges()
  private let agent: String

  /// - Parameter agent: the program and its version, for the header `user-agent`.
  package init(agent: String) {
    self.agent = agent
  }

  /// Closes all connections. Requests under way end first.
  package func close() {
    sessions.withLock { sessions in
      for session in sessions.values { session.finishTasksAndInvalidate() }
      sessions = [:]
    }
  }

  package func send(_ ask: Ask, key: String?) async throws(AskFailure) -> Reply {
    let endpoint = ask.request.endpoint
    guard let url = URL(string: endpoint.url) else { throw AskFailure(.account, "\(endpoint.url) is no URL") }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.httpBody = Data(ask.body)
    for (name, value) in ask.request.headers(key: key) { request.setValue(value, forHTTPHeaderField: name) }
    request.setValue(agent, forHTTPHeaderField: "user-agent")
    // A compressed stream would hold the first token back.
    request.setValue("identity", forHTTPHeaderField: "accept-encoding")
    // A provider that honours it bills a repeated request once.
    request.setValue("pointsman-\(ask.digest.prefix(40))", forHTTPHeaderField: "idempotency-key")
    request.timeoutInterval = endpoint.upstream.timeouts.total + 60
    let task = session(of: endpoint.upstream).dataTask(with: request)
    let exchange = Exchange(endpoint.api, task)
    exchanges.add(exchange)
    defer { exchanges.remove(exchange) }
    let watch = Task { await exchange.watch(endpoint.upstream.timeouts) }
    defer { watch.cancel() }
    return try await withTaskCancellationHandler { () async -> Result<Reply, AskFailure> in
      await exchange.outcome()
    } onCancel: {
      exchange.finish(.failure(AskFailure(.connection, "the run was interrupted", mayCost: true)))
    }.get()
  }

  private func session(of upstream: Upstream) -> URLSession {
    sessions.withLock { sessions in
      if let session = sessions[upstream.name] { return session }
      let configuration = URLSessionConfiguration.ephemeral
      // `AskRun` holds the limit: what waits here would count to the time limits.
      configuration.httpMaximumConnectionsPerHost = 1 << 16
      (configuration.httpCookieStorage, configuration.urlCache) = (nil, nil)
      let queue = OperationQueue()
      queue.maxConcurrentOperationCount = 1
      let session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: queue)
      sessions[upstream.name] = session
      return session
    }
  }
}

/// The requests under way, for the sessions to report to.
private final class Exchanges: NSObject, URLSessionDataDelegate, Sendable {
  private let all = Mutex<[ObjectIdentifier: Exchange]>([:])

  func add(_ exchange: Exchange) { all.withLock { $0[ObjectIdentifier(exchange.task)] = exchange } }
  func remove(_ exchange: Exchange) { all.withLock { $0[ObjectIdentifier(exchange.task)] = nil } }

  private func exchange(_ task: URLSessionTask) -> Exchange? { all.withLock { $0[ObjectIdentifier(task)] } }

  func urlSession(
    _: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    exchange(dataTask)?.receive(response)
    completionHandler(.allow)
  }

  func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    exchange(dataTask)?.receive(data)
  }

  func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    exchange(task)?.complete(error)
  }

  /// No redirection is followed: the key would go with it.
  func urlSession(
    _: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}

/// One request and its answer, as far as it has come.
private final class Exchange: Sendable {
  let task: URLSessionDataTask
  private let start = ContinuousClock.now
  private let state: Mutex<State>

  private struct State {
    var draft: ReplyDraft
    var events = EventStream()
    var status = 0
    var wait: Double?
    var isStream = false
    /// The answer where it is no stream, up to a limit.
    var body: [UInt8] = []
    var firstToken: Double?
    /// Seconds from the start to the last bytes; nil before the first.
    var lastBytes: Double?
    var result: Result<Reply, AskFailure>?
    var continuation: CheckedContinuation<Result<Reply, AskFailure>, Never>?
  }

  private static let mostBytes = 64 << 20

  init(_ api: WireProtocol, _ task: URLSessionDataTask) {
    self.task = task
    state = Mutex(State(draft: ReplyDraft(api)))
  }

  private var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Begins the request, and waits for its end.
  func outcome() async -> Result<Reply, AskFailure> {
    await withCheckedContinuation { continuation in
      let early = state.withLock { state in
        if state.result == nil { state.continuation = continuation }
        return state.result
      }
      if let early { continuation.resume(returning: early) } else { task.resume() }
    }
  }

  /// Ends the exchange, once.
  func finish(_ result: Result<Reply, AskFailure>) {
    let continuation = state.withLock { state in
      guard state.result == nil else { return nil as CheckedContinuation<Result<Reply, AskFailure>, Never>? }
      state.result = result
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(returning: result)
    if case .failure = result { task.cancel() }
  }

  func receive(_ response: URLResponse) {
    guard let response = response as? HTTPURLResponse else { return }
    let isStream =
      response.value(forHTTPHeaderField: "content-type")?.lowercased().hasPrefix("text/event-stream") ?? false
    let wait = RetryRules.wait(
      milliseconds: response.value(forHTTPHeaderField: "retry-after-ms"),
      retryAfter: response.value(forHTTPHeaderField: "retry-after"))
    state.withLock { state in
      (state.status, state.wait) = (response.statusCode, wait)
      state.isStream = isStream && response.statusCode == 200
      state.lastBytes = elapsed
    }
  }

  func receive(_ data: Data) {
    let now = elapsed
    let end = state.withLock { state -> Result<Reply, AskFailure>? in
      state.lastBytes = now
      guard state.isStream else {
        state.body += data.prefix(max(0, Self.mostBytes - state.body.count))
        return nil
      }
      guard let events = state.events.append(data) else {
        return .failure(AskFailure(.unreadable, "an event of the stream is too long", mayCost: true))
      }
      for event in events {
        guard state.draft.read(event) else {
          return .failure(AskFailure(.unreadable, "an event of the stream is no JSON", mayCost: true))
        }
        if state.firstToken == nil, state.draft.hasBegun { state.firstToken = now }
      }
      return state.draft.isWhole || state.draft.failure != nil ? Self.result(state, at: now) : nil
    }
    if let end { finish(end) }
  }

  func complete(_ error: (any Error)?) {
    let now = elapsed
    finish(
      state.withLock { state in
        if let error, state.status == 0 {
          // A certificate that does not hold now holds at no further try either.
          let isFinal = error.localizedDescription.lowercased().contains("certificate")
          return .failure(
            AskFailure(isFinal ? .account : .connection, "no connection, \(error.localizedDescription)"))
        }
        guard state.status == 200 else {
          return .failure(AskFailure(status: state.status, body: state.body, wait: state.wait))
        }
        if !state.isStream, error == nil, !state.draft.read(state.body) {
          return .failure(AskFailure(.unreadable, "the answer is no JSON and no stream of events", mayCost: true))
        }
        return Self.result(state, at: now)
      })
  }

  private static func result(_ state: State, at now: Double) -> Result<Reply, AskFailure> {
    if let failure = state.draft.failure { return .failure(AskFailure(failure)) }
    guard let reply = state.draft.reply(firstToken: state.firstToken, total: now) else {
      return .failure(AskFailure(.cut, "the answer was cut off", mayCost: true))
    }
    return .success(reply)
  }

  /// Ends the exchange at the first time limit that passes. The connection counts to the first byte.
  func watch(_ limits: Upstream.Timeouts) async {
    while !Task.isCancelled {
      let (now, last) = (elapsed, state.withLock(\.lastBytes))
      let (silent, name) = last.map { ($0 + limits.idle, "idle") } ?? (limits.firstByte, "first_byte")
      let (deadline, passed) = silent < limits.total ? (silent, name) : (limits.total, "total")
      if now >= deadline {
        return finish(.failure(AskFailure(.timeout, "the time limit \(passed) passed", mayCost: true)))
      }
      try? await Task.sleep(for: .seconds(deadline - now))
    }
  }
}
