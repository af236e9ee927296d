#if Gateway
  import Dispatch
  import Foundation
  import PointsmanGateway
  import PointsmanSupport
  import Synchronization

  /// The life of the server: it takes up changed files, and ends when it is asked to.
  final class Operation: Sendable {
    private let gateway: Gateway
    private let listener: Listener
    private let source: SnapshotSource
    private let queue = DispatchQueue(label: "operation")
    private let marks: Mutex<[String]>
    private let isEnding = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)
    /// Seconds between two looks at the files.
    private static let interval = 2

    init(_ gateway: Gateway, _ listener: Listener, _ source: SnapshotSource) {
      (self.gateway, self.listener, self.source) = (gateway, listener, source)
      marks = Mutex(source.marks)
    }

    /// Returns when the server has ended.
    func runToEnd() {
      let signals = [SIGTERM, SIGINT, SIGHUP].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { [self] in if number == SIGHUP { reload() } else { end() } }
        source.resume()
        return source
      }
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now() + .seconds(Self.interval), repeating: .seconds(Self.interval))
      timer.setEventHandler { [self] in
        if source.marks != marks.withLock({ $0 }) { reload() }
      }
      timer.resume()
      gateway.reloader.set { [self] completion in queue.async { completion(self.reload()) } }
      ended.wait()
      timer.cancel()
      for signal in signals { signal.cancel() }
    }

    /// Reads the files again. Where they cannot be served, the old ones go on.
    @discardableResult
    private func reload() -> String? {
      marks.withLock { $0 = source.marks }
      do {
        let snapshot = try source.read()
        let waiting = try gateway.replace(by: snapshot, environment: source.environment)
        let rest = waiting.isEmpty ? "" : "; changes of \(waiting.joined(separator: ", ")) need a new start"
        StandardStreams.warn("reloaded: router \(snapshot.routerID)\(rest)\n")
        return nil
      } catch {
        gateway.countFailedReload()
        StandardStreams.warn("not reloaded, the old configuration goes on: \(error)\n")
        return "\(error)"
      }
    }

    /// Ends after the requests under way; at once when it is asked twice.
    private func end() {
      guard isEnding.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else {
        ended.signal()
        return
      }
      let drain = gateway.service.snapshot.configuration.drain
      StandardStreams.warn("ending: \(gateway.requestsUnderWay) requests under way\n")
      gateway.drain()
      DispatchQueue.global().async { [self] in
        let start = Date()
        // Load balancers need a moment to see that it is not ready.
        while Date().timeIntervalSince(start) < drain.delay { Thread.sleep(forTimeInterval: 0.02) }
        listener.close()
        gateway.connections.drain()
        while gateway.connections.count > 0, Date().timeIntervalSince(start) < drain.delay + drain.limit {
          Thread.sleep(forTimeInterval: 0.02)
        }
        ended.signal()
      }
    }
  }
#endif
