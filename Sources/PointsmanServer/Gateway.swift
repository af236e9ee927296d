#if Gateway
  import AsyncHTTPClient
  import Foundation
  import NIOCore
  import NIOHTTP1
  import NIOPosix
  import Pointsman
  import PointsmanDecisionLog
  import PointsmanEndpoints
  import PointsmanGateway
  import Synchronization

  /// The running gateway: what it serves at present, and what outlives a change of that.
  final class Gateway: Sendable {
    static let version = Version.current

    let group: MultiThreadedEventLoopGroup
    let decider: Decider
    let retries: RetryBudget
    let connections = ConnectionSet()
    let observation: Observation
    let reloader = Reloader()
    private let underWay = Atomic(0)
    private let current: Mutex<Service>
    private let draining = Atomic(false)

    /// The service at present: a request keeps the one that it began with.
    final class Service: Sendable {
      let snapshot: GatewaySnapshot
      /// For each endpoint by name, its targets by protocol.
      let targets: [String: [WireProtocol: UpstreamTarget]]
      /// The connections to each upstream.
      let clients: [String: (upstream: Upstream, client: HTTPClient)]
      let adminKey: ClientKey?
      let rates: [String: KeyRate]
      let labels: DecisionLabels

      init(
        _ snapshot: GatewaySnapshot, environment: [String: String], group: MultiThreadedEventLoopGroup,
        after old: Service?
      ) throws {
        self.snapshot = snapshot
        let configuration = snapshot.configuration
        var (clients, targets) = (
          [String: (upstream: Upstream, client: HTTPClient)](), [String: [WireProtocol: UpstreamTarget]]()
        )
        for endpoint in configuration.endpoints {
          let upstream = endpoint.upstream
          let key = try upstream.key?.value(in: environment)
          let client: HTTPClient
          if let known = clients[upstream.name]?.client {
            client = known
          } else if let kept = old?.clients[upstream.name], kept.upstream == upstream {
            client = kept.client
          } else {
            client = try HTTPClient(upstream, group: group)
          }
          clients[upstream.name] = (upstream, client)
          for api in WireProtocol.allCases where upstream.speaks(api) {
            targets[endpoint.name, default: [:]][api] = try UpstreamTarget(
              endpoint, api, url: upstream.url(of: api), key: key, client: client)
          }
        }
        (self.clients, self.targets) = (clients, targets)
        adminKey = try configuration.adminKey.map { ClientKey(name: "admin", key: try $0.value(in: environment)) }
        labels = try DecisionLabels(models: snapshot.router.models, labels: configuration.labels)
        rates = Dictionary(
          uniqueKeysWithValues: configuration.keys.compactMap { key in
            key.perMinute.map { (key.name, old?.rates[key.name]?.kept(at: $0) ?? KeyRate(perMinute: $0)) }
          })
      }
    }

    init(_ snapshot: GatewaySnapshot, environment: [String: String], group: MultiThreadedEventLoopGroup) throws {
      self.group = group
      decider = Decider(snapshot.configuration.conversations, seed: UInt64.random(in: .min ... .max))
      retries = RetryBudget(share: snapshot.configuration.fallbacks.retryBudget)
      observation = try Observation(snapshot, environment: environment)
      current = Mutex(try Service(snapshot, environment: environment, group: group, after: nil))
    }

    var service: Service { current.withLock { $0 } }
    var limits: GatewayConfiguration.Limits { service.snapshot.configuration.limits }
    var isDraining: Bool { draining.load(ordering: .relaxed) }
    var fallbackAttempts: Int { service.snapshot.configuration.fallbacks.attempts }

    /// Counts a request that is passed on; false where there are too many.
    func beginRequest() -> Bool {
      if underWay.wrappingAdd(1, ordering: .relaxed).oldValue < limits.concurrent { return true }
      endRequest()
      return false
    }

    func endRequest() { underWay.wrappingSubtract(1, ordering: .relaxed) }
    var requestsUnderWay: Int { underWay.load(ordering: .relaxed) }

    /// Serves another router or configuration from now on. Requests under way end as they began.
    ///
    /// Returns the settings that have changed and hold only from the next start on.
    func replace(by snapshot: GatewaySnapshot, environment: [String: String]) throws -> [String] {
      let old = service
      let new = try Service(snapshot, environment: environment, group: group, after: old)
      current.withLock { $0 = new }
      observation.configure(snapshot)
      observation.metrics.reloads("success").add()
      for (name, (upstream, client)) in old.clients where new.clients[name]?.client !== client {
        // What is under way there may take as long as its time-out.
        group.any().scheduleTask(in: .seconds(upstream.timeouts.total + 1)) { _ = client.shutdown() }
      }
      return old.snapshot.configuration.settingsOfStart(changedIn: snapshot.configuration)
    }

    /// Ends all that runs; nothing is served after it.
    func shutDown() {
      connections.cutOff()
      for (_, client) in service.clients.values { try? client.syncShutdown() }
      observation.close()
      try? group.syncShutdownGracefully()
    }

    func countFailedReload() { observation.metrics.reloads("failure").add() }

    /// Takes no new requests, and closes connections as their answers end.
    func drain() {
      draining.store(true, ordering: .relaxed)
      connections.drain()
    }
  }

  /// The open connections of clients.
  final class ConnectionSet: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    var count: Int { channels.withLock { $0.count } }

    func add(_ channel: any Channel) { channels.withLock { $0[ObjectIdentifier(channel)] = channel } }
    func remove(_ channel: any Channel) { channels.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) } }

    /// Tells every connection to close after its answer.
    func drain() {
      for channel in channels.withLock({ Array($0.values) }) {
        channel.eventLoop.execute {
          guard let handler = try? channel.pipeline.syncOperations.handler(type: ClientConnection.self) else { return }
          handler.drain()
        }
      }
    }

    /// Ends all connections, with a word to those whose answer is under way.
    func cutOff() {
      let ends = channels.withLock { Array($0.values) }.map { channel in
        channel.eventLoop.submit {
          try? channel.pipeline.syncOperations.handler(type: ClientConnection.self).cutOff()
        }
      }
      for end in ends { try? end.wait() }
    }
  }

  /// How many requests a key has left: as many as it may send in a minute, coming back evenly.
  final class KeyRate: Sendable {
    private let state: Mutex<(left: Double, since: Double)>
    private let perMinute: Double

    init(perMinute: Double) {
      self.perMinute = perMinute
      state = Mutex((max(1, perMinute), Clock.now))
    }

    /// The same count after a change of the configuration, where the rate is the same.
    func kept(at rate: Double) -> KeyRate? { rate == perMinute ? self : nil }

    /// Takes a request; else the seconds until there is one.
    func take() -> Double? {
      state.withLock { state in
        let now = Clock.now
        state.left = min(max(1, perMinute), state.left + (now - state.since) * perMinute / 60)
        state.since = now
        guard state.left < 1 else {
          state.left -= 1
          return nil
        }
        return (1 - state.left) * 60 / perMinute
      }
    }
  }

  /// Has the files read again, for a signal, a changed file or a request.
  final class Reloader: Sendable {
    typealias Action = @Sendable (@escaping @Sendable (String?) -> Void) -> Void
    private let action = Mutex<Action?>(nil)

    func set(_ action: @escaping Action) { self.action.withLock { $0 = action } }

    /// Calls `completion` with the fault, or with nil where the new files are served.
    func reload(completion: @escaping @Sendable (String?) -> Void) {
      guard let action = action.withLock({ $0 }) else { return completion("nothing is served yet") }
      action(completion)
    }
  }

  enum Clock {
    /// Seconds of the monotonic clock.
    static var now: Double { Double(NIODeadline.now().uptimeNanoseconds) / 1e9 }

    /// Milliseconds since 1970.
    static var milliseconds: UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1000)) }
  }

  extension DecisionID {
    static func new() -> DecisionID {
      DecisionID(
        milliseconds: Clock.milliseconds, random: (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)))
    }
  }
#endif
