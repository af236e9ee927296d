import Pointsman
import PointsmanEndpoints
import Synchronization

@testable import PointsmanLabelling

/// A client that answers as a closure says.
final class StubClient: ModelClient {
  let sent = Mutex<[Ask]>([])
  private let answer: @Sendable (Ask, Int) throws(AskFailure) -> Reply

  /// - Parameter answer: gets the ask, and how often its key was sent before.
  init(_ answer: @escaping @Sendable (Ask, Int) throws(AskFailure) -> Reply) {
    self.answer = answer
  }

  func send(_ ask: Ask, key: String?) async throws(AskFailure) -> Reply {
    let before = sent.withLock { sent in
      defer { sent.append(ask) }
      return sent.count { $0.key == ask.key }
    }
    await Task.yield()
    return try answer(ask, before)
  }
}

/// A client whose requests end with their tasks alone.
final class SilentClient: ModelClient {
  let sent = Mutex(0)

  func send(_ ask: Ask, key: String?) async throws(AskFailure) -> Reply {
    sent.withLock { $0 += 1 }
    try? await Task.sleep(for: .seconds(600))
    throw AskFailure(.connection, "interrupted", mayCost: true)
  }
}

extension Endpoint {
  static func made(
    _ name: String, price: PriceList.Price? = nil, concurrency: Int = 4, connections: Int = 64
  ) throws -> Endpoint {
    let prices = price.map { ", prices: {input: \($0.input), output: \($0.output)}" } ?? ""
    let text = """
      upstreams: {u: {protocol: openai, base_url: "http://127.0.0.1:1/v1", max_connections: \(connections)}}
      models: {\(name): {upstream: u, concurrency: \(concurrency)\(prices)}}
      """
    return try EndpointFile(ConfigNode(parsing: text, file: "models.yaml")).endpoints[0]
  }
}

extension Ask {
  static func made(_ key: String, to endpoint: Endpoint, group: String? = nil, tokens: Int = 100) -> Ask {
    Ask(
      key: key, group: group ?? key,
      ModelRequest(to: endpoint, Conversation(user: "prompt \(key)"), maximumTokens: tokens))
  }
}

extension Reply {
  static func made(_ text: String = "yes", input: Int? = 10, output: Int? = 5) -> Reply {
    var reply = Reply(text: text, finish: .stop, total: 1)
    (reply.inputTokens, reply.outputTokens, reply.firstToken) = (input, output, 0.5)
    return reply
  }
}
