#if Gateway
  import Foundation
  import Pointsman
  import PointsmanEndpoints
  import PointsmanGateway
  import PointsmanSupport

  /// The fake provider of the tests, playing the router's models.
  final class DemoProvider: Sendable {
    private let process: Process
    private static let script = "Tests/FakeProvider/fake_provider.py"

    /// Starts it, and configures the gateway for it.
    init(for source: inout SnapshotSource) throws {
      guard let path = source.router else { throw GatewayFault("--demo needs a router on the command line") }
      let models = try Router(contentsOf: path).models
      guard let script = Self.findScript() else {
        throw GatewayFault("\(Self.script) is not here; --demo runs in a clone of the repository")
      }
      let played = FileManager.default.temporaryDirectory.appendingPathComponent("pointsman-played-\(UUID()).json")
      try Data(Self.played(models).text.utf8).write(to: played)
      defer { try? FileManager.default.removeItem(at: played) }
      process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["python3", script, "--port", "0", "--models", played.path, "--until-eof"]
      let (output, input) = (Pipe(), Pipe())
      // It ends when this process does, whatever ended that.
      (process.standardOutput, process.standardInput) = (output, input)
      try process.run()
      let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      guard let url = line.split(whereSeparator: \.isWhitespace).last, url.hasPrefix("http://") else {
        process.terminate()
        throw GatewayFault("the fake provider did not start; python3 \(script) says why")
      }
      source.environment["POINTSMAN_DEMO_KEY"] = "demo"
      var configuration = try GatewayConfiguration(
        ConfigNode(parsing: Self.configuration(models, String(url)), file: "--demo"), environment: source.environment)
      configuration.digest = nil
      source.made = configuration
    }

    func end() { process.terminate() }

    private static func findScript() -> String? {
      var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      let here = FileManager.default.currentDirectoryPath + "/" + script
      if FileManager.default.fileExists(atPath: here) { return here }
      while folder.path != "/" {
        let path = folder.appendingPathComponent(script).path
        if FileManager.default.fileExists(atPath: path) { return path }
        folder.deleteLastPathComponent()
      }
      return nil
    }

    /// Models that are good at different things.
    private static func played(_ models: [String]) -> JSONValue {
      .object(
        models.enumerated().map { index, name in
          let right: [Double] = index.isMultiple(of: 2) ? [0.4, 0.95, 0.95] : [0.95, 0.3, 0.5]
          return (
            name,
            .object([
              ("right", .object(zip(["code", "arithmetic", "fact"], right).map { ($0, .number($1)) })),
              ("style", .string(index.isMultiple(of: 2) ? "verbose" : "terse")),
              ("first_token_s", .number(0.05)), ("tokens_per_s", .number(400)),
            ])
          )
        })
    }

    private static func configuration(_ models: [String], _ url: String) -> String {
      let lines = models.map {
        "  \(JSONValue.string($0).text): {upstream: demo, prices: {input: 1, output: 8, cached_input: 0.1}}"
      }
      return """
        upstreams:
          demo: {protocol: [openai, anthropic], base_url: "\(url)/v1", api_key: "${POINTSMAN_DEMO_KEY}"}
        models:
        \(lines.joined(separator: "\n"))
        """
    }
  }
#endif
