import ArgumentParser
import Outcomes
import Pointsman
import PointsmanEvaluation
import PointsmanTraining

/// What to do about test prompts that the router was trained on.
struct LeakOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The outcomes the router was trained on, to look for leaks; with --split, the other splits unless named here.",
      valueName: "file"))
  var train: String?

  @Flag(help: "Leave out test prompts that copy a training prompt, and say how many.")
  var dropLeaks = false

  @Flag(help: "Judge leaked prompts all the same; every report says so.")
  var allowLeaks = false

  var isGiven: Bool { train != nil || dropLeaks || allowLeaks }

  func validate() throws {
    guard !dropLeaks || !allowLeaks else {
      throw ValidationError("--drop-leaks and --allow-leaks exclude each other.")
    }
  }

  /// Reads the outcomes to judge `router` on, and keeps leaks out.
  ///
  /// A router file knows the digest of what it was trained on, no prompts: that the test set is the training set it tells by
  /// itself, single leaks only beside the training outcomes.
  func gate(
    _ router: Router, _ paths: [String], _ options: DataOptions, console: Console
  ) throws -> (table: OutcomeTable, check: LeakCheck?) {
    let whole = try options.readAllSplits(paths, models: router.models, console: console)
    let parts = try options.split.map { try whole.parting(split: $0) }
    let test = parts?.split ?? whole
    guard test.digest != router.manifest.training.dataDigest || allowLeaks else {
      throw Failure(
        description:
          "these outcomes are what the router was trained on, so it knows the answers; judge it on others, the recipe "
          + "with --cross-validate, or give --allow-leaks")
    }
    guard let training = try trainingOutcomes(router, parts?.others, options, console: console) else {
      guard !dropLeaks else {
        throw Failure(
          description: "--drop-leaks needs the training outcomes: name them with --train, or the test rows with --split"
        )
      }
      return (test, nil)
    }
    let counts = DuplicateCounts(leakingFrom: training, to: test)
    guard counts.near > 0, dropLeaks || !allowLeaks else { return (test, LeakCheck(counts: counts, dropped: false)) }
    guard dropLeaks else {
      throw Failure(
        description:
          "\(counts.near) of \(test.rows.count) test prompts stand in the training data (\(counts.exact) to the letter; "
          + "\(counts.examples[0].row) copies \(counts.examples[0].earlier)): leave them out with --drop-leaks, or judge them all "
          + "the same with --allow-leaks")
    }
    let leaked = Set(counts.rows)
    let kept = test.rows.indices.filter { !leaked.contains($0) }
    guard !kept.isEmpty else {
      throw Failure(description: "every test prompt stands in the training data; judge on others")
    }
    console.warn("\(counts.near) of \(test.rows.count) test prompts copy a training prompt and are left out")
    return (test.selecting(rows: kept), LeakCheck(counts: counts, dropped: true))
  }

  private func trainingOutcomes(
    _ router: Router, _ others: OutcomeTable?, _ options: DataOptions, console: Console
  ) throws -> OutcomeTable? {
    guard let train else { return others }
    let table = try options.readAllSplits([train], models: router.models, console: console)
    if table.digest != router.manifest.training.dataDigest {
      console.warn(
        "\(train) is not, row for row, what the router was trained on; leaks are looked for in it all the same")
    }
    return table
  }
}
