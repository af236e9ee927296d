import Foundation
import Synchronization
import TestSupport

/// The provider of Tests/FakeProvider, on a port of its own, as long as the value lives. It needs Python.
final class FakeProvider {
  /// True where there is a Python to run it.
  static let isThere =
    ["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: $0 + "/python3") }
    || (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/python3")
    }

  let url: String
  private let process = Process()
  private let log: String
  private let input = Pipe()

  /// Starts it; waits are a fiftieth of a real provider's.
  init(in folder: TemporaryFolder, _ arguments: String...) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    log = folder.path("provider.jsonl")
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "python3", "-B", root.appending(path: "FakeProvider/fake_provider.py").path, "--port", "0", "--log", log,
        "--until-eof",
      ]
      + (arguments.contains("--speed") ? [] : ["--speed", "50"]) + arguments
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let process = process
    try Program.launches.withLock { _ in try process.run() }
    var line = Data()
    while !line.contains(0x0a), case let piece = output.fileHandleForReading.availableData, !piece.isEmpty {
      line += piece
    }
    url =
      String(decoding: line, as: UTF8.self).split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) }
      ?? ""
  }

  // Its threads block the softer signals, as those of the tests do.
  deinit { kill(process.processIdentifier, SIGKILL) }

  /// The number of requests that are over.
  var requests: Int {
    ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").count
  }

  /// The text of a file of its models, each over the protocol that it is given with.
  func models(_ models: (name: String, protocol: String)...) -> String {
    var text = "upstreams:\n"
    for (name, form) in models {
      let base = form == "anthropic" ? url : url + "/v1"
      text += "  at-\(name): {protocol: \(form), base_url: \"\(base)\", api_key: \"${FAKE_API_KEY}\"}\n"
    }
    text += "models:\n"
    for (name, _) in models { text += "  \(name): {upstream: at-\(name), prices: {input: 1, output: 4}}\n" }
    return text
  }
}
