internal import PointsmanEndpoints
internal import PointsmanSupport
import Synchronization

/// Sends asks to their models, several at a time, within a cost cap, and keeps every reply in a journal.
package struct AskRun: Sendable {
  package let client: any ModelClient
  package let journal: AskJournal
  /// The key of each upstream, by its name.
  package let keys: [String: String]
  /// USD that this and earlier runs of the journal may spend; nil for no limit.
  package let maximumCost: Double?
  /// Times that a request is sent at most.
  package var attempts = 6
  /// Failures in a row after which a model is given up.
  package var patience = 20
  /// The longest wait before a further try, in seconds.
  package var longestBackoff = 60.0

  package init(client: any ModelClient, journal: AskJournal, keys: [String: String], maximumCost: Double?) {
    (self.client, self.journal, self.keys, self.maximumCost) = (client, journal, keys, maximumCost)
  }

  /// Sends what the journal has no reply to. A failure that would come again is not tried again.
  ///
  /// Throws where the journal cannot be read or written, or at the first ask of a model that has no price under a cap.
  package func run(
    _ asks: [Ask], progress: @escaping @Sendable (AskProgress) -> Void = { _ in }
  ) async throws -> AskResults {
    var queues: [String: [Ask]] = [:]
    var bounds: [String: Double] = [:]
    var groups: [String] = []
    var counts = AskProgress(asks)
    for ask in asks {
      switch try journal.entry(of: ask) {
      case .reply(_, let cost)?: counts.add(.done, ask.model, spent: cost ?? 0)
      case .failure(let failure)? where failure.kind.isFinal: counts.add(.failed, ask.model, spent: 0)
      default:
        if maximumCost != nil, ask.costBound == nil {
          throw LabellingError(
            ask.model, "has no price, so that no cost cap can hold",
            remedy: "add prices: {input: …, output: …} to the model, 0 where it costs nothing")
        }
        queues[ask.model, default: []].append(ask)
        if bounds[ask.group] == nil { groups.append(ask.group) }
        bounds[ask.group, default: 0] += ask.costBound ?? 0
      }
    }
    let state = RunState(
      counts, cap: SpendingCap(limit: maximumCost, spent: journal.spent), groups: groups, bounds: bounds, progress)
    progress(counts)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (_, queue) in queues.sorted(by: { $0.key < $1.key }) {
        let pace = ModelPace(queue)
        for _ in 0..<min(queue[0].request.endpoint.concurrency, queue.count) {
          group.addTask { try await work(pace, state) }
        }
      }
      try await group.waitForAll()
    }
    return try await results(asks, state)
  }

  /// Takes asks of one model until there are none.
  private func work(_ pace: ModelPace, _ state: RunState) async throws {
    while let ask = await pace.next() {
      guard await state.admit(ask) else { return }
      try Task.checkCancellation()
      try await send(ask, pace, state)
    }
  }

  private func send(_ ask: Ask, _ pace: ModelPace, _ state: RunState) async throws {
    let bound = ask.costBound ?? 0
    var attempt = 1
    while true {
      try await pace.waitForTurn()
      let failure: AskFailure
      switch try await attemptOnce(ask, bound, state) {
      case .success(let reply):
        let cost = ask.cost(input: reply.inputTokens, output: reply.outputTokens)
        let withheld = AskFailure(.filter, "the answer was withheld", mayCost: true)
        let entry: AskJournal.Entry = reply.finish == .filter ? .failure(withheld) : .reply(reply, cost: cost)
        return try await end(ask, entry, bound, spent: cost ?? bound, state, pace)
      case .failure(let error): failure = error
      }
      let spent = failure.mayCost ? bound : 0
      // An interruption leaves the request without an end in the journal.
      try Task.checkCancellation()
      guard attempt < attempts, failure.kind.isRetried else {
        return try await end(ask, .failure(failure), bound, spent: spent, state, pace)
      }
      try journal.end(ask, .failure(failure), spent: spent)
      let backoff = RetryRules.backoff(attempt: attempt, most: longestBackoff, random: .random(in: 0..<1))
      await pace.pause(max(failure.wait ?? 0, backoff), isShared: failure.kind == .rateLimit)
      attempt += 1
      // What a try may have cost is gone, and the next needs a reservation of its own. One that cost nothing keeps it.
      guard spent > 0 else { continue }
      await state.settle(bound, spent: spent)
      if await !state.cap.reserveAtOnce(bound) {
        let stopped = AskFailure(.costCap, "a further try would exceed the cost cap")
        return try await end(ask, .failure(stopped), 0, spent: 0, state, pace)
      }
    }
  }

  /// Sends the request once, when its upstream has a connection to spare.
  private func attemptOnce(
    _ ask: Ask, _ bound: Double, _ state: RunState
  ) async throws -> Result<Reply, AskFailure> {
    let upstream = ask.request.endpoint.upstream
    await state.connections.take(upstream)
    let result: Result<Reply, AskFailure>
    do {
      try journal.begin(ask, bound: bound)
      result = .success(try await client.send(ask, key: keys[upstream.name]))
    } catch let error as AskFailure {
      result = .failure(error)
    } catch {
      await state.connections.giveBack(upstream)
      throw error
    }
    await state.connections.giveBack(upstream)
    return result
  }

  private func end(
    _ ask: Ask, _ entry: AskJournal.Entry, _ bound: Double, spent: Double, _ state: RunState, _ pace: ModelPace
  ) async throws {
    try journal.end(ask, entry, spent: spent)
    await state.end(ask, entry, bound: bound, spent: spent)
    switch entry {
    case .reply: await pace.succeed()
    case .failure(let failure):
      if failure.kind == .account {
        await giveUp(pace, "\(ask.model): \(failure.message)", state)
      } else if await pace.fail() >= patience {
        let reason = "\(ask.model): \(patience) requests in a row failed, the last with \(failure.message)"
        await giveUp(pace, reason, state)
      }
    }
  }

  /// Takes no further ask of a model, and frees what was reserved for them.
  private func giveUp(_ pace: ModelPace, _ reason: String, _ state: RunState) async {
    await state.drop(await pace.takeRest(), reason)
  }

  private func results(_ asks: [Ask], _ state: RunState) async throws -> AskResults {
    var results = AskResults(
      spent: await state.cap.spent, isCapReached: await state.cap.isReached, modelsGivenUp: await state.reasons)
    for ask in asks {
      switch try journal.entry(of: ask) {
      case .reply(let reply, let cost)?: results.replies[ask.key] = (reply, cost)
      case .failure(let failure)?: results.failures[ask.key] = failure
      case nil: results.notAsked += 1
      }
    }
    return results
  }
}

