import Foundation
import TestSupport
import Testing

@Suite("Standard streams that cannot be written")
struct StandardStreamsTests {
  private static let train = "train data.jsonl -o my.router --blocks structural --folds 2"

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(outcomeLines(rows: 60, seed: 1).joined(separator: "\n"), to: "data.jsonl")
    try folder.write(#"{"prompt":"sort the array"}"# + "\n", to: "prompts.jsonl")
    return folder
  }

  @Test(
    "A standard error that cannot be written ends no work",
    arguments: ["2>/dev/full", "2>&-", "2> >(exit)", "2> >(trap '' PIPE; sleep 0.05)"], ["", "trap '' PIPE; "])
  func errors(redirection: String, before: String) async throws {
    let folder = try Self.folder()
    // The reader of a pipe is gone before the first progress.
    let script = "\(before)exec \(redirection); sleep 0.1; \"$POINTSMAN\" \(Self.train)"
    let run = try await Program.run(
      ["-c", script], in: folder, executable: URL(filePath: "/bin/bash"),
      environment: ["POINTSMAN": try Program.executable().path])
    #expect(run.status == 0 && run.output.contains("wrote my.router"))
    let verified = try await Program.run(["verify", "my.router"], in: folder)
    #expect(verified.status == 0)
  }

  @Test("Errors keep their status where they cannot be said", arguments: ["2>/dev/full", "2>&-"])
  func failures(redirection: String) async throws {
    let folder = try Self.folder()
    for (command, status) in [("audit none.jsonl", 1), ("audit --no-such-option", 64), ("train data.jsonl", 64)] {
      let run = try await Program.shell("\"$POINTSMAN\" \(command) \(redirection)", in: folder)
      #expect(run.status == Int32(status), "\(command)")
    }
  }

  @Test("A standard output that cannot be written ends in status 1 and a sentence", arguments: [">/dev/full", ">&-"])
  func outputs(redirection: String) async throws {
    let folder = try Self.folder()
    let trained = try await Program.shell("\"$POINTSMAN\" \(Self.train) \(redirection)", in: folder)
    #expect(trained.status == 1 && trained.lastError.contains("standard output cannot be written"))
    for command in [
      "verify my.router", "inspect my.router", "inspect my.router --json", "audit data.jsonl",
      "audit data.jsonl --json",
      "route my.router 'sort it'", "route my.router --jsonl prompts.jsonl",
      "route my.router --jsonl --json prompts.jsonl",
      "explain my.router 'sort it'", "export my.router --format json -o my.json", "convert data.jsonl -o copy.jsonl",
      "--help", "train --help", "--version", "--generate-completion-script bash",
    ] {
      let run = try await Program.shell("\"$POINTSMAN\" \(command) \(redirection)", in: folder)
      #expect(
        run.status == 1 && run.lastError.contains("standard output cannot be written"), "\(command): \(run.errors)")
    }
    // The files themselves are whole.
    #expect(try await Program.run(["verify", "my.router"], in: folder).status == 0)
    #expect(try folder.names.contains("copy.jsonl") && folder.names.contains("my.json"))
  }

  @Test("A reader that leaves early ends the program quietly; where the signal is ignored, with status 1")
  func broken() async throws {
    let folder = try Self.folder()
    #expect(try await Program.shell("\"$POINTSMAN\" \(Self.train) -q", in: folder).status == 0)
    try folder.write(String(repeating: #"{"prompt":"sort the array"}"# + "\n", count: 20_000), to: "many.jsonl")
    for (before, statuses) in [("", "141 0"), ("trap '' PIPE; ", "1 0")] {
      let run = try await Program.run(
        [
          "-c",
          "\(before)\"$POINTSMAN\" route my.router --jsonl --json many.jsonl | head -1 >/dev/null; echo ${PIPESTATUS[@]}",
        ],
        in: folder, executable: URL(filePath: "/bin/bash"), environment: ["POINTSMAN": try Program.executable().path])
      #expect(run.output == statuses + "\n")
      #expect(run.errors.isEmpty == before.isEmpty, "\(run.errors)")
    }
  }

  @Test("A standard input that cannot be read is one sentence", arguments: ["<&-", "< ."])
  func inputs(redirection: String) async throws {
    let folder = try Self.folder()
    #expect(try await Program.shell("\"$POINTSMAN\" \(Self.train) -q", in: folder).status == 0)
    for command in ["route my.router -", "explain my.router -", "route my.router --jsonl -", "audit -"] {
      let run = try await Program.shell("\"$POINTSMAN\" \(command) \(redirection)", in: folder)
      #expect(
        run.status == 1 && run.errors.hasPrefix("Error: ") && run.errors.contains("read"), "\(command): \(run.errors)")
    }
  }
}
