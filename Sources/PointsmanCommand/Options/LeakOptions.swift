public import ArgumentParser
import Pointsman
import PointsmanEvaluation
public import PointsmanOutcomes
import PointsmanTraining

/// The handling of test prompts that a router was trained on.
struct LeakOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The outcomes that the router was trained on. They show leaks, and the baselines learn from them "
        + "(default with --split: the other splits). Repeat the option for several routers.",
      valueName: "file"))
  var trainingData: [String] = []

  @Flag(help: "Leave out test prompts that copy a training prompt, and say how many.")
  var dropLeaks = false

  @Option(
    help: ArgumentHelp(
      "The copies that --drop-leaks leaves out: exact ones, also normalized ones (equal apart from case, "
        + "spaces and punctuation), or also near ones (default: near).")
  )
  var leakMatch: DuplicateCounts.Likeness?

  @Flag(help: "Judge leaked prompts too. Every report says so.")
  var allowLeaks = false

  /// Outcomes to judge routers on, leaks kept out.
  struct Gate {
    var test: OutcomeTable
    /// The training data of the routers, as far as it is at hand.
    var training: OutcomeTable?
    let check: LeakCheck
  }

  func validate() throws {
    guard !dropLeaks || !allowLeaks else {
      throw ValidationError("--drop-leaks and --allow-leaks exclude each other.")
    }
    guard leakMatch == nil || dropLeaks else {
      throw ValidationError("--leak-match says which copies --drop-leaks leaves out: give both.")
    }
  }

  /// Reads the outcomes to judge `routers` on, and keeps leaks to any of them out. The rows have every model of `files`.
  ///
  /// A router file knows a digest of its training outcomes and a sketch of their prompts. By itself it recognises a test
  /// set that is its training set, and some of the prompts it was trained on; all of them only beside the training outcomes.
  func gate(
    _ routers: [Router], _ files: OutcomeFiles, _ console: Console
  ) throws -> Gate {
    let whole = try files.allSplits(console)
    let parts = try files.split.map { try whole.parting(split: $0) }
    let test = parts?.split ?? whole
    let isTrainingData = try routers.contains { router in
      try test.digest(of: router.models) == router.manifest.training.dataDigest
    }
    guard !isTrainingData || allowLeaks else {
      throw Failure(
        description:
          "these outcomes are what the router was trained on, so it knows the answers; judge it on others, judge training "
          + "with cross-validate, or give --allow-leaks")
    }
    // Routers of different models need not be trained on outcomes of the same ones.
    let sameModels = routers.allSatisfy { $0.models == routers[0].models }
    let named = try trainingData.map { path in
      var files = files
      files.paths = [path]
      if !sameModels { files.models = nil }
      return try files.allSplits(console)
    }
    let sources = named.isEmpty ? [parts?.others].compactMap { $0 } : named
    guard let first = sources.first else {
      guard !dropLeaks else {
        throw Failure(
          description:
            "--drop-leaks needs the training outcomes: name them with --training-data, or the test rows with --split")
      }
      try checkSketches(of: routers, test)
      console.warn("leaks are not looked for; name the training outcomes with --training-data")
      return Gate(test: test, training: nil, check: LeakCheck(counts: nil, dropped: nil, isWhole: false))
    }
    let isWhole: Bool
    let training: OutcomeTable
    if sameModels {
      training = try sources.dropFirst().reduce(first) { try $0.appending($1) }
      isWhole = try recognised(sources + [training], by: routers)
    } else {
      isWhole = try recognised(sources, by: routers)
      training = try sources.dropFirst().reduce(first.selecting(models: [])) {
        try $0.appending($1.selecting(models: []))
      }
    }
    if !isWhole {
      let names = trainingData.isEmpty ? "the other splits are" : trainingData.joined(separator: ", ") + " is"
      console.warn(
        "\(names) not, row for row, what the router was trained on; leaks are looked for in it all the same")
    }
    return try dropping(test, training, isWhole: isWhole, console: console)
  }

  /// True if each of `routers` has its training outcomes among `sources`.
  private func recognised(_ sources: [OutcomeTable], by routers: [Router]) throws -> Bool {
    try routers.allSatisfy { router in
      try sources.contains { try $0.digest(of: router.models) == router.manifest.training.dataDigest }
    }
  }

  /// Throws where a router recognises test prompts by its sketch of those it was trained on.
  private func checkSketches(of routers: [Router], _ test: OutcomeTable) throws {
    guard !allowLeaks else { return }
    for router in routers {
      guard let found = router.manifest.training.prompts?.overlap(with: test.rows.map(\.prompt)), found.known > 0 else {
        continue
      }
      throw Failure(
        description:
          "the router was trained on \(found.known) of the \(found.comparable) test prompts that it can recognise; name its "
          + "training outcomes with --training-data and leave the copies out with --drop-leaks, or give --allow-leaks")
    }
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
          "\(counts.near) of \(test.rows.count) test prompts are in the training data (\(counts.exact) to the letter; "
          + "\(counts.examples[0].row) copies \(counts.examples[0].earlier)): leave them out with --drop-leaks, or judge them all "
          + "the same with --allow-leaks")
    }
    let likeness = leakMatch ?? .near
    let leaked = Set(counts.rows(atLeast: likeness))
    let kept = test.rows.indices.filter { !leaked.contains($0) }
    guard !kept.isEmpty else {
      throw Failure(description: "every test prompt is in the training data; judge on others")
    }
    console.warn("\(leaked.count) of \(test.rows.count) test prompts copy a training prompt and are left out")
    return Gate(
      test: test.selecting(rows: kept), training: training,
      check: LeakCheck(counts: counts, dropped: likeness, isWhole: isWhole))
  }
}

extension OutcomeTable {
  /// The digest of the outcomes of `models`, by which a router knows its training data; nil where the table lacks one.
  fileprivate func digest(of names: [String]) throws -> String? {
    guard names.allSatisfy(models.contains) else { return nil }
    return names == models ? digest : try selecting(models: names).digest
  }
}

extension DuplicateCounts.Likeness: ExpressibleByArgument {}
