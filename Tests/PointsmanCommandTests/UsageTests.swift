import Foundation
import Testing

@Suite("The program's usage")
struct UsageTests {
  @Test("--help prints what Golden/help.txt holds")
  func help() async throws {
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/help.txt")
    try await Program.inFolder { folder in
      let run = try await Program.run(["--help"], in: folder)
      #expect(run.status == 0)
      #expect(run.output == (try String(contentsOf: golden, encoding: .utf8)))
    }
  }

  @Test(
    "Wrong usage ends with status 64 and says what is meant",
    arguments: [
      (["nothing"], "Unexpected argument 'nothing'"),
      (["train", "d.jsonl"], "Missing expected argument '--output <file.router>'"),
      (["train", "d.jsonl", "-o", "r", "--folds", "1"], "--folds must be at least 2."),
      (
        ["train", "d.jsonl", "-o", "r", "--blocks", "magic"],
        "--blocks has no family \"magic\"; there are lexical, structural, semantic, neighbours, context, external."
      ),
      (
        ["train", "d.jsonl", "-o", "r", "--weak", "a"], "--weak and --strong go together: name both models of the pair."
      ),
      (
        ["train", "d.jsonl", "-o", "r", "--weak", "a", "--strong", "a"],
        "--weak and --strong must name two different models."
      ),
      (["evaluate", "r", "d", "--paraphrases", "p"], "--paraphrases takes a router file, and neither outcomes nor"),
      (["evaluate", "r"], "Name a router file and a file of outcomes"),
      (["route", "r", "p", "--threshold", "0", "--willingness-to-pay", "1"], "exclude each other."),
    ])
  func usage(arguments: [String], message: String) async throws {
    try await Program.inFolder { folder in
      let run = try await Program.run(arguments, in: folder)
      #expect(run.status == 64)
      #expect(run.errors.contains("Error: ") && run.errors.contains(message))
      #expect(run.output.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}
