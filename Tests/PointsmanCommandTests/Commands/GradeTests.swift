import Foundation
import Pointsman
import PointsmanSupport
import TestSupport
import Testing

@Suite("grade")
struct GradeTests {
  /// Three tasks; model "one" answers all, the third wrongly, and "two" all but the second.
  private static func lay(_ folder: TemporaryFolder) throws {
    let tasks = (1...3).map { #"{"id":"t\#($0)","prompt":"say \#($0)","note":\#($0)}"# + "\n" }.joined()
    try folder.write(tasks, to: "tasks.jsonl")
    for (path, answer) in [
      ("one/t1.txt", "t1"), ("one/t2.txt", "t2"), ("one/t3.txt", "wrong"), ("two/t1.py", "t1"), ("two/t3", "t3"),
    ] {
      let url = folder.url.appending(path: "answers/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((answer + "\n").utf8).write(to: url)
    }
  }

  private static func arguments(_ check: String, _ more: String...) -> [String] {
    ["grade", "tasks.jsonl", "--answers", "answers", "--check", check, "-o", "out.jsonl"] + more
  }

  /// For each row of out.jsonl its scores by model, "-" where there is none.
  private static func scores(in folder: TemporaryFolder) throws -> [String] {
    let text = try String(contentsOf: folder.url.appending(path: "out.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      let row = try JSONValue(parsing: Array(line.utf8))
      let cells = ["one", "two"].map { row["outcomes"]?[$0]?["score"]?.double.map { "\($0)" } ?? "-" }
      return "\(row["id"]?.string ?? "") \(cells.joined(separator: " ")) \(row["note"]?.integer ?? 0)"
    }
  }

  @Test("Each answer gets its check's verdict; a missing answer is a missing cell; the tasks' members are kept")
  func verdicts() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Program.run(Self.arguments(#"test "$(cat "$ANSWER")" = "$TASK""#), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "wrote out.jsonl: 5 grades, 3 tasks, 2 models, 1 answers missing\n")
    #expect(try Self.scores(in: folder) == ["t1 1.0 1.0 1", "t2 1.0 - 2", "t3 0.0 1.0 3"])
    #expect(try folder.names.count == 3)
    let audit = try await Program.run(["audit", "out.jsonl"], in: folder)
    #expect(audit.status == 0 && audit.output.hasPrefix("3 prompts, 2 models"))
  }

  @Test("A score can be what the check prints last; what is no score is none")
  func printed() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Program.run(Self.arguments("echo x; echo 0.25", "--score-from-output"), in: folder)
    #expect(run.status == 0)
    #expect(try Self.scores(in: folder)[0] == "t1 0.25 0.25 1")
    let bad = try await Program.run(Self.arguments("echo 25", "--score-from-output"), in: folder)
    #expect(bad.status == 1 && bad.errors.contains("printed no score from 0 to 1 last, but \"25\""))
    #expect(bad.lastError.contains("ALL 5 CHECKS FAILED IN THE SAME WAY"))
  }

  @Test(
    "A check that takes too long is ended with all it started, and could not tell",
    arguments: [
      // The shell waits for its child; for nothing; its child ignores requests to end; a grandchild keeps the output open.
      ("sleep $S & wait", []), ("sleep $S & sleep 100", []), ("sleep $S & wait", ["--no-sandbox"]),
      (#"sh -c 'trap "" TERM INT HUP; sleep $S; while :; do sleep 1; done' & wait"#, []),
      (#"sh -c 'trap "" TERM INT HUP; sleep $S; while :; do sleep 1; done' & wait"#, ["--no-sandbox"]),
      ("(sleep $S & wait) & echo 1; wait", ["--score-from-output"]),
    ])
  func timeLimit(slow: String, more: [String]) async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    // The seconds that the child sleeps tell it from every other process.
    let mark = "100.\(UInt32.random(in: 100_000...999_999))"
    let check = #"S=\#(mark); export S; if test "$TASK" = t2; then \#(slow); else echo 1; fi"#
    let run = try await Program.run(Self.arguments(check) + ["--time-limit", "8"] + more, in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.scores(in: folder) == ["t1 1.0 1.0 1", "t2 - - 2", "t3 1.0 1.0 3"])
    #expect(run.errors.contains("1 did not end within the time limit): t2 of one;"))
    // The signal takes a moment, at most five seconds on a busy machine.
    for _ in 0..<500 where RunningProcesses.contain("sleep \(mark)") { try await Task.sleep(for: .milliseconds(10)) }
    #expect(!RunningProcesses.contain("sleep \(mark)"), "the check's own child is gone")
  }

  @Test("A check that leaves a child behind is judged when it ends, not when the child does")
  func childLeftBehind() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    let run = try await Program.run(
      Self.arguments("sleep 40 & echo 0.5", "--score-from-output", "--time-limit", "20"), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.scores(in: folder) == ["t1 0.5 0.5 1", "t2 0.5 - 2", "t3 0.5 0.5 3"])
  }

  @Test("All of a long output is read before the last line is the score")
  func longOutput() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    // 1.3 MB, more than a pipe holds.
    let run = try await Program.run(
      Self.arguments("seq 200000; echo 0.75", "--score-from-output", "--time-limit", "20"), in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.scores(in: folder)[0] == "t1 0.75 0.75 1")
  }

  @Test("After Ctrl-C the same command goes on, and checks no answer twice; another check does not take its grades")
  func resumes() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    // The second task's check interrupts the program, once.
    let check =
      #"echo "$TASK" >>ran; test "$TASK" != t2 || ! mkdir once 2>/dev/null || { kill -INT $PPID; sleep 100; }"#
    let first = try await Program.run(Self.arguments(check, "--jobs", "1", "--no-sandbox"), in: folder)
    #expect(first.status == 130)
    #expect(
      first.lastError == "interrupted; out.jsonl was not written; 2 of 5 grades are kept in out.jsonl.journal; "
        + "the same command goes on")
    let other = try await Program.run(Self.arguments("true"), in: folder)
    #expect(other.status == 1 && other.lastError.contains("holds grades of another check"))
    let second = try await Program.run(Self.arguments(check, "--jobs", "1", "--no-sandbox"), in: folder)
    #expect(second.status == 0 && second.errors.contains("2 grades of an earlier run"))
    let ran = try String(contentsOf: folder.url.appending(path: "ran"), encoding: .utf8)
    #expect(ran == "t1\nt1\nt2\nt2\nt3\nt3\n")
    #expect(try Self.scores(in: folder).count == 3)
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "out.jsonl.journal").path))
  }

  @Test("Two answers to one task, a task without a usable id and a folder without models are refused")
  func unclear() async throws {
    let folder = try TemporaryFolder()
    try Self.lay(folder)
    try folder.write("x", to: "answers/one/t1.md")
    let two = try await Program.run(Self.arguments("true"), in: folder)
    #expect(two.status == 1 && two.lastError.contains("found t1.md and t1.txt, expected one answer to task \"t1\""))
    try folder.write(#"{"id":"\#(String(repeating: "x", count: 300))","prompt":"p"}"#, to: "tasks.jsonl")
    let outside = try await Program.run(Self.arguments("true"), in: folder)
    #expect(outside.status == 1 && outside.lastError.contains("needs an id that can be a file's name"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "answers"))
    try folder.write(#"{"id":"t1","prompt":"p"}"#, to: "tasks.jsonl")
    let none = try await Program.run(Self.arguments("true"), in: folder)
    #expect(none.status == 1 && none.lastError.contains("give a folder that has one folder of answers a model"))
  }
}
