import Foundation
import TestSupport
import Testing

@Suite("Outputs of commands")
struct OutputPathsTests {
  /// A folder with data, a router, and further names of both. Devices are named by links: a fault would replace the link.
  private static func folder() async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(outcomeLines(rows: 60, seed: 1).joined(separator: "\n"), to: "data.jsonl")
    try folder.write(#"{"policies":{"p":{"choose":"most_likely"}}}"#, to: "policies.json")
    try folder.write(#"{"id":"t1","prompt":"say"}"# + "\n", to: "tasks.jsonl")
    try FileManager.default.createDirectory(atPath: folder.path("answers/one"), withIntermediateDirectories: true)
    try folder.write("answer", to: "answers/one/t1.txt")
    try folder.makeFolder("sub")
    let trained = try await Program.shell(
      """
      "$POINTSMAN" train data.jsonl -o my.router --blocks structural --folds 2 -q
      ln -s data.jsonl link.jsonl; ln data.jsonl hard.jsonl; ln -s my.router link.router; ln -s sub folder
      ln -s /dev/null null; ln -s /dev/stdout out; ln -s /dev/fd/1 fd; ln -s /proc/self/fd/1 proc
      """, in: folder)
    #expect(trained.status == 0, "\(trained.errors)")
    return folder
  }

  @Test("An output that is an input, or another output, is refused, by whatever name, and nothing changes")
  func clashes() async throws {
    let folder = try await Self.folder()
    let train = "train data.jsonl --blocks structural --folds 2"
    let commands =
      ["data.jsonl", "./data.jsonl", "sub/../data.jsonl", "link.jsonl", "hard.jsonl", "$PWD/data.jsonl"].flatMap {
        [
          "\(train) -o \($0)", "\(train) -o new.router --report \($0)", "convert data.jsonl -o \($0)",
          "evaluate my.router data.jsonl --allow-leaks --report \($0)", "cross-validate data.jsonl --report \($0)",
          "add-model my.router data.jsonl --model new -o \($0)",
        ]
      } + [
        "train link.jsonl -o data.jsonl", "train data.jsonl hard.jsonl -o data.jsonl",
        "convert - -o data.jsonl <data.jsonl",
        "\(train) -o new --report new", "\(train) -o new --report ./new", "\(train) -o sub/new --report folder/new",
        "\(train) -o new.router --policies policies.json --report policies.json",
        "\(train) -o policies.json --policies policies.json", "evaluate my.router data.jsonl --report my.router",
        "evaluate my.router data.jsonl --report link.router", "export my.router --format json -o my.router",
        "export my.router --format json -o link.router", "set-policy my.router policies.json -o policies.json",
        "certify my.router data.jsonl --allow-leaks -o data.jsonl", "convert data.jsonl -o out >>data.jsonl",
        "grade tasks.jsonl --answers answers --check true -o tasks.jsonl",
        "grade tasks.jsonl --answers answers --check true -o answers/one/t1.txt",
        "grade tasks.jsonl --answers answers --check true -o ./answers/../answers/one/new.txt",
      ]
    let before = try await Program.shell("find . -type f ! -path './streams*' | sort | xargs sha256sum", in: folder)
      .output
    for command in commands {
      let run = try await Program.shell("\"$POINTSMAN\" \(command)", in: folder)
      #expect(run.status == 1 && run.output.isEmpty, "\(command): \(run.errors)")
      #expect(
        ["the command reads", "name one file", "among the answers"].contains(where: run.lastError.contains),
        "\(command): \(run.errors)")
    }
    let after = try await Program.shell("find . -type f ! -path './streams*' | sort | xargs sha256sum", in: folder)
      .output
    #expect(before == after)
  }

  @Test("A router may be changed in place, and outputs may all be thrown away")
  func allowed() async throws {
    let folder = try await Self.folder()
    for command in [
      "set-policy my.router policies.json -o my.router", "set-policy link.router --remove p -o my.router",
      "train data.jsonl -o null --report null --blocks structural --folds 2",
      "convert data.jsonl -o copy.jsonl", "convert data.jsonl -o copy.jsonl",
    ] {
      let run = try await Program.shell("\"$POINTSMAN\" \(command)", in: folder)
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("null")) == "/dev/null")
  }

  @Test(
    "What is written to the standard output is the file alone",
    arguments: ["out", "fd", "proc"], ["| cat >got", ">got", ">>got"])
  func standardOutput(path: String, redirection: String) async throws {
    let folder = try await Self.folder()
    for command in ["export my.router --format json", "convert data.jsonl"] {
      let run = try await Program.shell(
        "rm -f got; \"$POINTSMAN\" \(command) -o want && \"$POINTSMAN\" \(command) -o \(path) \(redirection) && cmp got want",
        in: folder)
      #expect(run.status == 0, "\(run.output) \(run.errors)")
      #expect(run.errors.contains("wrote \(path)"))
    }
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(path)).hasSuffix("1") || path == "out")
  }

  @Test("grade refuses an output that has no place for its journal", arguments: ["null", "out"])
  func journal(path: String) async throws {
    let folder = try await Self.folder()
    let run = try await Program.run(
      ["grade", "tasks.jsonl", "--answers", "answers", "--check", "true", "-o", path], in: folder)
    #expect(run.status == 1 && run.lastError.contains("name a regular file"))
  }
}
