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
  private static let commands = ProgramCommands.all.map(\.name)

  private static func file(of command: String) -> String { command.replacing(" ", with: "-") }

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
    let command = try #require(ProgramCommands.named(name))
    // On lines without end: where they break depends on the number of the machine's cores, which is a default.
    let help = PointsmanCommand.helpMessage(for: command, columns: 10_000)
    let cores = "(default: \(ProcessInfo.processInfo.activeProcessorCount))"
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.contains("--threads") || line.contains("--jobs") ? line.replacing(cores, with: "(default: all cores)") : line
    }
    try expect(lines.joined(separator: "\n") + "\n", isGolden: Self.file(of: name))
  }

  @Test("Golden/help holds no command that the program has not", .disabled(if: renews))
  func goldenFiles() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.golden.path)
    #expect(Set(names) == Set((["pointsman"] + Self.commands.map(Self.file)).map { $0 + ".txt" }))
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
      (["train", "d", "-o", "r", "--reference", "a"], "--target preference compares with: give both."),
      (["train", "d", "-o", "r", "--demo"], "--demo is all the data there is"),
      (["train", "d", "-o", "r", "--tag-columns", "task"], "--tag-columns is for the context block"),
      (["plan", "d", "--gain", "0"], "--gain must be a difference of mean scores from 0.0001 to 1."),
      (["plan", "d", "--gain", "nan"], "--gain must be a difference of mean scores from 0.0001 to 1."),
      (["plan", "d", "--top", "3"], "--top is how many of --candidates to name"),
      (["cross-validate", "d", "--leave-out", "category", "--skip-unseen"], "give one."),
      (["route", "r", "p", "--default", "a"], "--default is the model that --guard falls back on"),
      (["certify", "r", "d", "--name", "keep"], "give a file with -o."),
      (["certify", "r", "d", "--per-category", "--per-tag", "team"], "exclude each other."),
      (["threshold", "r", "d", "--strong-share", "0.3", "--replace"], "give a file with -o."),
      (["export", "r", "--format", "json", "--name", "n", "-o", "f"], "--name is for the functions of a C file"),
      (["set-policy", "r", "-o", "s"], "Nothing to set: name a file of policies"),
    ])
  func usage(arguments: [String], message: String) async throws {
    let folder = try TemporaryFolder()
    let run = try await Program.run(arguments, in: folder)
    #expect(run.status == 64)
    #expect(run.errors.contains("Error: ") && run.errors.contains(message))
    #expect(run.output.isEmpty)
    #expect(try folder.names.isEmpty)
  }

  @Test(
    "Without outcomes a command names --demo, and trains on nothing that was not asked for",
    arguments: [
      ["train", "-o", "r"], ["audit"], ["plan"], ["cross-validate"], ["score", "--decisions", "d"],
    ])
  func noData(arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    let run = try await Program.run(arguments, in: folder)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains("No outcomes to read: name files of them") && run.errors.contains("--demo"))
    #expect(try folder.names.isEmpty)
  }

  /// Options that would be ignored, each with a command that has it.
  @Test(
    "A command has no option that it would ignore",
    arguments: [
      (["evaluate", "r", "d"], ["--blocks", "--target", "--reference", "--models", "--decisions", "--paraphrases"]),
      (["evaluate", "r", "d"], ["--cross-validate", "--leave-out", "--skip-unseen", "--demo", "--candidates"]),
      (["cross-validate", "d"], ["--training-data", "--drop-leaks", "--decisions", "--policies", "--output"]),
      (
        ["score", "d", "--decisions", "c"], ["--blocks", "--embeddings", "--encoder", "--tag-columns", "--drop-leaks"]
      ),
      (["robustness", "r", "d"], ["--split", "--models", "--report", "--embeddings", "--threads", "--folds"]),
      (["compare", "a", "b", "d"], ["--models", "--weak", "--strong", "--folds", "--blocks", "--memory"]),
      (["train", "d", "-o", "r"], ["--drop-leaks", "--willingness-to-pay", "--leave-out", "--skip-unseen"]),
      (["audit", "d"], ["--weak", "--tag-columns", "--threads", "--blocks"]),
      (["route", "r", "p"], ["--vector-cache", "--no-vector-cache"]),
      (["explain", "r", "p"], ["--vector-cache", "--policy"]), (["inspect", "r"], ["--quiet", "--threads"]),
    ])
  func noIdleOptions(command: [String], options: [String]) {
    for option in options {
      #expect(throws: (any Error).self, "\(command[0]) \(option)") {
        _ = try PointsmanCommand.parseAsRoot(command + [option, "1"])
      }
    }
    #expect(throws: Never.self) { _ = try PointsmanCommand.parseAsRoot(command) }
  }

  @Test("Commands, and the options of commands with many, come in titled groups")
  func groups() {
    let names = PointsmanCommand.configuration.groupedSubcommands.map(\.name)
    #expect(names == ["Prepare", "Train and judge", "Decide", "Serve", "Router files"])
    for command in PointsmanCommand.configuration.subcommands {
      let help = PointsmanCommand.helpMessage(for: command, columns: 10_000)
      let sections = help.split(separator: "\n\n").filter { $0.contains(/^[A-Z]+:\n/) }
      for section in sections {
        let options = section.split(separator: "\n").count { $0.hasPrefix("  -") }
        #expect(options <= 10, "\(command): \(section.prefix(20))")
      }
    }
  }

  @Test(
    "A command that waits for a terminal says so, unless it is quiet",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")),
    arguments: [["audit", "-"], ["convert", "-", "-o", "x"], ["grade", "-"]])
  func waits(arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    let more = arguments[0] == "grade" ? " --answers a --check c -o x" : ""
    let command = arguments.joined(separator: " ") + more
    let script = "script -qec \"$POINTSMAN \(command) 2>errors\" /dev/null </dev/null >/dev/null; cat errors"
    let notice = "reading from the terminal; Ctrl-D on an empty line ends the input"
    #expect(try await Program.shell(script, in: folder).output.contains(notice))
    let quiet = script.replacing(command, with: command + " -q")
    #expect(try await !Program.shell(quiet, in: folder).output.contains(notice))
    #expect(try await !Program.shell("$POINTSMAN \(command) 2>&1", in: folder).output.contains(notice))
  }
}
