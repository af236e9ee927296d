import ArgumentParser
import Foundation
internal import PointsmanSupport

/// The gateway is a program of its own, which few need to build.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Puts a router in front of the models: a gateway for tools that speak OpenAI's or Anthropic's protocol.",
    discussion: """
      pointsman serve my.router
      pointsman serve my.router --config gateway.yaml
      pointsman serve my.router --demo

      It runs pointsman-gateway of the same folder, or of PATH, with the same arguments. The page "Serving" says how to build it.
      """)

  @Argument(parsing: .captureForPassthrough, help: "A router and the gateway's own options.")
  var arguments: [String] = []

  func run() throws { try GatewayProgram.become(["serve"] + arguments) }
}

/// The configuration of the gateway.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Checks a configuration of the gateway.",
    discussion: """
      pointsman config check gateway.yaml
      pointsman config check gateway.yaml --router my.router
      """)

  @Argument(parsing: .captureForPassthrough, help: "check, and a configuration.")
  var arguments: [String] = []

  func run() throws { try GatewayProgram.become(["config"] + arguments) }
}

private enum GatewayProgram {
  private static let name = "pointsman-gateway"
  private static let command =
    "swift build -c release --traits Gateway --scratch-path .build-gateway --product pointsman-gateway"

  /// Becomes the gateway. It returns only by throwing.
  static func become(_ arguments: [String]) throws -> Never {
    guard let path = find() else {
      throw ValidationError("\(name) is not built; build it with: \(command)")
    }
    let failure = ProcessImage.become(path, arguments)
    throw ValidationError("\(path) cannot be run, \(failure.reason); build it again with: \(command)")
  }

  /// Beside this program, where a build of the gateway puts it in the same clone, and in PATH.
  private static func find() -> String? {
    let own = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0]).resolvingSymlinksInPath()
    let folder = own.deletingLastPathComponent()
    var places = [folder.appendingPathComponent(name).path]
    // .build/release/pointsman, or .build/x86_64-unknown-linux-gnu/release/pointsman.
    var root = folder
    for _ in 0..<3 {
      root.deleteLastPathComponent()
      places.append(root.appendingPathComponent(".build-gateway/release/\(name)").path)
    }
    places += (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    return places.first { FileManager.default.isExecutableFile(atPath: $0) && isGateway($0) }
  }

  /// False for the program that a build without the gateway makes of the same name, which says so.
  private static func isGateway(_ path: String) -> Bool {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return false }
    return bytes.range(of: Data("this build has no gateway".utf8)) == nil
  }
}
