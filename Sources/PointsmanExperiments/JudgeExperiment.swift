internal import ArgumentParser
internal import Foundation
internal import PointsmanEvaluation

struct JudgeExperiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge-planted",
    abstract: "Win rates by a judge that errs, raw and corrected by a few labels, where the truth is known.",
    discussion: """
      The judge is right in 80 % of its verdicts, and 65 % of those that change with the order are for the answer shown first. \
      JudgeSimulation describes it. An interval should hold the truth in 95 % of the data sets.
      """)

  @Option(help: "Data sets to draw for each line.")
  var draws = 200

  @Option(help: "Fixes the draws.")
  var seed: UInt64 = 0

  @Option(help: "Threads to work with.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard draws > 0, threads > 0 else { throw ValidationError("numbers are at least 1") }
  }

  func run() throws {
    let error = 200 * (0.95 * 0.05 / Double(draws)).squareRoot()
    print("\(draws) data sets a line; two standard errors of a coverage of 95 % are \(fixed(error, 1)) %\n")
    print(
      "| judge, tasks, labels | truth | raw | corrected | Rogan–Gladen | labels alone |\n|---|---|---|---|---|---|")
    var truth = JudgeSimulation.Truth()
    for rate in [0.5, 0.6, 0.7, 0.8, 0.9] {
      truth.winRate = rate
      line("as planted", truth)
    }
    truth.winRate = 0.7
    for labels in [20, 100, 200] {
      truth.labels = labels
      line("as planted", truth)
    }
    truth.labels = 50
    truth.tasks = 100
    line("as planted", truth)
    truth.tasks = 2_000
    line("as planted", truth)
    truth.tasks = 400
    truth.ties = 0.2
    line("a fifth of ties", truth)
    truth.ties = 0
    truth.favour = 0.1
    line("10 % for a", truth)
    truth.favour = -0.1
    line("10 % for b", truth)
    truth.favour = 0
    truth.accuracy = 0.95
    line("95 % right", truth)
    truth.accuracy = 0.6
    line("60 % right", truth)
  }

  private func line(_ name: String, _ truth: JudgeSimulation.Truth) {
    let results = JudgeSimulation(truth).results(draws: draws, seed: seed, threads: threads)
    let cells = [results.raw, results.corrected, results.roganGladen, results.labels].map { figures in
      let absent = figures.absent > 0 ? ", \(fixed(100 * figures.absent, 0)) % absent" : ""
      return "\(fixed(figures.mean, 3)), \(fixed(100 * figures.coverage, 1)) %, \(fixed(figures.width, 2))\(absent)"
    }
    let numbers = "\(truth.tasks), \(truth.labels)"
    print("| \(name), \(numbers) | \(fixed(truth.wins, 2)) | \(cells.joined(separator: " | ")) |")
    fflush(nil)
  }
}
