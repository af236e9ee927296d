import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import PointsmanCommand

/// Golden/help holds the help of the program and of every command. `POINTSMAN_UPDATE_GOLDEN=1` renews it.
@Suite("The program's usage")
struct UsageTests {
  private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/help")
  private static let renews = ProcessInfo.processInfo.environment["POINTSMAN_UPDATE_GOLDEN"] == "1"
  private static let commands = PointsmanCommand.configuration.subcommands.compactMap { $0.configuration.commandName }

  /// Compares `text` with a golden file, or writes it there.
  private func expect(_ text: String, isGolden name: String) throws {
    let url = Self.golden.appending(path: "\(name).txt")
    if Self.renews { try text.write(to: url, atomically: true, encoding: .utf8) }
    #expect(text == (try String(contentsOf: url, encoding: .utf8)))
  }

  @Test("--help prints what Golden/help/pointsman.txt holds")
  func help() async throws {
    let run = try await Program.run(["--help"], in: try TemporaryFolder())
    #expect(run.status == 0)
    try expect(run.output, isGolden: "pointsman")
  }

  @Test("The help of each command is what Golden/help holds", arguments: commands)
  func commandHelp(name: String) throws {
    let command = try #require(
      PointsmanCommand.configuration.subcommands.first { $0.configuration.commandName == name })
    // On lines without end: where they break depends on the number of the machine's cores, which is a default.
    let help = PointsmanCommand.helpMessage(for: command, columns: 10_000)
    let cores = "(default: \(ProcessInfo.processInfo.activeProcessorCount))"
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.contains("--threads") || line.contains("--jobs") ? line.replacing(cores, with: "(default: all cores)") : line
    }
    try expect(lines.joined(separator: "\n") + "\n", isGolden: name)
  }

  @Test("Golden/help holds no command that the program has not", .disabled(if: renews))
  func goldenFiles() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.golden.path)
    #expect(Set(names) == Set((["pointsman"] + Self.commands).map { $0 + ".txt" }))
  }

  @Test(
    "Wrong usage ends with status 64 and says what is meant",
    arguments: [
      (["nothing"], "Unexpected argument 'nothing'"),
      (["train", "d.jsonl"], "Missing expected argument '--output <file.router>'"),
      (["train", "d.jsonl", "-o", "r", "--folds", "1"], "--folds must be at least 2."),
      (
        ["train", "d.jsonl", "-o", "r", "--blocks", "magic"],
        "--blocks has no family \"magic\"; there are lexical, structural, semantic, "
      ),
      (
        ["train", "d.jsonl", "-o", "r", "--weak", "a"], "--weak and --strong go together: name both models of the pair."
      ),
      (
        ["train", "d.jsonl", "-o", "r", "--weak", "a", "--strong", "a"],
        "--weak and --strong must name two different models."
      ),
      (["evaluate", "r"], "Missing expected argument '<data> ...'"),
      (["route", "r", "p", "--threshold", "0", "--willingness-to-pay", "1"], "exclude each other."),
    ])
  func usage(arguments: [String], message: String) async throws {
    let folder = try TemporaryFolder()
    let run = try await Program.run(arguments, in: folder)
    #expect(run.status == 64)
    #expect(run.errors.contains("Error: ") && run.errors.contains(message))
    #expect(run.output.isEmpty)
    #expect(try folder.names.isEmpty)
  }
}
