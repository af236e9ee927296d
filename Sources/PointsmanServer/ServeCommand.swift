#if Gateway
  import ArgumentParser
  import AsyncHTTPClient
  import Dispatch
  import Foundation
  import NIOCore
  import NIOPosix
  import Pointsman
  import PointsmanEndpoints
  import PointsmanGateway
  import PointsmanSupport

  struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "serve",
      abstract: "Serves a router: a gateway in front of the models, and decisions for other gateways.",
      discussion: """
        pointsman serve my.router                        decisions alone, at http://127.0.0.1:8080
        pointsman serve my.router --config gateway.yaml  a gateway: point the base URL of your tools at it
        pointsman serve my.router --demo                 a gateway with models that are played, without a key

        The configuration names upstreams and models, as for pointsman collect. Changes of the router and of the configuration \
        are taken up while it runs, and on SIGHUP; SIGTERM ends it after the requests under way.
        """)

    @Argument(help: "The router file; without it the configuration's \"router\".")
    var router: String?

    @Option(help: ArgumentHelp("The configuration, YAML or JSON.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Where to listen, instead of the configuration's \"listen\".", valueName: "host:port"))
    var listen: String?

    @Flag(help: "Plays the router's models on this machine, with Tests/FakeProvider of a clone and python3.")
    var demo = false

    @Option(help: "Threads that serve.")
    var threads = max(1, System.coreCount)

    func validate() throws {
      guard router != nil || config != nil else { throw ValidationError("name a router, or a configuration that does") }
      guard !(demo && config != nil) else {
        throw ValidationError("--demo has a configuration of its own; leave out --config")
      }
      guard (1...1024).contains(threads) else { throw ValidationError("--threads must be from 1 to 1024") }
      if let listen, ListenAddress(listen) == nil {
        throw ValidationError("--listen must be an address such as 127.0.0.1:8080, not \"\(listen)\"")
      }
    }

    func run() throws {
      ProcessImage.prepareToServe()
      var source = SnapshotSource(
        router: router, configuration: config, listen: listen.flatMap(ListenAddress.init),
        environment: ProcessInfo.processInfo.environment)
      let provider = demo ? try DemoProvider(for: &source) : nil
      defer { provider?.end() }
      let snapshot = try source.read()
      let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
      let gateway = try Gateway(snapshot, environment: source.environment, group: group)
      let listener = try Listener(gateway, at: snapshot.configuration.listen)
      let metrics = try snapshot.configuration.metrics.map { try Listener(gateway, at: $0, servesMetrics: true) }
      let exporter = snapshot.configuration.traces.map { Exporter(gateway, to: $0.otlp) }
      let operation = Operation(gateway, listener, source)
      StandardStreams.warn(Self.greeting(snapshot, at: listener.address, isDemo: demo))
      operation.runToEnd()
      metrics?.close()
      exporter?.close()
      gateway.shutDown()
    }

    private static func greeting(_ snapshot: GatewaySnapshot, at address: ListenAddress, isDemo: Bool) -> String {
      let models = snapshot.router.models.joined(separator: ", ")
      let router = "router \(snapshot.routerID): \(models)"
      let use =
        snapshot.configuration.endpoints.isEmpty
        ? "It decides, and passes nothing on. To put it in front of your models, name them in a configuration: --config."
        : "Base URL for your tools: http://\(address)/v1 (OpenAI), http://\(address) (Anthropic); model: pointsman"
      return """
        listening at http://\(address)
        \(router)
        \(isDemo ? "The models are played, and their answers are invented.\n" : "")\(use)

        """
    }
  }

  struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "config", abstract: "Checks a configuration of the gateway.", subcommands: [CheckCommand.self])

    struct CheckCommand: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads a configuration and its router as serve does, and says what it would serve.",
        discussion: """
          pointsman config check gateway.yaml
          pointsman config check gateway.yaml --router my.router

          The exit status is 0 if it can be served, else 1. No request is sent, and keys are only looked for.
          """)

      @Argument(help: "The configuration, YAML or JSON.")
      var config: String

      @Option(help: "The router file; without it the configuration's \"router\".")
      var router: String?

      func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let snapshot = try SnapshotSource(
          router: router, configuration: config, listen: nil, environment: environment
        ).read()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let service = try Gateway.Service(snapshot, environment: environment, group: group, after: nil)
        defer {
          for (_, client) in service.clients.values { try? client.syncShutdown() }
          try? group.syncShutdownGracefully()
        }
        _ = try snapshot.configuration.log.hashKeyBytes(in: environment)
        let configuration = snapshot.configuration
        print(
          "router     \(snapshot.routerID), policies \(snapshot.policyNames.joined(separator: ", "))"
        )
        for endpoint in configuration.endpoints {
          print(
            "model      \(endpoint.name): \(endpoint.model) at \(endpoint.upstream.baseURL), key "
              + (endpoint.upstream.key?.description ?? "none"))
        }
        print("listens    \(configuration.listen), \(configuration.keys.count) keys")
        print("log        \(configuration.log.store ?? "none")")
      }
    }
  }
#endif
