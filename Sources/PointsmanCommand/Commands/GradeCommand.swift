import ArgumentParser
import Foundation
import Pointsman
import PointsmanLabelling
import PointsmanOutcomes
internal import PointsmanSupport
import Synchronization

struct GradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Checks a folder of answers, and writes outcomes.",
    discussion: """
      pointsman grade run --expect number
      pointsman grade tasks.jsonl --answers answers --check 'python3 check.py "$TASK" "$ANSWER"' -o outcomes.jsonl

      tasks.jsonl has {"id", "prompt", …} a line; answers/MODEL/ID.txt is a model's answer (any extension, or a folder). \
      In these names %2F is "/" and %25 is "%". An answer that is not there is a missing cell. Where a \
      task has "samples": n, the folder answers/MODEL/ID has n answers, 1.txt and so on, and the score is their mean. \
      A folder, run, has tasks.jsonl and answers in it. After an interruption the same command goes on where it stopped.

      --expect compares an answer with the member "answer" of its task: exact, contains, regex (of Perl), number (the last \
      of the answer), choice (a letter) or json-schema (needs check-jsonschema). --tests runs the unit tests in the folder \
      tasks/ID beside the file of tasks, with the answer as solution.py or Sources/Solution/Solution.swift.

      --check has three variables in its environment: TASK, the task's id, not its text; MODEL, the name of the model; and \
      ANSWER, the path of the answer. With --extract, ANSWER is the path of the code, and ORIGINAL that of the answer. The \
      check runs in the working directory.

      How the check ends is the verdict:
        status 0             right, score 1, or with --score-from-output the number that it prints last
        status 1             wrong, score 0, and what else --wrong names
        any other status, 126 and 127 (the shell cannot run it), a signal, a limit, no number
                             the check could not tell: the cell stays missing, is counted and named

      Many programs end with status 1 when they crash, Python among them. Where a crash is no wrong answer, let the check \
      end with another status for a wrong one, and name it with --wrong.

      A check runs in a sandbox: limits, an environment of a few variables, a HOME and a TMPDIR of its own, and on Linux, \
      where namespaces are permitted, no network but its own loopback. When a check ends, so does every process that it \
      started. It can read and write the files that you can.
      """)

  @Argument(
    help: ArgumentHelp(
      "The tasks: JSON Lines, each with an id and a prompt; what else they have is kept. Or a folder that has tasks.jsonl "
        + "and answers."))
  var tasks: String

  @Option(
    help: ArgumentHelp(
      "The folder of answers, one folder a model (default: answers in the folder of the tasks).", valueName: "folder"))
  var answers: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The outcomes to write (default: outcomes.jsonl in the folder of the tasks).", valueName: "file.jsonl"))
  var output: String?

  @OptionGroup(title: "Check") var judging: CheckOptions
  @OptionGroup(title: "Sandbox") var surroundings: SandboxOptions

  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  /// The files of a run.
  private struct Paths {
    let tasks: String
    let answers: String
    let output: String
  }

  func run() async throws {
    let console = quiet.console()
    let paths = try paths()
    console.announceInput([paths.tasks])
    let folder = try AnswerFolder(path: paths.answers)
    try checkOutput(paths, folder)
    let (sandbox, lacks) = await surroundings.sandbox()
    let check = judging.check(surroundings.limits, sandbox, passing: try surroundings.variables())
    let records = try readTasks(paths.tasks)
    let tasks = try records.map {
      try GradingTask($0, check: check, expectedMember: judging.expected ?? "answer", in: paths.tasks)
    }
    if let lacks { console.warn(lacks) }
    try await check.requireProgram()
    let journal = try GradeJournal(path: paths.output + ".journal", check: check)
    let plan: GradingPlan
    do {
      plan = try GradingPlan(tasks, folder, earlier: journal.earlier, check: check)
    } catch {
      if journal.earlier.isEmpty { try journal.remove() }
      throw error
    }
    let known = plan.known
    if !known.isEmpty { console.warn("\(known.count) grades of an earlier run in \(journal.path) are kept") }
    let done = Mutex(known)
    let faults = Mutex(GradingFaults())
    let count = plan.jobs.count + known.count
    let work = InterruptibleWork(discarding: paths.output) {
      "\(done.withLock { $0.count }) of \(count) grades are kept in \(journal.path)"
    }
    defer { work.end() }
    let width = judging.jobs
    try await work.run {
      try await plan.run(check, width: width) { judgement in
        if let grade = judgement.grade {
          try journal.append(grade)
          done.withLock { $0.append(grade) }
        }
        let (said, undecided) = faults.withLock { ($0.add(judgement), $0.undecidedCount) }
        if let said {
          if judgement.grade == nil { console.warn(said) } else { console.note(said) }
        }
        console.progress("\(done.withLock { $0.count } + undecided) of \(count) answers checked")
      }
    }
    console.finish()
    let (grades, found) = (done.withLock(\.self), faults.withLock(\.self))
    let suspicion = known.isEmpty ? found.suspicion(of: check.text) : nil
    guard !grades.isEmpty || found.undecidedCount == 0 else {
      try journal.remove()
      throw Failure(description: "\(suspicion ?? found.summary ?? ""); \(paths.output) was not written")
    }
    if let summary = found.summary { console.warn(summary) }
    if let suspicion { console.warn(suspicion) }
    let unclosed = grades.count(where: \.isUnclosed)
    if unclosed > 0 {
      console.warn(
        "\(unclosed) answers end within their code, and may have been cut off: \"unclosed_fence\" in the outcomes")
    }
    try write(records, grades, undecided: found.cells, to: paths.output)
    try journal.remove()
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(paths.output)), ("grades", .integer(grades.count)), ("tasks", .integer(records.count)),
        ("models", .integer(folder.models.count)), ("missing", .integer(plan.missing)),
        ("undecided", .integer(found.undecidedCount)),
      ]
      return print(JSONValue.object(members).text)
    }
    print(
      "wrote \(paths.output): \(grades.count) grades, \(records.count) tasks, \(folder.models.count) models, "
        + "\(plan.missing) answers missing"
        + (found.undecidedCount > 0 ? ", \(found.undecidedCount) undecided" : ""))
  }

  /// The files that the options name, or that a folder of a run has.
  private func paths() throws -> Paths {
    guard AnswerFolder.isFolder(tasks) else {
      guard let answers, let output else {
        throw ValidationError(
          "--answers and --output are needed, unless the tasks are a folder with tasks.jsonl in it.")
      }
      return Paths(tasks: tasks, answers: answers, output: output)
    }
    let folder = tasks.hasSuffix("/") ? tasks : tasks + "/"
    return Paths(
      tasks: folder + "tasks.jsonl", answers: answers ?? folder + "answers", output: output ?? folder + "outcomes.jsonl"
    )
  }

  /// Throws where the output would replace what is read, or has no place for a journal beside it.
  private func checkOutput(_ paths: Paths, _ folder: AnswerFolder) throws {
    let output = paths.output
    try OutputPaths.check(["-o": output, "the journal of -o": output + ".journal"], reading: [paths.tasks])
    guard FileIdentity.isRegular(output) else {
      throw Failure(
        description: "\(output): cannot be written to, as grade keeps a journal beside its output; name a regular file")
    }
    if let model = folder.models.first(where: { folder.holds(output, in: $0) }) {
      throw Failure(description: "\(output): is among the answers of \(model); name a file elsewhere")
    }
  }

  private func readTasks(_ path: String) throws -> [OutcomeRecord] {
    var reader = OutcomeReader()
    (reader.keepsUnread, reader.requiresOutcomes) = (true, false)
    var records: [OutcomeRecord] = []
    _ = try reader.forEachRecord(in: [path]) { records.append($0) }
    return records
  }

  /// Writes the tasks with their outcomes.
  private func write(
    _ records: [OutcomeRecord], _ grades: [Grade], undecided: [(task: String, model: String, ending: CheckEnding)],
    to output: String
  ) throws {
    let byTask = Dictionary(grouping: grades, by: \.task)
    let open = Dictionary(grouping: undecided, by: \.task)
    var text = ""
    for var record in records {
      record.take(grades: byTask[record.row.id] ?? [], undecided: open[record.row.id] ?? [])
      text += record.json.text + "\n"
    }
    do throws(FileFailure) {
      try AtomicFile.write(Array(text.utf8), to: output)
    } catch {
      throw OutcomesError.unwritable(path: output, reason: error.reason)
    }
  }
}
