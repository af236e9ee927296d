import Foundation
import PointsmanSupport
import TestSupport
import Testing

/// `grade` on the folder of a run, with checks that nobody has to write.
@Suite("Ready checks of grade")
struct GradeReadyTests {
  private static func lay(_ tasks: [String], _ answers: [String: String], in folder: TemporaryFolder) throws {
    try folder.makeFolder("run")
    try folder.write(tasks.map { $0 + "\n" }.joined(), to: "run/tasks.jsonl")
    for (path, answer) in answers {
      let url = folder.url.appending(path: "run/answers/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(answer.utf8).write(to: url)
    }
  }

  /// The outcomes by task.
  private static func outcomes(in folder: TemporaryFolder) throws -> [String: JSONValue] {
    let text = try String(contentsOfFile: folder.path("run/outcomes.jsonl"), encoding: .utf8)
    let rows = try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["id"]?.string ?? "", $0["outcomes"] ?? .null) })
  }

  @Test("The folder of a run is graded as it is; what was measured stays, and what was not observed has no score")
  func runFolder() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(
      [
        #"{"id":"t1","prompt":"p","answer":4,"outcomes":{"a":{"cost":0.5,"latency_s":2,"first_token_s":0.25},"#
          + #""o/b":{"error":"rate limit"},"c":{"cost":1}}}"#,
        #"{"id":"t2","prompt":"q","answer":"16","samples":3,"outcomes":{"a":{"cost":0.125}}}"#,
      ],
      [
        "a/t1.md": "It is 4.", "o%2Fb/t1.md": "4", "a/t2/1.md": "16", "a/t2/3.md": "So 17", "o%2Fb/t2.md": "16",
      ], in: folder)
    let run = try await Program.run(["grade", "run", "--expect", "number"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "wrote run/outcomes.jsonl: 4 grades, 2 tasks, 2 models, 1 answers missing\n")
    let outcomes = try Self.outcomes(in: folder)
    let first = try #require(outcomes["t1"])
    #expect(first["a"]?["score"]?.double == 1 && first["a"]?["cost"]?.double == 0.5)
    #expect(first["a"]?["latency_s"]?.double == 2 && first["a"]?["first_token_s"]?.double == 0.25)
    #expect(first["o/b"] == .object([("score", .null), ("error", .string("rate limit"))]))
    #expect(first["c"] == .object([("score", .null), ("cost", .number(1))]))
    let second = try #require(outcomes["t2"])
    #expect(second["a"]?["score"]?.double == 0.5 && second["a"]?["repeats"]?.double == 2)
    #expect(second["a"]?["sample_scores"]?.doubles == [1, 0] && second["a"]?["cost"]?.double == 0.125)
    #expect(second["o/b"]?["score"]?.double == 1)
    // The outcomes are tasks, too: a second run gives the same.
    let again = try await Program.run(
      ["grade", "run/outcomes.jsonl", "--answers", "run/answers", "--expect", "number", "-o", "run/again.jsonl"],
      in: folder)
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test("A task without the expected value is named, with the member and the remedy")
  func noExpectedValue() async throws {
    let folder = try TemporaryFolder()
    try Self.lay([#"{"id":"t1","prompt":"p","gold":"x"}"#], ["a/t1.md": "x"], in: folder)
    let run = try await Program.run(["grade", "run", "--expect", "exact"], in: folder)
    #expect(run.status == 1 && run.lastError.contains("task \"t1\": has no \"answer\" that is a text"))
    let named = try await Program.run(["grade", "run", "--expect", "exact", "--expected", "gold"], in: folder)
    #expect(named.status == 0, "\(named.errors)")
  }

  @Test(
    "Regular expressions of Perl are right, wrong or no expression",
    arguments: [(#"(?i)PARIS\b"#, 1), ("^Rome", 0), ("(", nil)] as [(String, Double?)])
  func regularExpression(pattern: String, score: Double?) async throws {
    let folder = try TemporaryFolder()
    let tasks = [JSONValue.string(pattern).text, #""Paris""#].enumerated().map { number, text in
      #"{"id":"t\#(number)","prompt":"p","answer":\#(text)}"#
    }
    try Self.lay(tasks, ["a/t0.md": "It is Paris.", "a/t1.md": "Paris"], in: folder)
    let run = try await Program.run(["grade", "run", "--expect", "regex"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.outcomes(in: folder)["t0"]?["a"]?["score"]?.double == score)
    #expect(run.errors.contains("could not use what task \"t0\" expects") == (score == nil))
  }

  @Test("A JSON schema is judged by check-jsonschema, and its absence is said with the remedy")
  func schema() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(
      ["t1", "t2", "t3"].map { #"{"id":"\#($0)","prompt":"p","answer":{"required":["a"]}}"# },
      ["a/t1.md": "```json\n{\"a\": 1}\n```", "a/t2.md": "{}", "a/t3.md": "none"], in: folder)
    let arguments = ["grade", "run", "--expect", "json-schema", "--extract", "code:json"]
    try folder.makeFolder("bin")
    let path = ["PATH": folder.path("bin") + ":/usr/bin:/bin"]
    if !FileManager.default.isExecutableFile(atPath: "/usr/bin/check-jsonschema") {
      let absent = try await Program.run(arguments, in: folder, environment: path)
      #expect(absent.status == 1 && absent.lastError.contains("check-jsonschema: does not run"))
    }
    // A substitute that answers as the program does.
    let script = """
      #!/bin/sh
      for last; do :; done
      if grep -q '"a"' "$last" 2>/dev/null; then echo '{"status": "ok", "errors": []}'; exit 0; fi
      if grep -q none "$last" 2>/dev/null; then echo 'Error: schemafile was not valid'; exit 1; fi
      test "$1" = --version || { echo '{"status": "fail", "errors": [{}]}'; exit 1; }
      """
    let program = try folder.write(script, to: "bin/check-jsonschema")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let run = try await Program.run(arguments, in: folder, environment: path)
    #expect(run.status == 0, "\(run.errors)")
    let outcomes = try Self.outcomes(in: folder)
    #expect(["t1", "t2", "t3"].map { outcomes[$0]?["a"]?["score"]?.double } == [1, 0, nil])
  }

  private static func hasPytest() async throws -> Bool {
    let folder = try TemporaryFolder()
    return try await Program.shell("python3 -c 'import pytest'", in: folder).status == 0
  }

  @Test(
    "The unit tests beside a task pass, fail, or say nothing", .tags(.slow),
    .enabled("pytest is installed") { try await hasPytest() })
  func pytest() async throws {
    let folder = try TemporaryFolder()
    let answers = [
      "right": "So:\n```python\ndef f(x):\n  return x * x\n```\n", "wrong": "def f(x): return 4",
      "syntax": "def f(x) return",
      "name": "def g(x): return 4", "exit": "import os; os._exit(0)", "own": "def f(x): return x * x",
    ]
    let text = #""tests":"from solution import f\ndef test_2(): assert f(2) == 4\ndef test_3(): assert f(3) == 9\n""#
    try Self.lay(
      answers.keys.sorted().map { #"{"id":"\#($0)","prompt":"p"\#($0 == "own" ? "" : "," + text)}"# },
      Dictionary(uniqueKeysWithValues: answers.map { ("a/\($0.key).md", $0.value) }), in: folder)
    let missing = try await Program.run(["grade", "run", "--tests", "pytest"], in: folder)
    #expect(missing.status == 1 && missing.lastError.contains("task \"own\": has no unit tests"))
    for name in ["run/tasks", "run/tasks/own"] { try folder.makeFolder(name) }
    try folder.write("import nosuch\nfrom solution import f\n", to: "run/tasks/own/test_own.py")
    let run = try await Program.run(
      ["grade", "run", "--tests", "pytest", "--partial", "--extract", "code:python"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let outcomes = try Self.outcomes(in: folder)
    let scores = ["exit", "name", "own", "right", "syntax", "wrong"].map { outcomes[$0]?["a"]?["score"]?.double }
    #expect(scores == [nil, 0, nil, 1, 0, 0.5])
  }

  @Test("The code of an answer is what the check gets, and the answer itself beside it")
  func extraction() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(
      [#"{"id":"t1","prompt":"p"}"#, #"{"id":"t2","prompt":"q"}"#],
      ["a/t1.md": "See:\n```python\nx = 1\n```\n", "a/t2.md": "See:\n```python\nx = 1"], in: folder)
    let check = #"test "$(cat "$ANSWER")" = "x = 1" && grep -q See "$ORIGINAL" && test "${ANSWER##*.}" = py"#
    let run = try await Program.run(["grade", "run", "--check", check, "--extract", "code"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let outcomes = try Self.outcomes(in: folder)
    #expect(outcomes["t1"]?["a"]?["score"]?.double == 1 && outcomes["t2"]?["a"]?["score"]?.double == 1)
    #expect(outcomes["t2"]?["a"]?["unclosed_fence"] == .bool(true))
    #expect(run.errors.contains("1 answers end within their code"))
  }

  @Test(
    "Options that do not go together are refused",
    arguments: [
      [], ["--check", "true", "--expect", "exact"], ["--check", "true", "--expected", "x"],
      ["--tests", "swift", "--partial"],
      ["--expect", "exact", "--score-from-output"], ["--expect", "fuzzy"], ["--check", "true", "--extract", "code:"],
      ["--check", "true", "--extract", "text"], ["--check", "true", "--memory", "0"],
      ["--check", "true", "--memory", "nan"],
      ["--check", "true", "--processes", "10"], ["--check", "true", "--file-size", "1e300"],
    ])
  func refused(options: [String]) async throws {
    let folder = try TemporaryFolder()
    try Self.lay([#"{"id":"t1","prompt":"p","answer":"x"}"#], ["a/t1.md": "x"], in: folder)
    let run = try await Program.run(["grade", "run"] + options, in: folder)
    #expect(run.status == 64)
  }

  @Test("Answers that are folders, and tasks with members that cannot be, are refused")
  func unusable() async throws {
    for (task, words) in [
      (#"{"id":"t1","prompt":"p","answer":"x","samples":0}"#, "has \"samples\" that is not a number"),
      (#"{"id":"t1","prompt":"p","answer":"x","samples":"2"}"#, "has \"samples\" that is not a number"),
      (#"{"id":"t1","prompt":"p","answer":"x"}"#, "is a folder, and --expect exact reads the text of one answer"),
    ] {
      let folder = try TemporaryFolder()
      try Self.lay([task], ["a/t1/1.md": "x"], in: folder)
      let run = try await Program.run(["grade", "run", "--expect", "exact"], in: folder)
      #expect(run.status == 1 && run.errors.contains(words), "\(run.errors)")
      #expect(try folder.names == ["run"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path("run")).sorted() == ["answers", "tasks.jsonl"])
    }
  }
}
