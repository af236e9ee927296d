#if Gateway
  import Foundation
  import Pointsman
  import PointsmanGateway

  /// The files that a snapshot is read from.
  struct SnapshotSource: Sendable {
    let router: String?
    let configuration: String?
    let listen: ListenAddress?
    var environment: [String: String]
    /// A configuration that is in no file.
    var made: GatewayConfiguration?

    init(router: String?, configuration: String?, listen: ListenAddress?, environment: [String: String]) {
      (self.router, self.configuration, self.listen, self.environment) = (router, configuration, listen, environment)
    }

    /// Reads and checks both files.
    func read() throws -> GatewaySnapshot {
      var settings = try readConfiguration()
      if let listen { settings.listen = listen }
      guard let path = router ?? settings.router else {
        throw GatewayFault("neither the command line nor the configuration names a router; add router: PATH")
      }
      let router = try Router(contentsOf: path)
      try router.verifyDigest()
      _ = try router.verifyGoldenPrompts()
      return try GatewaySnapshot(settings, router: router)
    }

    private func readConfiguration() throws -> GatewayConfiguration {
      if let made { return made }
      guard let configuration else { return GatewayConfiguration() }
      return try GatewayConfiguration(path: configuration, environment: environment)
    }

    /// When the files were last changed, and how long they are; changes when one of them does.
    var marks: [String] {
      [router, configuration].compactMap(\.self).map { path in
        let facts = try? FileManager.default.attributesOfItem(
          atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
        let time = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(time) \((facts?[.size] as? Int) ?? -1) \((facts?[.systemFileNumber] as? Int) ?? -1)"
      }
    }
  }
#endif
