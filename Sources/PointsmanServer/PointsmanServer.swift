import ArgumentParser

#if Gateway
  @main
  struct PointsmanServer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pointsman-gateway",
      abstract: "The server of pointsman serve: it puts a router in front of the models.",
      subcommands: [ServeCommand.self, ConfigCommand.self])
  }
#else
  /// The program of a build without swift-nio: it says how to build the gateway.
  @main
  struct PointsmanServer: ParsableCommand {
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    func run() throws {
      throw ValidationError(
        "this build has no gateway; build it with: swift build -c release --traits Gateway --scratch-path .build-gateway "
          + "--product pointsman-gateway")
    }
  }
#endif