/// The state that the workers of a run share.
private actor RunState {
  let cap: SpendingCap
  let connections = ConnectionLimits()
  private var counts: AskProgress
  /// The bounds of all asks of a group that is not admitted yet.
  private var bounds: [String: Double]
  /// The groups that nobody asked to admit yet, in order.
  private var waiting: ArraySlice<String>
  /// The groups whose admission is being waited for, or is settled.
  private var admissions: [String: Task<Bool, Never>] = [:]
  private var lastAdmission: Task<Bool, Never>?
  /// Why models were given up.
  private(set) var reasons: [String] = []
  private let progress: @Sendable (AskProgress) -> Void

  init(
    _ counts: AskProgress, cap: SpendingCap, groups: [String], bounds: [String: Double],
    _ progress: @escaping @Sendable (AskProgress) -> Void
  ) {
    (self.counts, self.cap, self.bounds, self.progress) = (counts, cap, bounds, progress)
    waiting = groups[...]
  }

  /// True if the cost of all asks of the ask's group was reserved.
  ///
  /// Groups are admitted in the order of the asks. A later one that fits would else hold a reservation of a model whose worker
  /// waits for an earlier one, and both would wait for ever.
  func admit(_ ask: Ask) async -> Bool {
    while admissions[ask.group] == nil {
      let group = waiting.removeFirst()
      let (cap, bound, earlier) = (cap, bounds[group] ?? 0, lastAdmission)
      let admission = Task { await earlier?.value ?? true ? await cap.reserve(bound) : false }
      (admissions[group], lastAdmission) = (admission, admission)
    }
    return await admissions[ask.group]?.value ?? false
  }

  func settle(_ bound: Double, spent: Double) async { await cap.settle(bound, spent: spent) }

  func end(_ ask: Ask, _ entry: AskJournal.Entry, bound: Double, spent: Double) async {
    await cap.settle(bound, spent: spent)
    if case .reply = entry {
      counts.add(.answered, ask.model, spent: spent)
    } else {
      counts.add(.failed, ask.model, spent: spent)
    }
    progress(counts)
  }

  /// Forgets asks that are not to be sent.
  func drop(_ asks: [Ask], _ reason: String) async {
    if !reasons.contains(reason) { reasons.append(reason) }
    for ask in asks {
      let bound = ask.costBound ?? 0
      guard let admission = admissions[ask.group] else {
        bounds[ask.group, default: 0] -= bound
        continue
      }
      if await admission.value { await cap.settle(bound, spent: 0) }
    }
  }
}

/// The connections that upstreams have to spare.
private actor ConnectionLimits {
  private var taken: [String: Int] = [:]
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  func take(_ upstream: Upstream) async {
    while taken[upstream.name, default: 0] >= upstream.maximumConnections {
      await withCheckedContinuation { waiting[upstream.name, default: []].append($0) }
    }
    taken[upstream.name, default: 0] += 1
  }

  func giveBack(_ upstream: Upstream) {
    taken[upstream.name, default: 0] -= 1
    if waiting[upstream.name]?.isEmpty == false { waiting[upstream.name]?.removeFirst().resume() }
  }
}
