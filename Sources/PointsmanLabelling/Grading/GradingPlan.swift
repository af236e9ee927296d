/// The checks of a run: those still to do, and the grades of an earlier run that hold.
package struct GradingPlan: Sendable {
  package let jobs: [GradingJob]
  /// Grades that an earlier run gave to the same answers.
  package let known: [Grade]
  /// Answers that are not there. A sample that is not there counts as one.
  package let missing: Int

  /// Looks for the answers of every model to every task.
  ///
  /// Throws for two answers where one is expected, one that is neither a file nor a folder, and a folder where the check
  /// reads a file.
  package init(_ tasks: [GradingTask], _ folder: AnswerFolder, earlier: [Grade], check: Check) throws {
    var grades: [Cell: Grade] = [:]
    for grade in earlier { grades[Cell(task: grade.task, model: grade.model, sample: grade.sample)] = grade }
    var (jobs, known, missing) = ([GradingJob](), [Grade](), 0)
    let takesFolders = if case .command = check.method { check.extraction == nil } else { false }
    for task in tasks {
      for model in folder.models where !task.unobserved.contains(model) {
        let answers = try folder.answers(to: task.id, by: model, samples: task.samples)
        missing += max(0, (answers.first?.sample == nil ? 1 : task.samples ?? 1) - answers.count)
        for (sample, path) in answers {
          let digest = task.digest(ofAnswer: try AnswerFolder.digest(of: path))
          guard digest != nil || takesFolders else {
            throw LabellingError(
              path, "is a folder, and \(check.text) reads the text of one answer",
              remedy: "give a file, or write \"samples\" into its task if it holds several answers")
          }
          if let grade = grades[Cell(task: task.id, model: model, sample: sample)], grade.digest == digest,
            digest != nil
          {
            known.append(grade)
          } else {
            jobs.append(GradingJob(task: task, model: model, sample: sample, answer: path, digest: digest))
          }
        }
      }
    }
    (self.jobs, self.known, self.missing) = (jobs, known, missing)
  }

  private struct Cell: Hashable {
    let task: String
    let model: String
    let sample: Int?
  }

  /// Runs the checks, at most `width` at a time. After the first error no check starts; those that run still count.
  package func run(
    _ check: Check, width: Int, finished: @Sendable (Judgement) throws -> Void
  ) async throws {
    var failure: (any Error)?
    await withThrowingTaskGroup(of: Judgement.self) { group in
      var waiting = jobs.makeIterator()
      func start() {
        guard let job = waiting.next() else { return }
        group.addTask { try await check.judge(job) }
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
}
