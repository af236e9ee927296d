import ArgumentParser
import Foundation
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanCommand

/// Runs the examples of every help, from files of the names that they use. Trainings are short: one block, two folds.
@Suite("Examples in help", .tags(.slow))
struct ExampleTests {
  /// The commands whose examples need a package from elsewhere, the gateway, or a provider of models, which needs Python.
  private static let left =
    ["prepare-tokens", "prepare-encoder", "serve", "config"] + (FakeProvider.isThere ? [] : ExampleFolder.asking)
  static let commands = ProgramCommands.working.map(\.name).filter { !left.contains($0) }

  /// The lines of a command's help that a shell can run.
  private static func examples(of name: String) throws -> [String] {
    let command = try #require(ProgramCommands.named(name))
    return command.configuration.discussion.split(separator: "\n").map(String.init).filter { line in
      ShellCommand.commands(in: line).contains { $0.program == "pointsman" }
    }
  }

  private static let path = #"PATH="$PWD/bin:$PATH"; "#

  @Test("Every example runs", arguments: commands)
  func runs(command: String) async throws {
    let examples = try Self.examples(of: command)
    #expect(!examples.isEmpty)
    let folder = try await ExampleFolder.made()
    let provider = try ExampleFolder.provider(of: command, in: folder)
    defer { withExtendedLifetime(provider) {} }
    for example in examples {
      let run = try await Program.shell(Self.path + example, in: folder)
      #expect(run.status == 0 && !run.output.isEmpty, "\(example): \(run.errors)")
    }
  }

  @Test(
    "With --json two examples of each command print objects alone, and with --quiet no progress", arguments: commands)
  func printsObjects(command: String) async throws {
    let help = PointsmanCommand.helpMessage(for: try #require(ProgramCommands.named(command)))
    let name = command.split(separator: " ").map(String.init)
    let folder = try await ExampleFolder.made()
    let provider = try ExampleFolder.provider(of: command, in: folder)
    defer { withExtendedLifetime(provider) {} }
    // Reports hold the figures of several trainings; one run of them is enough. An example of another command shows what
    // this one's result is for.
    let examples = try Self.examples(of: command).filter { example in
      let last = ShellCommand.commands(in: example).last
      return last?.program == "pointsman" && last?.arguments.starts(with: name) == true && !example.contains("--report")
    }
    for example in examples.prefix(2) {
      let words = ShellCommand.commands(in: example).last?.arguments ?? []
      let options = (words.contains("--json") ? "" : " --json") + (help.contains("--quiet") ? " --quiet" : "")
      let run = try await Program.shell(Self.path + example + options, in: folder)
      #expect(run.status == 0, "\(example): \(run.errors)")
      let lines = run.output.split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines {
        let value = try JSONValue(parsing: Array(line.utf8))
        guard case .object = value else {
          Issue.record("\(example) prints \(line)")
          continue
        }
      }
      #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("warning: ") }, "\(run.errors)")
    }
  }
}

/// A folder with the files that the examples name.
enum ExampleFolder {
  private static let router = Task<[UInt8], any Error> {
    let folder = try TemporaryFolder()
    try folder.write(text(trainRows), to: "train.jsonl")
    let run = try await Program.run(
      ["train", "train.jsonl", "-o", "my.router", "--weak", "small", "--strong", "large"] + SplitData.recipe,
      in: folder)
    try #require(run.status == 0, "\(run.errors)")
    return try FileReader.contents(of: folder.path("my.router"))
  }

  /// Outcomes with tokens, so that prices can be given, in three categories with both kinds of prompt.
  private static func rows(_ count: Int, seed: UInt64, split: String) -> [String] {
    outcomeLines(rows: count, seed: seed).enumerated().map { index, line in
      line.replacing("\"cost\":0.001", with: "\"cost\":0.001,\"output_tokens\":100")
        .replacing("\"cost\":0.01}", with: "\"cost\":0.01,\"output_tokens\":1000}")
        .replacing(/"category":"."/, with: "\"split\":\"\(split)\",\"category\":\"c\(index / 2 % 3)\"")
    }
  }

  /// The commands that ask models.
  static let asking = ["collect", "judge"]

