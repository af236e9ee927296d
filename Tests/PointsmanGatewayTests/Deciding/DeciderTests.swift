import Pointsman
import PointsmanDecisionLog
import PointsmanEndpoints
import PointsmanSupport
import Testing

@testable import PointsmanGateway

@Suite("Choosing for a request")
struct DeciderTests {
  private static func id(_ number: UInt64 = 1) -> DecisionID {
    DecisionID(milliseconds: 1, random: (number, number &* 0x9e37_79b9_7f4a_7c15))
  }

  private static func decider(_ snapshot: GatewaySnapshot) -> Decider {
    Decider(snapshot.configuration.conversations, seed: 5)
  }

  /// A question with a session's name, so that its turns are one conversation.
  private static func question(_ text: String = "Why?", session: String? = nil) -> Decider.Question {
    var question = Decider.Question(Prompt(text), api: .chat)
    question.session = session
    return question
  }

  private static func refusal(_ body: () throws -> Void) -> GatewayError? {
    do {
      try body()
      return nil
    } catch { return error as? GatewayError }
  }

  @Test("Fallbacks come in the policy's own order, and chances are 1 and 0 without exploration")
  func order() throws {
    let snapshot = try FixedRouters.snapshot(FixedRouters.router())
    let routing = try Self.decider(snapshot).route(
      Self.question(), under: "most-likely", snapshot, id: Self.id(), now: 0)
    #expect(routing.order == [2, 1, 0] && routing.chosen == 2 && routing.preferred == 2)
    #expect(routing.propensities == [0, 0, 1] && routing.turn == 1)
  }

  @Test("A model whose upstream does not answer is passed over, unless none answers")
  func health() throws {
    let snapshot = try FixedRouters.snapshot(FixedRouters.router(), models: ["tiny": "other"])
    let decider = Self.decider(snapshot)
    func chosen(_ now: Double) throws -> String {
      try decider.route(Self.question(), under: "most-likely", snapshot, id: Self.id(), now: now).decision.model
    }
    for _ in 0..<5 { decider.health.failed("other", now: 1) }
    #expect(try chosen(1) == "generalist")
    #expect(try chosen(6.1) == "tiny")
    for _ in 0..<5 { decider.health.failed("both", now: 6) }
    for _ in 0..<5 { decider.health.failed("other", now: 6) }
    #expect(try chosen(6) == "tiny")
    decider.health.succeeded("other")
    decider.health.succeeded("both")
    decider.health.rest("tiny", seconds: 2, now: 7)
    #expect(try chosen(8) == "generalist" && chosen(9.1) == "tiny")
  }

  @Test("Models whose upstream does not speak the protocol, or which lack what the request needs, are left out")
  func abilities() throws {
    let router = try FixedRouters.router()
    let snapshot = try FixedRouters.snapshot(router, models: ["tiny": "openai"])
    var question = Self.question()
    question.api = .messages
    let routing = try Self.decider(snapshot).route(question, under: "most-likely", snapshot, id: Self.id(), now: 0)
    #expect(routing.order == [1, 0])
    let text = """
      upstreams: {u: {protocol: openai, base_url: "http://127.0.0.1:9/v1"}}
      models:
        coder: {upstream: u, capabilities: vision, context: 10}
        generalist: {upstream: u, capabilities: [vision, audio]}
        tiny: {upstream: u, context: 100}
      """
    let able = try GatewaySnapshot(GatewayConfigurationTests.read(text), router: router)
    func order(_ question: Decider.Question) throws -> [Int] {
      try Self.decider(able).route(question, under: "most-likely", able, id: Self.id(), now: 0).order
    }
    question.api = .chat
    question.needs = ["vision"]
    #expect(try order(question) == [1, 0])
    // No line names it, so that it is not known of any.
    question.needs = ["video"]
    #expect(try order(question) == [2, 1, 0])
    question.needs = []
    question.prompt = Prompt(String(repeating: "word ", count: 40))
    #expect(try order(question) == [2, 1])
    question.prompt = Prompt(String(repeating: "word ", count: 4000))
    #expect(try order(question) == [1])
    question.needs = ["audio", "vision"]
    question.candidates = [0, 2]
    #expect(Self.refusal { _ = try order(question) }?.message.contains("audio") ?? false)
    question.api = .messages
    #expect(Self.refusal { _ = try order(question) }?.kind == .notFound)
  }

  @Test("A conversation changes its model for a gain above the cost of switching, and never within calls of tools")
  func conversations() throws {
    let good = try FixedRouters.snapshot(FixedRouters.router([0.5, 0.75, 0.9]))
    for (probabilities, sticking, isToolResult, expected) in [
      ([0.5, 0.93, 0.9], "weigh", false, "tiny"), ([0.5, 0.99, 0.9], "weigh", false, "generalist"),
      ([0.5, 0.99, 0.9], "weigh", true, "tiny"), ([0.5, 0.99, 0.9], "always", false, "tiny"),
      ([0.5, 0.91, 0.9], "never", false, "generalist"), ([0.5, 0.91, 0.9], "never", true, "tiny"),
    ] {
      let decider = Self.decider(good)
      _ = try decider.route(Self.question(session: "s"), under: "most-likely", good, id: Self.id(), now: 0)
      let later = try FixedRouters.snapshot(
        FixedRouters.router(probabilities), "conversations: {stick: \(sticking)}")
      var question = Self.question(session: "s")
      question.hints.isToolResult = isToolResult
      let routing = try decider.route(question, under: "most-likely", later, id: Self.id(2), now: 10)
      #expect(routing.decision.model == expected && routing.turn == 2)
      // Another conversation is not bound by it, and after an hour it is forgotten.
      let other = try decider.route(Self.question(session: "t"), under: "most-likely", later, id: Self.id(3), now: 10)
      #expect(other.decision.model == (probabilities[1] > 0.9 ? "generalist" : "tiny") && other.turn == 1)
    }
  }

