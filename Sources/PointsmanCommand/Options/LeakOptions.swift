public import ArgumentParser
import Pointsman
import PointsmanEvaluation
public import PointsmanOutcomes
import PointsmanTraining

/// What to do about test prompts that a router was trained on.
struct LeakOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The outcomes a router was trained on, to look for leaks and for the baselines to learn from; with --split, the other "
        + "splits unless named here. Again for another router's.",
      valueName: "file"))
  var train: [String] = []

  @Flag(help: "Leave out test prompts that copy a training prompt, and say how many.")
  var dropLeaks = false

  @Option(
    help:
      "With --drop-leaks, what counts as a copy: exact (to the letter), normalized (but for case, spaces, punctuation) or near."
  )
  var copies: DuplicateCounts.Likeness?

  @Flag(help: "Judge leaked prompts all the same; every report says so.")
  var allowLeaks = false

  var isGiven: Bool { !train.isEmpty || dropLeaks || copies != nil || allowLeaks }

  /// Outcomes to judge routers on, leaks kept out.
  struct Gate {
    let test: OutcomeTable
    /// What the routers were trained on, as far as it is at hand.
    let training: OutcomeTable?
    let check: LeakCheck
  }

  func validate() throws {
    guard !dropLeaks || !allowLeaks else {
      throw ValidationError("--drop-leaks and --allow-leaks exclude each other.")
    }
    guard copies == nil || dropLeaks else {
      throw ValidationError("--copies says which copies --drop-leaks leaves out: give both.")
    }
  }

  /// Reads the outcomes to judge `routers` on, which are of the same models, and keeps leaks to any of them out.
  ///
  /// A router file knows the digest of what it was trained on, no prompts: that the test set is the training set it tells by
  /// itself, single leaks only beside the training outcomes.
  func gate(_ routers: [Router], _ paths: [String], _ options: DataOptions, console: Console) throws -> Gate {
    let models = routers[0].models
    let whole = try options.readAllSplits(paths, models: models, console: console)
    let parts = try options.split.map { try whole.parting(split: $0) }
    let test = parts?.split ?? whole
    let digests = Set(routers.map(\.manifest.training.dataDigest))
    guard !digests.contains(test.digest) || allowLeaks else {
      throw Failure(
        description:
          "these outcomes are what the router was trained on, so it knows the answers; judge it on others, the recipe "
          + "with --cross-validate, or give --allow-leaks")
    }
    let named = try train.map { try options.readAllSplits([$0], models: models, console: console) }
    let sources = named.isEmpty ? [parts?.others].compactMap { $0 } : named
    guard let first = sources.first else {
      guard !dropLeaks else {
        throw Failure(
          description: "--drop-leaks needs the training outcomes: name them with --train, or the test rows with --split"
        )
      }
      return Gate(test: test, training: nil, check: LeakCheck(counts: nil, dropped: nil, isWhole: false))
    }
    let training = try sources.dropFirst().reduce(first) { try $0.appending($1) }
    let isWhole = digests.isSubset(of: (sources + [training]).map(\.digest))
    if !isWhole {
      console.warn(
        "\(train.isEmpty ? "the other splits are" : train.joined(separator: ", ") + " is") not, row for row, what the router "
          + "was trained on; leaks are looked for in it all the same")
    }
    return try dropping(test, training, isWhole: isWhole, console: console)
  }

  private func dropping(
    _ test: OutcomeTable, _ training: OutcomeTable, isWhole: Bool, console: Console
  ) throws -> Gate {
    let counts = DuplicateCounts(leakingFrom: training, to: test)
    guard counts.near > 0, dropLeaks || !allowLeaks else {
      return Gate(test: test, training: training, check: LeakCheck(counts: counts, dropped: nil, isWhole: isWhole))
    }
    guard dropLeaks else {
      throw Failure(
        description:
          "\(counts.near) of \(test.rows.count) test prompts stand in the training data (\(counts.exact) to the letter; "
          + "\(counts.examples[0].row) copies \(counts.examples[0].earlier)): leave them out with --drop-leaks, or judge them all "
          + "the same with --allow-leaks")
    }
    let likeness = copies ?? .near
    let leaked = Set(counts.rows(atLeast: likeness))
    let kept = test.rows.indices.filter { !leaked.contains($0) }
    guard !kept.isEmpty else {
      throw Failure(description: "every test prompt stands in the training data; judge on others")
    }
    console.warn("\(leaked.count) of \(test.rows.count) test prompts copy a training prompt and are left out")
    return Gate(
      test: test.selecting(rows: kept), training: training,
      check: LeakCheck(counts: counts, dropped: likeness, isWhole: isWhole))
  }
}

extension DuplicateCounts.Likeness: ExpressibleByArgument {}