  /// A provider whose one model judges, and the file of models that names it; nil where `command` asks no model.
  static func provider(of command: String, in folder: TemporaryFolder) throws -> FakeProvider? {
    guard asking.contains(command) else { return nil }
    try folder.write(#"{"gpt-5.5": {"judge": {}}}"#, to: "played.json")
    let provider = try FakeProvider(in: folder, "--models", folder.path("played.json"), "--speed", "inf")
    try folder.write("key\n", to: "key")
    try folder.write(
      """
      upstreams: {fake: {protocol: openai, base_url: "\(provider.url)/v1", api_key_file: "\(folder.path("key"))"}}
      models: {gpt-5.5: {upstream: fake, prices: {input: 1, output: 4}}}
      """, to: "models.yaml")
    return provider
  }

  private static let trainRows = rows(120, seed: 1, split: "train")
  private static let testRows = rows(40, seed: 2, split: "test")

  private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  static func made() async throws -> TemporaryFolder {
    let router = try await router.value
    let folder = try TemporaryFolder()
    for name in ["my", "old", "new", "a", "b"] { try folder.write(router, to: "\(name).router") }
    for name in ["train", "a", "b"] { try folder.write(text(trainRows), to: "\(name).jsonl") }
    try folder.write(text(testRows), to: "test.jsonl")
    try folder.write(text(trainRows + testRows), to: "outcomes.jsonl")
    try folder.write(text(testRows.map { $0.replacing("\"small\"", with: "\"new-model\"") }), to: "new.jsonl")
    try folder.write(
      text((0..<40).map { #"{"id":"s2-\#($0)","model":"\#($0 % 2 == 0 ? "small" : "large")"}"# }), to: "decisions.jsonl"
    )
    try folder.write(
      text((0..<30).map { #"{"id":"p\#($0)","prompt":"a vague question \#($0)"}"# }), to: "prompts.jsonl")
    try folder.write(#"{"id":1,"prompt":"mock the loop","paraphrase":"a loop, mock it"}"# + "\n", to: "pairs.jsonl")
    try folder.write(#"{"small":{"input":1,"output":1},"large":{"input":1,"output":2}}"#, to: "prices.json")
    try folder.write(#"{"model":"m","messages":[{"role":"user","content":"a vague question"}]}"#, to: "request.json")
    try folder.write(
      #"{"policies":{"junior":{"choose":"most_likely","allowed":["small"]},"senior":{"choose":{"quality":0.5}}}}"#,
      to: "tiers.json")
    let battles = (0..<80).map { index in
      let easy = index % 2 == 0
      return """
        {"prompt":"\(easy ? "mock the parser" : "a vague design") \(index)","model_a":"small","model_b":"large",\
        "winner":"\(index % 10 == 9 ? "tie" : easy ? "model_a" : "model_b")"}
        """
    }
    for name in ["battles", "arena"] { try folder.write(text(battles), to: "\(name).jsonl") }
    try folder.write(text((0..<3).map { #"{"id":"t\#($0)","prompt":"task \#($0)"}"# }), to: "tasks.jsonl")
    for name in ["decisions", "first", "second"] { try LoggedDecisions.write(to: folder.path("\(name).sqlite")) }
    try writePrograms(folder)
    return folder
  }

  /// Programs that the examples call, and what lies in folders.
  private static func writePrograms(_ folder: TemporaryFolder) throws {
    for path in ["bin", "Data", "answers/small", "answers/large", "run/answers/small", "run/answers/large"] {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: path), withIntermediateDirectories: true)
    }
    try folder.write(text(trainRows), to: "Data/coding-assistants.jsonl")
    try folder.write("prompt,model,score\np,a,1\np,b,0\n", to: "routerbench.csv.gz")
    for task in 0..<3 {
      try folder.write("good", to: "answers/small/t\(task).txt")
      try folder.write("bad", to: "answers/large/t\(task).txt")
    }
    try folder.write(#"{"id":"t1","prompt":"2 + 2","answer":4}"# + "\n", to: "run/tasks.jsonl")
    try folder.write("It is 4.", to: "run/answers/small/t1.md")
    try folder.write("It is 5.", to: "run/answers/large/t1.md")
    let programs = [
      // Long trainings are cut short. They read a small file in place of the included outcomes.
      "pointsman": """
      case "$1 $2" in
        "train --demo"|"cross-validate --demo")
          command=$1
          shift 2
          set -- "$command" Data/coding-assistants.jsonl "$@" ;;
      esac
      case $1 in
        cross-validate) exec "$POINTSMAN" "$@" --divisions 1 \(SplitData.recipe.joined(separator: " ")) ;;
        train|plan) exec "$POINTSMAN" "$@" \(SplitData.recipe.joined(separator: " ")) ;;
        *) exec "$POINTSMAN" "$@" ;;
      esac
      """,
      "git": "echo a vague design", "python3": #"grep -q good "$3""#,
    ]
    for (name, script) in programs {
      try folder.write("#!/bin/sh\n" + script + "\n", to: "bin/\(name)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/\(name)"))
    }
  }
}
