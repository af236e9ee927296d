import Pointsman
import PointsmanEndpoints
import PointsmanSupport
import Synchronization
import TestSupport
import Testing

@testable import PointsmanLabelling

@Suite("Runs of asks")
struct AskRunTests {
  private let folder = try! TemporaryFolder()

  private func run(_ client: StubClient, cap: Double? = nil, journal: String = "j.jsonl") throws -> AskRun {
    var run = AskRun(client: client, journal: try AskJournal(path: folder.path(journal)), keys: [:], maximumCost: cap)
    run.longestBackoff = 0.001
    return run
  }

  @Test("Every ask is sent once; a second run sends none")
  func once() async throws {
    let endpoint = try Endpoint.made("m", price: .init(input: 1, output: 2))
    let asks = (0..<30).map { Ask.made("k\($0)", to: endpoint) }
    for round in 0..<2 {
      let client = StubClient { ask, _ in .made("to \(ask.key)") }
      let results = try await run(client).run(asks)
      #expect(client.sent.withLock(\.count) == (round == 0 ? 30 : 0))
      #expect(results.replies.count == 30 && results.replies["k7"]?.reply.text == "to k7")
      #expect(abs(results.spent - 30 * 20e-6) < 1e-12)
    }
  }

  @Test("What passes is tried again; what does not is not, and neither is in a later run")
  func retries() async throws {
    let endpoint = try Endpoint.made("m")
    let asks = ["late", "refused", "slow", "never"].map { Ask.made($0, to: endpoint) }
    let client = StubClient { (ask, before) throws(AskFailure) in
      switch ask.key {
      case "late": if before < 3 { throw AskFailure(.rateLimit, "429", wait: 0.001) }
      case "refused": throw AskFailure(.refused, "400")
      case "slow": if before == 0 { throw AskFailure(.timeout, "time", mayCost: true) }
      default: throw AskFailure(.server, "500")
      }
      return .made()
    }
    let first = try await run(client).run(asks)
    #expect(Set(first.replies.keys) == ["late"])
    #expect(first.failures.mapValues(\.kind) == ["refused": .refused, "slow": .timeout, "never": .server])
    func count(_ key: String) -> Int { client.sent.withLock { $0.count { $0.key == key } } }
    #expect(count("late") == 4 && count("refused") == 1 && count("slow") == 1 && count("never") == 6)
    let second = try await run(client).run(asks)
    #expect(Set(second.replies.keys) == ["late", "slow"])
    #expect(count("late") == 4 && count("refused") == 1 && count("slow") == 2 && count("never") == 12)
  }

  @Test("A model that no request can reach is given up; the others go on")
  func givenUp() async throws {
    let (good, bad) = (
      try Endpoint.made("good", price: .init(input: 1, output: 1)),
      try Endpoint.made("bad", price: .init(input: 9, output: 9))
    )
    let asks = (0..<50).flatMap {
      [Ask.made("g\($0)", to: good, group: "\($0)"), Ask.made("b\($0)", to: bad, group: "\($0)")]
    }
    let client = StubClient { (ask, _) throws(AskFailure) in
      if ask.model == "bad" { throw AskFailure(.account, "401, wrong key") }
      return .made()
    }
    // The cap has room for everything at its bounds, and must not wait for asks that were dropped.
    let bound = asks.compactMap(\.costBound).reduce(0, +)
    let results = try await run(client, cap: bound).run(asks)
    #expect(results.replies.count == 50 && results.modelsGivenUp == ["bad: 401, wrong key"])
    #expect(client.sent.withLock { $0.count { $0.model == "bad" } } <= 5)
    #expect(results.notAsked + results.failures.count == 50)
  }

