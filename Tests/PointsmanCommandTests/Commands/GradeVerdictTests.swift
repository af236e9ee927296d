import Foundation
import PointsmanSupport
import TestSupport
import Testing

@Suite("Verdicts of grade")
struct GradeVerdictTests {
  /// Three tasks that one model answered.
  private static func lay(_ folder: TemporaryFolder) throws {
    try folder.write((1...3).map { #"{"id":"t\#($0)","prompt":"say \#($0)"}"# + "\n" }.joined(), to: "tasks.jsonl")
    try folder.makeFolder("answers")
    try folder.makeFolder("answers/one")
    for number in 1...3 { try folder.write("answer", to: "answers/one/t\(number).txt") }
  }

  /// Grades with a check that does `action` on the second task, and finds the others right.
  private static func grade(_ action: String, _ more: [String], in folder: TemporaryFolder) async throws -> Program.Run
  {
    try await Program.run(
      [
        "grade", "tasks.jsonl", "--answers", "answers", "--check",
        "echo 1; if test $TASK = t2; then \(action); fi", "-o", "out.jsonl",
      ] + more, in: folder)
  }

  /// The score of the second task; nil where its cell is missing.
  private static func score(in folder: TemporaryFolder) throws -> Double? {
    let text = try String(contentsOf: folder.url.appending(path: "out.jsonl"), encoding: .utf8)
    let row = try JSONValue(parsing: Array(text.split(separator: "\n")[1].utf8))
    return row["outcomes"]?["one"]?["score"]?.double
  }

  @Test(
    "An ending means right, wrong or nothing",
    arguments: [
      ("exit 0", [], 1), ("exit 1", [], 0), ("exit 2", [], nil), ("exit 10", [], nil), ("exit 126", [], nil),
      ("exit 127", [], nil), ("exit 255", [], nil), ("kill -9 $$", [], nil), ("sh -c 'kill -11 $$'", [], nil),
      ("sleep 60", ["--time-limit", "4"], nil), ("no-such-command", [], nil),
      ("exit 1", ["--wrong", "10"], nil), ("exit 10", ["--wrong", "10"], 0), ("exit 4", ["--wrong", "1,3-5"], 0),
      ("kill -9 $$", ["--wrong", "1,signal"], 0), ("sh -c 'kill -11 $$'; exit $?", ["--wrong", "signal"], 0),
      ("sleep 60", ["--time-limit", "4", "--wrong", "1, time-limit"], 0),
      ("exit 3", ["--score-from-output"], nil), ("exit 1", ["--score-from-output"], 0),
      ("echo 0.5", ["--score-from-output"], 0.5), ("echo nan", ["--score-from-output"], nil),
      ("echo 2", ["--score-from-output"], nil), ("echo fine", ["--score-from-output"], nil),
      ("echo 0x1", ["--score-from-output"], nil),
    ] as [(String, [String], Double?)])
  func endings(action: String, more: [String], expected: Double?) async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Self.grade(action, more, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.score(in: folder) == expected)
    // An undecided cell is counted and named; another is not.
    #expect(run.errors.contains("1 answers have no grade") == (expected == nil))
    #expect(run.errors.contains("t2 of one") == (expected == nil))
    #expect(run.output.contains("1 undecided") == (expected == nil))
    #expect(try folder.names == ["answers", "out.jsonl", "tasks.jsonl"])
  }

  @Test("What a failing check says is shown, whether it found the answer wrong or could not tell", arguments: [1, 3])
  func lastLines(status: Int) async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Self.grade("seq 1 50 >&2; echo Traceback >&2; exit \(status)", [], in: folder)
    #expect(run.status == 0)
    #expect(run.errors.contains("    50\n    Traceback\n") && !run.errors.contains("    40\n"))
  }

  @Test(
    "Checks that all fail in the same way are said loudly, and are no outcomes where none could tell",
    arguments: [
      ("python3 no-such-file.py", "status 2"), ("no-such-command", "status 127"), ("exit 126", "status 126"),
      ("kill -9 $$", "signal 9"), ("echo broken >&2; exit 1", "status 1"),
    ])
  func allAlike(check: String, words: String) async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Program.run(
      ["grade", "tasks.jsonl", "--answers", "answers", "--check", check, "-o", "out.jsonl"], in: folder)
    let isDecided = words == "status 1"
    #expect(run.status == (isDecided ? 0 : 1))
    #expect(run.errors.contains("ALL 3 CHECKS FAILED IN THE SAME WAY") && run.errors.contains(words), "\(run.errors)")
    #expect(try folder.names.contains("out.jsonl") == isDecided)
  }

  @Test("A check that could not tell does not keep the score of an earlier file")
  func staleScore() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let line = #"{"id":"t2","prompt":"say","outcomes":{"one":{"score":1},"other":{"score":0.5}}}"#
    try folder.write(
      [1, 3].map { #"{"id":"t\#($0)","prompt":"say"}"# }.joined(separator: "\n\(line)\n"), to: "tasks.jsonl")
    let run = try await Self.grade("exit 3", [], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.score(in: folder) == nil)
    let text = try String(contentsOf: folder.url.appending(path: "out.jsonl"), encoding: .utf8)
    #expect(text.contains(#""other":{"score":0.5}"#))
  }

  @Test(
    "A child that a check leaves behind changes no verdict, and ends with the check where it is of its group",
    arguments: ["sleep 77 & exit 0", "sleep 77 >/dev/null 2>&1 & exit 0", "yes & exit 0", "setsid sleep 2 & exit 0"],
    [[], ["--score-from-output"]])
  func childLeftBehind(action: String, more: [String]) async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Self.grade(
      (more.isEmpty ? "" : "echo 1; ") + action, ["--time-limit", "30"] + more, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    // `yes` may print before the shell ends, and what it prints is not the score.
    let mayPrint = !more.isEmpty && action.hasPrefix("yes")
    #expect((mayPrint ? [1, nil] : [1]).contains(try Self.score(in: folder)))
    let text = try String(contentsOf: folder.url.appending(path: "out.jsonl"), encoding: .utf8)
    for seconds in text.matches(of: /"check_s":([0-9.]+)/) { #expect(try #require(Double(seconds.1)) < 25) }
  }

  @Test("An interrupted run leaves nothing but its journal")
  func leavesNothing() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    try folder.makeFolder("tmp")
    let run = try await Program.run(
      [
        "grade", "tasks.jsonl", "--answers", "answers", "--check", "seq 99999; kill -INT $PPID; sleep 60", "-o",
        "out.jsonl", "--score-from-output", "--no-sandbox",
      ], in: folder, environment: ["TMPDIR": folder.path("tmp")])
    #expect(run.status == 130)
    #expect(try folder.names == ["answers", "out.jsonl.journal", "tasks.jsonl", "tmp"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("tmp")).isEmpty)
  }

  @Test("An answer that is a pipe or a device is refused at once", arguments: ["pipe", "device"])
  func answers(kind: String) async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    if kind == "pipe" {
      #expect(unsafe mkfifo(folder.path("answers/one/t9.txt"), 0o600) == 0)
    } else {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("answers/one/t9.txt"), withDestinationPath: "/dev/zero")
    }
    try folder.write(#"{"id":"t9","prompt":"say"}"#, to: "tasks.jsonl")
    let run = try await Self.grade("exit 0", [], in: folder)
    #expect(run.status == 1 && run.lastError.contains("answers/one/t9.txt: is neither a file nor a folder"))
  }
}
