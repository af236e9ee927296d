import Foundation
import Pointsman
import PointsmanOutcomes
import TestSupport
import Testing

@Suite("Bad input is one sentence with its place and a remedy, and leaves no file")
struct BadInputTests {
  /// A file of outcomes, or arguments, that the program must refuse.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var lines: [String] = []
    var arguments = ["train", "bad.jsonl", "-o", "my.router"]
    let message: String
    var testDescription: String { name }
  }

  private static let good = outcomeLines(rows: 20, seed: 1)

  private static func cell(_ members: String) -> [String] {
    good.prefix(2) + [#"{"prompt":"sort it","outcomes":{"small":{\#(members)},"large":{"score":0}}}"#]
  }

  static let cases = [
    Case(
      name: "truncated JSON", lines: good.prefix(2) + [#"{"prompt":"sort it","outcomes":{"small":{"score":1"#],
      message: "bad.jsonl:3:51: found the end of the text, expected ',' or '}'"),
    Case(
      name: "NaN", lines: cell(#""score":NaN"#),
      message: "bad.jsonl:3:50: found NaN or Infinity (JSON has neither), expected a score from 0 to 1, or null"),
    Case(
      name: "a negative cost", lines: cell(#""score":1,"cost":-0.5"#),
      message: "bad.jsonl:3:59: found -0.5, expected a cost in USD of at least 0"),
    Case(
      name: "a score of 1.2", lines: cell(#""score":1.2"#),
      message: "bad.jsonl:3:50: found 1.2, expected a score from 0 to 1"),
    Case(
      name: "an empty prompt", lines: [#"{"prompt":" ","outcomes":{"small":{"score":1}}}"#],
      message: "bad.jsonl:1:48: found an empty prompt, expected a prompt with text in it"),
    Case(
      name: "no JSON at all", lines: ["nonsense"],
      message: "bad.jsonl:1:1: found \"nonsense\", expected a JSON object a line, or CSV with a column named"),
    Case(
      name: "an unknown model", lines: good,
      arguments: ["train", "bad.jsonl", "-o", "my.router", "--models", "small,huge"],
      message: "no outcomes for model \"huge\"; the data has large, small"),
    Case(name: "an empty file", message: "bad.jsonl: holds no outcomes; expected one JSON object a line"),
    Case(
      name: "a directory as data", arguments: ["train", ".", "-o", "my.router"],
      message: ".: found a folder without logs of a harness that is known; name its files of outcomes"),
    Case(
      name: "a file that is not there", arguments: ["train", "none.jsonl", "-o", "my.router"],
      message: "none.jsonl: cannot be read, no such file or directory; give a file of outcomes"),
    Case(
      name: "an output in no folder", lines: good,
      arguments: ["train", "bad.jsonl", "-o", "none/my.router", "--blocks", "structural", "--folds", "2"],
      message: "none/my.router: cannot be written, no such file or directory; nothing was changed there"),
    Case(
      name: "an output that is a folder", lines: good,
      arguments: ["train", "bad.jsonl", "-o", ".", "--blocks", "structural", "--folds", "2"],
      message: ".: cannot be written, "),
    Case(
      name: "outcomes as a router", lines: good, arguments: ["verify", "bad.jsonl"],
      message: "bad.jsonl: not a router file but JSON; give a router file (`pointsman train` writes one)"),
    Case(
      name: "a folder without the model", arguments: ["prepare-tokens", "none", "-o", "my.safetensors"],
      message: "none/vocab.txt: cannot be read, no such file or directory"),
  ]

  @Test("Refused", arguments: cases)
  func refused(_ bad: Case) async throws {
    let folder = try TemporaryFolder()
    let text = bad.lines.map { $0 + "\n" }.joined()
    try folder.write(text, to: "bad.jsonl")
    let run = try await Program.run(bad.arguments, in: folder)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.lastError.hasPrefix("Error: " + bad.message), "\(run.errors)")
    #expect(try folder.names == ["bad.jsonl"])
  }

  @Test("A line of more than 64 MiB is refused with its number")
  func longLine() async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "long.jsonl")
    try Data((Self.good[0] + "\n").utf8).write(to: path)
    // 65 MiB of zeros, which take no room on the disk.
    let file = try FileHandle(forUpdating: path)
    try file.truncate(atOffset: 65 << 20)
    try file.close()
    let run = try await Program.run(["audit", "long.jsonl"], in: folder)
    #expect(run.status == 1)
    #expect(
      run.errors.hasPrefix("Error: long.jsonl:2: found a line of more than 64 MiB, expected one JSON object a line"))
  }

  @Test("--skip-invalid counts the bad lines instead")
  func skipInvalid() async throws {
    let folder = try TemporaryFolder()
    let text = (Self.good + ["nonsense"]).map { $0 + "\n" }.joined()
    try folder.write(text, to: "bad.jsonl")
    let run = try await Program.run(["audit", "bad.jsonl", "--skip-invalid"], in: folder)
    #expect(run.status == 0 && run.output.hasPrefix("20 prompts, 2 models"))
    #expect(run.errors.contains("skipped bad.jsonl:21:1: found 'n'") && run.errors.contains("1 rows skipped"))
  }

  @Test("A router with one byte flipped, or cut short, names the file and the way out")
  func damagedRouter() async throws {
    let folder = try TemporaryFolder()
    let text = Self.good.map { $0 + "\n" }.joined()
    try folder.write(text, to: "good.jsonl")
    let trained = try await Program.run(
      ["train", "good.jsonl", "-o", "my.router", "--blocks", "structural", "--folds", "2"], in: folder)
    #expect(trained.status == 0)
    let path = folder.url.appending(path: "my.router")
    let whole = try Data(contentsOf: path)
    var flipped = whole
    flipped[whole.count - 100] ^= 1
    for (bytes, fault) in [(flipped, "its digest does not fit its content"), (whole.prefix(1000), "")] {
      try bytes.write(to: path)
      for arguments in [["verify", "my.router"], ["route", "my.router", "hello"]] {
        let run = try await Program.run(arguments, in: folder)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.hasPrefix("Error: my.router: not a whole router file: " + fault))
        #expect(run.errors.hasSuffix("copy or train it again\n"))
      }
    }
  }
}