  @Test("A model whose requests all fail is given up after some")
  func patience() async throws {
    let endpoint = try Endpoint.made("m", concurrency: 1)
    let asks = (0..<60).map { Ask.made("k\($0)", to: endpoint) }
    let client = StubClient { (_, _) throws(AskFailure) in throw AskFailure(.timeout, "time") }
    let results = try await run(client).run(asks)
    #expect(results.failures.count == 20 && results.notAsked == 40 && results.modelsGivenUp.count == 1)
  }

  @Test(
    "A cap is never exceeded, and admits prompts for all models or none", .timeLimit(.minutes(5)),
    arguments: 0..<40 as Range<UInt64>)
  func cap(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let endpoints = try (0..<3).map { model in
      try Endpoint.made(
        "m\(model)",
        price: .init(input: .random(in: 0...50, using: &random), output: .random(in: 0...50, using: &random)),
        concurrency: .random(in: 1...8, using: &random), connections: .random(in: 1...6, using: &random))
    }
    let asks = (0..<20).flatMap { prompt in
      endpoints.map { Ask.made("\($0.name)/\(prompt)", to: $0, group: "\(prompt)") }
    }
    let cap = asks.compactMap(\.costBound).reduce(0, +) * .random(in: 0.01...1, using: &random)
    let paid = Mutex(0.0)
    let client = StubClient { (ask, before) throws(AskFailure) in
      var dice = SplitMix64(
        seed: UInt64(ask.key.utf8.reduce(0) { Int($0) &* 31 &+ Int($1) } & 0xffff) + UInt64(before) + seed)
      let (input, output) = (Int.random(in: 1...ask.inputBound, using: &dice), Int.random(in: 1...100, using: &dice))
      let cost = ask.request.endpoint.price!.cost(input: Double(input), output: Double(output))
      switch Int.random(in: 0..<10, using: &dice) {
      case 0: throw AskFailure(.rateLimit, "429")
      case 1:
        paid.withLock { $0 += cost }
        throw AskFailure(.cut, "cut", mayCost: true)
      case 2:
        paid.withLock { $0 += cost }
        throw AskFailure(.timeout, "time", mayCost: true)
      default:
        paid.withLock { $0 += cost }
        return .made(input: input, output: output)
      }
    }
    let first = try await run(client, cap: cap, journal: "\(seed)").run(asks)
    let second = try await run(client, cap: cap, journal: "\(seed)").run(asks)
    let whole = paid.withLock(\.self)
    #expect(whole <= cap * (1 + 1e-9) && second.spent <= cap * (1 + 1e-9))
    #expect(whole <= second.spent * (1 + 1e-9) && first.spent <= second.spent * (1 + 1e-9))
    if !first.isCapReached { #expect(first.notAsked == 0) }
    for (_, group) in Dictionary(grouping: asks, by: \.group) {
      let ended = group.count { first.replies[$0.key] != nil || first.failures[$0.key] != nil }
      #expect(ended == 0 || ended == 3)
    }
  }

  @Test("No model is asked under a cap without a price")
  func unpriced() async throws {
    let client = StubClient { _, _ in .made() }
    let asks = [Ask.made("k", to: try Endpoint.made("m"))]
    let error = await #expect(throws: LabellingError.self) { try await run(client, cap: 1).run(asks) }
    #expect(error?.description.contains("m: has no price") == true && client.sent.withLock(\.isEmpty))
  }

  @Test("An interruption ends the run; requests under way count with the most that they can cost")
  func interruption() async throws {
    let endpoint = try Endpoint.made("m", price: .init(input: 1, output: 1), concurrency: 2)
    let asks = (0..<10).map { Ask.made("k\($0)", to: endpoint) }
    let client = SilentClient()
    let run = AskRun(
      client: client, journal: try AskJournal(path: folder.path("j.jsonl")), keys: [:], maximumCost: nil)
    let task = Task { try await run.run(asks) }
    while client.sent.withLock(\.self) < 2 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(client.sent.withLock(\.self) == 2)
    #expect(abs(run.journal.spent - 2 * (asks[0].costBound ?? 0)) < 1e-12)
  }
}
