import ArgumentParser
import Dispatch
import Foundation
import Pointsman
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
      The check finds TASK, MODEL and ANSWER in its environment; status 0 scores 1, another 0. An answer that is not \
      there is a missing cell. After an interruption the same command goes on where it stopped.
      """)

  @Argument(help: "The tasks: JSON Lines, each with an id and a prompt; what else they have is kept.")
  var tasks: String

  @Option(help: ArgumentHelp("The folder of answers, one folder a model.", valueName: "folder"))
  var answers: String

  @Option(help: ArgumentHelp("The shell command that judges an answer.", valueName: "command"))
  var check: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The outcomes to write.", valueName: "file.jsonl"))
  var output: String

  @Option(help: ArgumentHelp("Seconds that a check may take; then it scores 0.", valueName: "seconds"))
  var timeLimit = 60.0

  @Option(
    name: [.customShort("j"), .long], help: ArgumentHelp("Checks to run side by side.", valueName: "n"))
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Take the score, from 0 to 1, from the last line that the check prints.")
  var scoreFromOutput = false

  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  /// A check that is still to run.
  private struct Job: Sendable {
    let task: String
    let model: String
    let answer: String
    let digest: String?
  }

  func validate() throws {
    guard timeLimit > 0, timeLimit.isFinite else { throw ValidationError("--time-limit must be above 0.") }
    guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1.") }
  }

  func run() async throws {
    let console = quiet.console()
    console.announceInput([tasks])
    let records = try readTasks()
    let folder = try AnswerFolder(path: answers)
    let check = Check(command: check, timeLimit: timeLimit, scoreIsOutput: scoreFromOutput)
    let journal = try GradeJournal(path: output + ".journal", check: check)
    let (open, known, missing) = try plan(records, folder, journal.earlier)
    if !known.isEmpty { console.warn("\(known.count) grades of an earlier run in \(journal.path) are kept") }
    let done = Mutex(known)
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
    let width = jobs
    let grading = Task {
      defer { ended.signal() }
      try await Self.grade(open, by: check, width: width) { grade in
        try journal.append(grade)
        let number = done.withLock { grades in
          grades.append(grade)
          return grades.count
        }
        console.progress("\(number) of \(count) answers checked")
      }
    }
    work.withLock { $0 = grading }
    do {
      try await grading.value
    } catch is CancellationError {
      await Interruption.endsProgram()
    }
    console.finish()
    try write(records, done.withLock { $0 })
    try journal.remove()
    guard !result.json else {
      let members: [(key: String, value: JSONValue)] = [
        ("file", .string(output)), ("grades", .integer(count)), ("tasks", .integer(records.count)),
        ("models", .integer(folder.models.count)), ("missing", .integer(missing)),
      ]
      return print(JSONValue.object(members).text)
    }
    print(
      "wrote \(output): \(count) grades, \(records.count) tasks, \(folder.models.count) models, \(missing) answers missing"
    )
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
        let digest = AnswerFolder.digest(of: path)
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
    _ jobs: [Job], by check: Check, width: Int, finished: @Sendable (Grade) throws -> Void
  ) async throws {
    var failure: (any Error)?
    await withThrowingTaskGroup(of: Grade.self) { group in
      var waiting = jobs.makeIterator()
      func start() {
        guard let job = waiting.next() else { return }
        group.addTask {
          try await check.grade(task: job.task, model: job.model, answer: job.answer, digest: job.digest)
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

  /// Writes the tasks with their outcomes; a model that was graded before has its new score.
  private func write(_ records: [OutcomeRecord], _ grades: [Grade]) throws {
    let byTask = Dictionary(grouping: grades, by: \.task)
    var text = ""
    for var record in records {
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
