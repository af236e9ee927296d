import ArgumentParser
import Foundation
import Pointsman
import PointsmanEndpoints
import PointsmanEvaluation
import PointsmanLabelling
import PointsmanOutcomes
internal import PointsmanSupport

struct JudgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Lets a model compare the answers of a run, and writes outcomes.",
    discussion: """
      pointsman judge run --judge gpt-5.5 --models models.yaml --criteria correctness,clarity --dry-run
      pointsman judge run --judge gpt-5.5 --models models.yaml --criteria correctness=0.7,clarity=0.3 -o outcomes.jsonl

      run is the folder that collect wrote. Each two answers to a task are compared in both orders, and a verdict that the other \
      order changes is a tie. With --rubric each answer gets a score from 1 to 5 instead. A reply without a verdict is asked for \
      once more; then the comparison is not observed.

      outcomes.jsonl has scores by criterion and their weighted mean for training, or with --battles a line a comparison for \
      train --target preference. The report has win rates, and how the judge leans: to the answer shown first, and to the longer one.

      --human labels.jsonl names comparisons by people, {"id", "model_a", "model_b", "winner"} a line, and "criterion" if they are of \
      one. Draw the tasks at random. Win rates are then corrected for the judge's errors; what is written is the judges' own verdicts.

      Every reply is kept in run/judge.jsonl as it comes, and is not asked for again.
      """)

  @Argument(help: "The folder of a run, with tasks.jsonl and answers.")
  var run: String?

  @Option(
    help: ArgumentHelp("The models that judge, names of the file. Several are separated by commas.", valueName: "a,b"))
  var judge: [String] = []

  @Option(help: ArgumentHelp("Comparisons by people, to correct win rates by.", valueName: "labels.jsonl"))
  var human: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The outcomes to write.", valueName: "file.jsonl"))
  var output: String?

  @Flag(help: "Write a line a comparison, for train --target preference.")
  var battles = false

  @OptionGroup(title: "Question") var question: QuestionOptions
  @OptionGroup(title: "Models") var asking: AskOptions

  @Option(help: ArgumentHelp("Fixes the order of the tasks, which is random.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var result: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard !question.showTemplate else { return }
    guard run != nil else { throw ValidationError("Name the folder of a run, which collect wrote.") }
    guard asking.models != nil else { throw ValidationError("Name the file of models with --models.") }
    guard !(try NameList.names(judge, option: "--judge")).isEmpty else {
      throw ValidationError("Name a model that judges with --judge.")
    }
    guard output != nil || asking.dryRun else {
      throw ValidationError("Name the outcomes to write with -o, or see what judging would cost with --dry-run.")
    }
  }

  func run() async throws {
    let console = quiet.console()
    defer { console.finish() }
    let template = try question.chosenTemplate()
    guard !question.showTemplate else { return Results.print(template.text) }
    let plan = try judgePlan(template, console)
    let journalPath = plan.run.path + "/judge.jsonl"
    try OutputPaths.check(
      ["-o": output, "the journal of the judge": journalPath],
      reading: [human, asking.models, plan.run.path + "/tasks.jsonl"])
    let labels = try human.map { try HumanLabels.read($0, of: plan.run, criteria: plan.criteria) } ?? []
    if asking.dryRun {
      let journal = FileManager.default.fileExists(atPath: journalPath) ? try AskJournal(path: journalPath) : nil
      return try AskEstimate(plan.asks, to: plan.judges, journal).print(spent: journal?.spent, json: result.json)
    }
    let keys = try AskOptions.keys(of: plan.judges)
    let client = HTTPModelClient(agent: "pointsman/\(Version.current)")
    let asker = AskRun(
      client: client, journal: try AskJournal(path: journalPath), keys: keys, maximumCost: asking.maxCost)
    let asks = InterruptibleAsks(asker, console, keeping: "verdicts are kept in \(journalPath)")
    defer { asks.end() }
    let first = try await asks.send(plan.asks)
    let again = plan.retries(after: first)
    let second = again.isEmpty ? nil : try await asks.send(again)
    client.close()
    console.finish()
    try finish(plan, labels, (first, second), console)
  }

  private func judgePlan(_ template: JudgeTemplate, _ console: Console) throws -> JudgePlan {
    let all = try asking.endpoints()
    let judges = try asking.endpoints(named: try NameList.names(judge, option: "--judge"))
    let answered = try AnsweredTasks(run: run ?? "")
    let plan = try JudgePlan(
      answered, judges: judges, template: template, criteria: try question.chosenCriteria().map(\.name),
      maximumTokens: asking.maxTokens, seed: seed)
    for name in plan.ownJudges(among: all) {
      console.warn(
        "\(name) judges its own answers, which models tend to prefer; let another model judge, or check with --human")
    }
    if plan.unpairedSamples > 0 {
      console.warn(
        "\(plan.unpairedSamples) answers have no counterpart of another model to the same task, and are not compared")
    }
    return plan
  }

  private func finish(
    _ plan: JudgePlan, _ labels: [HumanLabel], _ results: (first: AskResults, second: AskResults?), _ console: Console
  ) throws {
    let weighted = try question.chosenCriteria()
    let verdicts = plan.verdicts(results.first, results.second)
    warn(verdicts, results, console)
    let attempts = plan.run.attempts(criteria: plan.criteria)
    warn(attempts, console)
    guard !verdicts.pairs.isEmpty || !verdicts.scores.isEmpty else {
      throw Failure(description: "there is no verdict, so that \(output ?? "") was not written")
    }
    let report = JudgeReport(verdicts.pairs, labels: labels, criteria: weighted)
    let outcomes =
      battles
      ? JudgedOutcomes(battlesOf: plan.run, verdicts, criteria: weighted)
      : JudgedOutcomes(scoring: plan.run, verdicts, criteria: weighted, method: plan.template.method)
    let spent = (results.second ?? results.first).spent
    try write(outcomes)
    guard !result.json else {
      let lines = attempts.map { attempt in
        JSONValue.object([
          ("id", .string(attempt.task)), ("model", .string(attempt.model)), ("reason", .string(attempt.reason)),
        ])
      }
      guard case .object(let figures) = report.json else { return }
      return print(
        JSONValue.object(
          [("file", .string(output ?? "")), ("lines", .integer(outcomes.lines.count))] + figures + [
            ("attempts_to_instruct", .array(lines)), ("counts", verdicts.json), ("spent", .number(spent)),
          ]
        ).text)
    }
    print(report.text)
    print("")
    print(
      "wrote \(output ?? ""): \(grouped(outcomes.count)) \(battles ? "battles" : "scores") of \(plan.run.tasks.count) tasks"
        + (outcomes.unscored > 0 ? ", \(grouped(outcomes.unscored)) answers without a score" : "")
        + ", \(significant(spent)) USD in all")
  }

  /// Says what was not observed, and why.
  private func warn(
    _ verdicts: JudgeVerdicts, _ results: (first: AskResults, second: AskResults?), _ console: Console
  ) {
    for reason in Set(results.first.modelsGivenUp + (results.second?.modelsGivenUp ?? [])).sorted() {
      console.warn("\(reason); no further question was sent to it")
    }
    if results.first.isCapReached || results.second?.isCapReached == true {
      console.warn(
        "the cost cap of \(significant(asking.maxCost)) USD leaves no room for a further task; the same command with a higher "
          + "--max-cost goes on")
    }
    for (judge, counts) in verdicts.counts.sorted(by: { $0.key < $1.key }) {
      let missing = [
        (counts.unreadable, "without a verdict after two questions"), (counts.failed, "without a reply"),
        (counts.notAsked, "not asked"),
      ].filter { $0.0 > 0 }
      guard !missing.isEmpty else { continue }
      let total = counts.verdicts + missing.reduce(0) { $0 + $1.0 }
      console.warn(
        "\(judge): of \(total) questions " + missing.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
          + "; their comparisons are not observed")
    }
  }

  private func warn(_ attempts: [(task: String, model: String, reason: String)], _ console: Console) {
    guard !attempts.isEmpty else { return }
    let shown = attempts.prefix(5).map { "\($0.task) of \($0.model), \($0.reason)" }.joined(separator: "; ")
    console.warn(
      "\(attempts.count) answers try to instruct the judge, by the patterns of the article Judging: \(shown)"
        + (attempts.count > 5 ? "; and \(attempts.count - 5) more" : ""))
  }

  private func write(_ outcomes: JudgedOutcomes) throws {
    guard let output else { return }
    do throws(FileFailure) {
      try AtomicFile.write(Array(outcomes.lines.map { $0.text + "\n" }.joined().utf8), to: output)
    } catch {
      throw OutcomesError.unwritable(path: output, reason: error.reason)
    }
  }
}

extension JudgeVerdicts {
  fileprivate var json: JSONValue {
    .object(
      counts.sorted { $0.key < $1.key }.map { judge, counts in
        (
          judge,
          .object([
            ("verdicts", .integer(counts.verdicts)), ("without_verdict", .integer(counts.unreadable)),
            ("failed", .integer(counts.failed)), ("not_asked", .integer(counts.notAsked)),
          ])
        )
      })
  }
}
