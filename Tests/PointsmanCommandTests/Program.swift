import Foundation
import Synchronization
import TestSupport

/// The `pointsman` program that was built beside these tests.
enum Program {
  struct Run {
    let status: Int32
    let output: String
    let errors: String

    /// The last line on standard error, which says what went wrong; progress may come before it.
    var lastError: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
    /// The output without its line breaks, which depend on what is printed.
    var flowingOutput: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  /// So many programs run side by side: hundreds of them would run into their time limits, and out of files.
  private static let turns = Turns(4)
  /// One program is launched at a time: Foundation reads the list of open files, which must not change meanwhile.
  static let launches = Mutex(())

  /// Runs a script of the shell, for which $POINTSMAN is the program.
  static func shell(_ script: String, in folder: TemporaryFolder) async throws -> Run {
    try await run(
      ["-c", script], in: folder, executable: URL(filePath: "/bin/sh"),
      environment: ["POINTSMAN": try executable().path])
  }

  /// Runs the program, or another `executable`, in `folder` and waits for its end.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, input: String = "", executable: URL? = nil,
    environment: [String: String] = [:]
  ) async throws -> Run {
    await turns.take()
    defer { Task { await turns.giveBack() } }
    let streams = folder.url.appending(path: "streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    let paths = ["in", "out", "err"].map { streams.appending(path: $0) }
    // Files, unlike pipes, hold any amount without a reader.
    try Data(input.utf8).write(to: paths[0])
    for path in paths.dropFirst() { try Data().write(to: path) }
    let process = Process()
    process.executableURL = try executable ?? self.executable()
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }.merging(environment) {
      $1
    }
    let handles = [
      try FileHandle(forReadingFrom: paths[0]), try FileHandle(forWritingTo: paths[1]),
      try FileHandle(forWritingTo: paths[2]),
    ]
    // Foundation keeps them with the process, which it never lets go of.
    defer { for handle in handles { try? handle.close() } }
    (process.standardInput, process.standardOutput, process.standardError) = (handles[0], handles[1], handles[2])
    let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
      do { try launches.withLock { _ in try process.run() } } catch { done.resume(throwing: error) }
    }
    return Run(
      status: status, output: try String(contentsOf: paths[1], encoding: .utf8),
      errors: try String(contentsOf: paths[2], encoding: .utf8))
  }

  private struct NotBuilt: Error {}

  /// Beside the test bundle or the test program; else where a debug build puts it.
  static func executable() throws -> URL {
    var places = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    places += [CommandLine.arguments[0], Bundle.main.executablePath ?? ""].map {
      URL(filePath: $0).deletingLastPathComponent()
    }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    places.append(root.appending(path: ".build/debug"))
    let candidates = places.map { $0.appending(path: "pointsman") }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      throw NotBuilt()
    }
    return found
  }
}

/// A number of turns, which are waited for in order.
private actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) {
    free = count
  }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
