import Foundation
internal import PointsmanSupport

/// How answers are graded, and within which limits.
package struct Check: Sendable {
  package enum Method: Sendable, Equatable {
    /// A line for the shell, with `TASK`, `MODEL` and `ANSWER` (a path) in its environment.
    case command(String)
    /// A comparison with a value of the task.
    case comparison(Comparison)
    /// The unit tests of the task.
    case tests(TestRunner)
  }

  package let method: Method
  package let limits: CheckLimits
  package let sandbox: Sandbox
  /// True if the score of a command is the last line that it prints, and that of tests the share that passed.
  package var scoreIsShare = false
  /// The endings that mean a wrong answer. Any other but status 0 says nothing about the answer.
  package var wrong = WrongEndings.standard
  /// The choice of the code in an answer; nil takes the answer as it is.
  package var extraction: CodeExtraction?
  /// Variables of this program's environment that checks have, too.
  package var passedVariables: [String] = []

  package init(method: Method, limits: CheckLimits, sandbox: Sandbox) {
    (self.method, self.limits, self.sandbox) = (method, limits, sandbox)
  }

  /// The check as the user gave it, for messages.
  package var text: String {
    switch method {
    case .command(let command): command
    case .comparison(let comparison): "--expect \(comparison.rawValue)"
    case .tests(let runner): "--tests \(runner.rawValue)"
    }
  }

  /// All that a grade depends on beside task and answer.
  var json: JSONValue {
    .object([
      ("check", .string(text)), ("time_limit", .number(limits.seconds)), ("memory", .integer(limits.memory)),
      ("file_size", .integer(limits.fileSize)), ("processes", .integer(limits.processes)),
      ("sandbox", .string("\(sandbox.level)")), ("network", .bool(sandbox.permitsNetwork)),
      ("score_is_share", .bool(scoreIsShare)), ("wrong", .string(wrong.text)),
      ("extract", extraction.map { .string($0.language ?? "") } ?? .null),
      ("pass_env", .array(passedVariables.map(JSONValue.string))),
    ])
  }

  /// A result before it is a grade: a score, or nil where the check could not tell.
  private struct Finding {
    let score: Double?
    let ending: CheckEnding
    let said: String
    var isUnclosed = false
  }

  /// Throws where the program that a ready check needs is not there.
  package func requireProgram() async throws {
    let (command, place, remedy): ([String], String, String)
    switch method {
    case .command: return
    case .comparison(let comparison):
      guard let program = comparison.program else { return }
      (command, place) = ([program, "--version"], program)
      remedy =
        "install it, and see that it is on PATH"
        + (comparison == .jsonSchema ? "; pipx install check-jsonschema is one way" : "")
    case .tests(let runner): (command, place, remedy) = (runner.probe.command, runner.rawValue, runner.probe.remedy)
    }
    let folder = try CheckFolder()
    let run = try? await process(in: folder).run(command, started: folder.startedMark)
    try folder.remove()
    guard run?.ending == .status(0) else {
      throw LabellingError(place, "does not run, and \(text) needs it", remedy: remedy)
    }
  }

  /// Judges an answer. A task that is cancelled ends its check and throws `CancellationError`.
  package func judge(_ job: GradingJob) async throws -> Judgement {
    let start = ContinuousClock.now
    let folder = try CheckFolder()
    let finding: Finding
    do {
      finding = try await find(job, in: folder)
    } catch {
      try? folder.remove()
      throw error
    }
    try folder.remove()
    // A check that an interruption ended says nothing about the answer.
    try Task.checkCancellation()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let grade = finding.score.map { score in
      Grade(
        task: job.task.id, model: job.model, sample: job.sample, digest: job.digest, score: score,
        exitStatus: finding.ending.status, seconds: seconds, timedOut: finding.ending == .timeLimit,
        isUnclosed: finding.isUnclosed)
    }
    return Judgement(
      task: job.task.id, model: job.model, sample: job.sample, grade: grade, ending: finding.ending,
      said: finding.said)
  }

  private func process(in folder: CheckFolder, variables: [String: String] = [:]) -> CheckProcess {
    let inherited =
      sandbox.level == .none ? ProcessInfo.processInfo.environment : folder.environment(passing: passedVariables)
    return CheckProcess(limits: limits, sandbox: sandbox, environment: inherited.merging(variables) { $1 })
  }

  private func find(_ job: GradingJob, in folder: CheckFolder) async throws -> Finding {
    var variables = ["TASK": job.task.id, "MODEL": job.model, "ANSWER": job.answer]
    var (text, isUnclosed): (String?, Bool) = (nil, false)
    if let extraction {
      let code = extraction.code(in: try Self.text(of: job.answer))
      (text, isUnclosed) = (code.text, code.isUnclosed)
      variables["ORIGINAL"] = job.answer
      variables["ANSWER"] = try folder.write(code.text, to: "answer.\(extraction.fileExtension(of: code))")
    }
    var finding: Finding
    switch method {
    case .command(let command):
      let run = try await process(in: folder, variables: variables).run(
        ["sh", "-c", command], started: folder.startedMark)
      finding = judged(run)
    case .comparison(let comparison):
      let answer = try text ?? Self.text(of: job.answer)
      finding = try await compare(answer, by: comparison, of: job.task, in: folder)
    case .tests:
      finding = try await test(try text ?? Self.text(of: job.answer), of: job.task, in: folder)
    }
    finding.isUnclosed = isUnclosed
    return finding
  }

  /// The text of an answer, U+FFFD where it is not UTF-8.
  private static func text(of path: String) throws -> String {
    do throws(FileFailure) {
      // No model writes 64 MiB.
      return String(decoding: try FileReader.contents(of: path, limit: 64 << 20), as: UTF8.self)
    } catch {
      throw LabellingError(path, "cannot be read, \(error.reason)", remedy: "give a file with the model's answer")
    }
  }

  /// The finding that an ending means by itself: status 0 is right, and `wrong` lists the wrong ones.
  private func judged(_ run: CheckProcess.Run) -> Finding {
    var (ending, score) = (run.ending, 1.0)
    if ending != .status(0) {
      score = 0
    } else if scoreIsShare {
      let last = run.output.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
      if let printed = Double(decimal: last), (0...1).contains(printed) {
        score = printed
      } else {
        ending = .noScore(String(last.prefix(40)))
      }
    }
    let isDecided = ending == .status(0) || wrong.contains(ending)
    return Finding(score: isDecided ? score : nil, ending: ending, said: run.said)
  }

  /// The finding of a ready check that a signal or a limit ended; nil where it ended by itself.
  private func cut(_ run: CheckProcess.Run) -> Finding? {
    guard run.ending.status == nil else { return nil }
    return Finding(score: wrong.contains(run.ending) ? 0 : nil, ending: run.ending, said: run.said)
  }

  private func compare(
    _ answer: String, by comparison: Comparison, of task: GradingTask, in folder: CheckFolder
  ) async throws -> Finding {
    guard let value = task.expected else { preconditionFailure("a task is made with what its check needs") }
    if let (isRight, found) = comparison.compare(answer, with: value) {
      return Finding(
        score: isRight ? 1 : 0, ending: isRight ? .matches : .differs,
        said: "found \(found), expected \"\(value.texts.joined(separator: "\" or \"").prefix(80))\"")
    }
    let isSchema = comparison == .jsonSchema
    let given = try folder.write(
      isSchema ? answer : Comparison.normalized(answer), to: "work/answer.\(isSchema ? "json" : "txt")")
    let expected = try folder.write(value.texts.joined(separator: "\0"), to: "work/expected.json")
    let run = try await process(in: folder).run(
      isSchema
        ? ["check-jsonschema", "--output-format", "JSON", "--schemafile", expected, given]
        : ["perl", "-e", Self.match, expected, given],
      started: folder.startedMark)
    if let finding = cut(run) { return finding }
    let isRight: Bool?
    if isSchema {
      // A schema that is not valid has status 1, too, and then no JSON is printed.
      let status = (try? JSONValue(parsing: Array(run.output.utf8)))?["status"]?.string
      isRight = status == "ok" ? true : status == "fail" ? false : nil
    } else {
      isRight = run.ending == .status(0) ? true : run.ending == .status(1) ? false : nil
    }
    guard let isRight else {
      return Finding(
        score: nil, ending: .noVerdict("could not use what task \"\(task.id)\" expects"), said: run.said)
    }
    return Finding(score: isRight ? 1 : 0, ending: isRight ? .matches : .differs, said: isRight ? "" : run.said)
  }

  /// Status 0 where a pattern matches, 1 where none does, 3 where one is not valid. Perl runs no code in a pattern that a
  /// variable holds.
  private static let match = #"""
    sub text { open my $f, "<:encoding(UTF-8)", shift or exit 3; local $/; scalar <$f> }
    my ($patterns, $answer) = map { text($_) } @ARGV;
    for my $pattern (split /\0/, $patterns) {
      my $compiled = eval { qr/$pattern/ };
      unless (defined $compiled) { print STDERR $@; exit 3 }
      exit 0 if $answer =~ $compiled;
    }
    print STDERR "no match\n";
    exit 1;
    """#

  private func test(_ answer: String, of task: GradingTask, in folder: CheckFolder) async throws -> Finding {
    guard let tests = task.tests else { preconditionFailure("a task is made with what its check needs") }
    try tests.lay(in: folder, answer: answer)
    let run = try await process(in: folder).run(
      ["sh", "-c", #"cd "$0" && exec "$@""#, folder.work] + tests.runner.command, started: folder.startedMark)
    if let finding = cut(run) { return finding }
    let said = run.output.allSatisfy(\.isWhitespace) ? run.errors : run.output
    switch tests.verdict(of: run, in: folder) {
    case .ran(let passed):
      return Finding(score: passed == 1 ? 1 : scoreIsShare ? passed : 0, ending: run.ending, said: said)
    case .broken: return Finding(score: 0, ending: run.ending, said: said)
    case .none(let reason): return Finding(score: nil, ending: .noVerdict(reason), said: said)
    }
  }
}