  @Test("What the prompt cache saves counts against a switch")
  func promptCache() throws {
    let thrifty = ["thrifty": Policy.willingnessToPay(1)]
    let prices = """
      upstreams: {u: {protocol: openai, base_url: "http://127.0.0.1:9/v1"}}
      models:
        coder: {upstream: u}
        generalist: {upstream: u}
        tiny: {upstream: u, prices: {input: 1000, output: 1, cached_input: 100}}
      """
    let first = try FixedRouters.router([0.5, 0.6, 0.9], costs: [0, 0, 0], policies: thrifty)
    let later = try FixedRouters.router([0.5, 0.99, 0.9], costs: [0, 0, 0], policies: thrifty)
    let configuration = try GatewayConfigurationTests.read(prices)
    // About 60 tokens at 900 USD a million are 0.05 USD; a switch gains 0.09 of a success, worth 0.09 USD, and costs 0.05.
    for (words, now, expected) in [(10, 10.0, "generalist"), (100, 10, "tiny"), (100, 400, "generalist")] {
      let snapshot = try GatewaySnapshot(configuration, router: first)
      let decider = Self.decider(snapshot)
      let question = Self.question(String(repeating: "word ", count: words), session: "s")
      _ = try decider.route(question, under: "thrifty", snapshot, id: Self.id(), now: 0)
      let next = try GatewaySnapshot(configuration, router: later)
      #expect(try decider.route(question, under: "thrifty", next, id: Self.id(), now: now).decision.model == expected)
    }
  }

  @Test("Exploration draws each permitted model with the chance that it states, and the same one for the same id")
  func exploration() throws {
    let snapshot = try FixedRouters.snapshot(FixedRouters.router(), "exploration: {epsilon: 0.3, seed: 9}")
    let decider = Self.decider(snapshot)
    var counts = [0, 0, 0]
    for number in 0..<3000 as Range<UInt64> {
      let routing = try decider.route(
        Self.question("Question \(number)"), under: "most-likely", snapshot, id: Self.id(number), now: 0)
      counts[routing.chosen] += 1
      #expect(routing.propensities.enumerated().allSatisfy { abs($0.element - [0.1, 0.1, 0.8][$0.offset]) < 1e-12 })
      #expect(routing.preferred == 2 && routing.order.count == 3 && routing.order[0] == routing.chosen)
      let again = try decider.route(Self.question("x"), under: "most-likely", snapshot, id: Self.id(number), now: 0)
      #expect(again.chosen == routing.chosen)
    }
    // Five standard deviations of a count of 300 are 82.
    #expect(abs(counts[0] - 300) < 82 && abs(counts[1] - 300) < 82)
  }

  @Test("An explored conversation keeps its model, and the chances of its first turn")
  func exploredConversation() throws {
    let snapshot = try FixedRouters.snapshot(FixedRouters.router(), "exploration: {epsilon: 0.5}")
    let decider = Self.decider(snapshot)
    for number in 0..<50 as Range<UInt64> {
      let question = Self.question(session: "\(number)")
      let first = try decider.route(question, under: "most-likely", snapshot, id: Self.id(number), now: 0)
      let second = try decider.route(question, under: "most-likely", snapshot, id: Self.id(number + 1000), now: 1)
      #expect(second.chosen == first.chosen && second.propensities == first.propensities && second.turn == 2)
    }
  }

  @Test("A model that has an answer of OpenAI's Responses is known by the answer's id")
  func responses() throws {
    let decider = try Self.decider(FixedRouters.snapshot(FixedRouters.router()))
    decider.remember(response: "resp_1", of: "coder", now: 0)
    #expect(
      decider.model(ofResponse: "resp_1", now: 10) == "coder" && decider.model(ofResponse: "resp_2", now: 0) == nil)
  }
}

@Suite("Conversations that are remembered")
struct ConversationMemoryTests {
  private static func entry(_ model: String, at time: Double) -> ConversationMemory.Entry {
    .init(model: model, turns: 1, isExplored: false, propensities: ("", []), lastUsed: time)
  }

  @Test("The latest are remembered, at most as many as asked for, and for as long")
  func bounded() {
    let memory = ConversationMemory(remembered: 100, lifetime: 60)
    for number in 0..<1000 { memory.remember(Self.entry("\(number)", at: 0), as: "\(number)") }
    let known = (0..<1000).filter { memory.entry(of: "\($0)", now: 1) != nil }
    #expect(known.count <= 100 && known.count >= 50 && known.last == 999)
    #expect(memory.entry(of: "999", now: 61) == nil)
  }
}
