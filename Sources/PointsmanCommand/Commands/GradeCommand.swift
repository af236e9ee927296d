import ArgumentParser
import Dispatch
import Foundation
import Pointsman
import PointsmanLabelling
import PointsmanOutcomes
internal import PointsmanSupport
import Synchronization

struct GradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Runs your own check over a folder of answers, and writes outcomes.",
    discussion: """
      pointsman grade tasks.jsonl --answers answers --check 'python3 check.py "$TASK" "$ANSWER"' -o outcomes.jsonl

      tasks.jsonl has {"id", "prompt", …} a line; answers/MODEL/ID.txt is a model's answer (any extension, or a folder). \
      An answer that is not there is a missing cell. After an interruption the same command goes on where it stopped.

      The check has three variables in its environment: TASK, the task's id, not its text; MODEL, the name of the model's \
      folder; and ANSWER, the path of the answer, which begins with what --answers names. It runs in the working \
      directory.

      How the check ends is the verdict:
        status 0             right, score 1, or with --score-from-output the number that it prints last
        status 1             wrong, score 0, and what else --wrong names
        any other status, 126 and 127 (the shell cannot run it), a signal, the time limit, no number
                             the check could not tell: the cell stays missing, is counted and named

      Many programs end with status 1 when they crash, Python among them. Where a crash is no wrong answer, let the check \
      end with another status for a wrong one, and name it with --wrong. When the shell ends, so does every process that \
      it started in its group.
      """)

  @Argument(help: "The tasks: JSON Lines, each with an id and a prompt; what else they have is kept.")
  var tasks: String

  @Option(help: ArgumentHelp("The folder of answers, one folder a model.", valueName: "folder"))
  var answers: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The outcomes to write.", valueName: "file.jsonl"))
  var output: String

  @OptionGroup(title: "Check") var judging: CheckOptions

  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  /// A check that is still to run.
  private struct Job: Sendable {
    let task: String
    let model: String
    let answer: String
    let digest: String?
  }

  func run() async throws {
    let console = quiet.console()
    console.announceInput([tasks])
    let records = try readTasks()
    let folder = try AnswerFolder(path: answers)
    try checkOutput(folder)
    let check = judging.check
    let journal = try GradeJournal(path: output + ".journal", check: check)
    let (open, known, missing) = try plan(records, folder, journal.earlier)
    if !known.isEmpty { console.warn("\(known.count) grades of an earlier run in \(journal.path) are kept") }
    let done = Mutex(known)
    let faults = Mutex(GradingFaults())
    let count = open.count + known.count
    let work = Mutex<Task<Void, any Error>?>(nil)
    let ended = DispatchSemaphore(value: 0)
    let interruption = Interruption(discarding: output) {
      if let work = work.withLock(\.self) {
        work.cancel()
        ended.wait()
      }
      return "\(done.withLock { $0.count }) of \(count) grades are kept in \(journal.path); the same command goes on"
    }
    defer { interruption.end() }
    let width = judging.jobs
    let grading = Task {
      defer { ended.signal() }
      try await Self.grade(open, by: check, width: width) { judgement in
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
    work.withLock { $0 = grading }
    do {
      try await grading.value
    } catch is CancellationError {
      await Interruption.endsProgram()
    }
    console.finish()
    let (grades, found) = (done.withLock(\.self), faults.withLock(\.self))
    let suspicion = known.isEmpty ? found.suspicion(of: check.command) : nil
    guard !grades.isEmpty || found.undecidedCount == 0 else {
      try journal.remove()
      throw Failure(description: "\(suspicion ?? found.summary ?? ""); \(output) was not written")
    }
    if let summary = found.summary { console.warn(summary) }
    if let suspicion { console.warn(suspicion) }
    try write(records, grades, undecided: found.cells)
    try journal.remove()
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("grades", .integer(grades.count)), ("tasks", .integer(records.count)),
        ("models", .integer(folder.models.count)), ("missing", .integer(missing)),
        ("undecided", .integer(found.undecidedCount)),
      ]
      return print(JSONValue.object(members).text)
    }
    print(
      "wrote \(output): \(grades.count) grades, \(records.count) tasks, \(folder.models.count) models, "
        + "\(missing) answers missing"
        + (found.undecidedCount > 0 ? ", \(found.undecidedCount) undecided" : ""))
  }

  /// Throws where the output would replace what is read, or has no place for a journal beside it.
  private func checkOutput(_ folder: AnswerFolder) throws {
    try OutputPaths.check(["-o": output, "the journal of -o": output + ".journal"], reading: [tasks])
    guard FileIdentity.isRegular(output) else {
      throw Failure(
        description: "\(output): cannot be written to, as grade keeps a journal beside its output; name a regular file")
    }
    if let model = folder.models.first(where: { folder.holds(output, in: $0) }) {
      throw Failure(description: "\(output): is among the answers of \(model); name a file elsewhere")
    }
  }

  private func readTasks() throws -> [OutcomeRecord] {
    var reader = OutcomeReader()
    (reader.keepsUnread, reader.requiresOutcomes) = (true, false)
    var records: [OutcomeRecord] = []
    _ = try reader.forEachRecord(in: [tasks]) { records.append($0) }
    for record in records where !record.hasID || record.row.id.contains("/") || record.row.id.hasPrefix(".") {
      throw Failure(
        description:
          "\(tasks): task \"\(record.row.id)\" needs an id that can be a file's name: no \"/\", no \".\" in front")
    }
    return records
  }

  /// The checks to run, the grades that an earlier run gave to the same answers, and the number of missing answers.
  private func plan(
    _ records: [OutcomeRecord], _ folder: AnswerFolder, _ earlier: [Grade]
  ) throws -> (jobs: [Job], known: [Grade], missing: Int) {
    var grades: [[String]: Grade] = [:]
    for grade in earlier { grades[[grade.task, grade.model]] = grade }
    var (jobs, known, missing) = ([Job](), [Grade](), 0)
    for task in records.map(\.row.id) {
      for model in folder.models {
        guard let path = try folder.answer(to: task, by: model) else {
          missing += 1
          continue
        }
        let digest = try AnswerFolder.digest(of: path)
        if let grade = grades[[task, model]], grade.answer == digest, digest != nil {
          known.append(grade)
        } else {
          jobs.append(Job(task: task, model: model, answer: path, digest: digest))
        }
      }
    }
    return (jobs, known, missing)
  }

  /// Runs the checks, at most `width` at a time. After the first error no check starts; those that run still count.
  private static func grade(
    _ jobs: [Job], by check: Check, width: Int, finished: @Sendable (Judgement) throws -> Void
  ) async throws {
    var failure: (any Error)?
    await withThrowingTaskGroup(of: Judgement.self) { group in
      var waiting = jobs.makeIterator()
      func start() {
        guard let job = waiting.next() else { return }
        group.addTask {
          try await check.judge(task: job.task, model: job.model, answer: job.answer, digest: job.digest)
        }
      }
      for _ in 0..<min(width, jobs.count) { start() }
      while let result = await group.nextResult() {
        do {
          try finished(try result.get())
          if failure == nil { start() }
        } catch {
          failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Writes the tasks with their outcomes. A model that was graded before has its new score or, where the check could not
  /// tell, none.
  private func write(
    _ records: [OutcomeRecord], _ grades: [Grade], undecided: [(task: String, model: String)]
  ) throws {
    let byTask = Dictionary(grouping: grades, by: \.task)
    let open = Dictionary(grouping: undecided, by: \.task)
    var text = ""
    for var record in records {
      for cell in open[record.row.id] ?? [] {
        record.outcomes[cell.model] = nil
        record.unreadOutcomes[cell.model] = nil
      }
      for grade in byTask[record.row.id] ?? [] {
        record.outcomes[grade.model] = Outcome(score: grade.score)
        record.unreadOutcomes[grade.model] = grade.details
      }
      text += record.json.text + "\n"
    }
    do throws(FileFailure) {
      try AtomicFile.write(Array(text.utf8), to: output)
    } catch {
      throw OutcomesError.unwritable(path: output, reason: error.reason)
    }
  }
}
