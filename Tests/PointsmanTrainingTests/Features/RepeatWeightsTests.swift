import Pointsman
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import PointsmanSupport
import Testing

@testable import PointsmanTraining

@Suite("Means of repeated runs in training")
struct RepeatWeightsTests {
  /// One model's means, each of so many runs; nil where nobody says.
  private func table(_ cells: [(mean: Double, runs: Double?)], weight: Double = 1) -> OutcomeTable {
    OutcomeTable(
      rows: cells.enumerated().map { index, cell in
        var outcome = Outcome(score: cell.mean)
        outcome.repeats = cell.runs
        return (OutcomeRow(id: "\(index)", prompt: Prompt("p \(index)"), weight: weight), ["m": outcome])
      })
  }

  @Test("Runs that nobody counted, and single ones, weigh as they did")
  func single() throws {
    for runs in [nil, 1, 0, 0.5] as [Double?] {
      let cells = [1, 0, 0.5].map { (mean: $0, runs: runs) }
      #expect(RepeatWeights(table(cells), model: 0) == nil)
      #expect(try Targets(table(cells, weight: 2), .success, folds: []).weights.values == [2, 2, 2])
    }
  }

  @Test("The worked example: two runs on each of four prompts give ρ = 1/7")
  func worked() throws {
    // MSW = 1/4, MSB = 1/3, n₀ = 2.
    let cells = [1, 0.5, 0.5, 0].map { (mean: $0, runs: Double?.some(2)) }
    let weights = try #require(RepeatWeights(table(cells), model: 0))
    #expect(abs(weights.correlation - 1.0 / 7) < 1e-12)
    #expect(abs(weights.weight(of: table(cells).outcome(row: 0, model: 0)) - 1.75) < 1e-12)
    #expect(weights.weight(of: Outcome(score: 1)) == 1 && weights.weight(of: nil) == 1)
    let found = try Targets(table(cells, weight: 3), .success, folds: []).weights.values
    #expect(found == [Float](repeating: 5.25, count: 4))
  }

  @Test("Runs that all end alike count as one; an always right or wrong model has no other weight")
  func alike() throws {
    for means in [[1, 0, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0], [1]] as [[Double]] {
      let weights = try #require(RepeatWeights(table(means.map { ($0, 5) }), model: 0))
      #expect(weights.correlation == 1 && weights.weight(of: Outcome(score: 1)) == 1)
      #expect(try Targets(table(means.map { ($0, 5) }), .success, folds: []).weights.values == means.map { _ in 1 })
    }
  }

  @Test("Where prompts do not differ, n runs are the row written n times", arguments: [2, 4, 10])
  func rows(runs: Int) throws {
    let means = try Targets(table([(0.5, Double(runs)), (0.5, Double(runs)), (0.5, nil)]), .success, folds: [])
    #expect(means.weights.values == [Float(runs), Float(runs), 1])
    let written = (0..<2 * runs).map { (mean: Double($0 % 2), runs: Double?.none) } + [(0.5, nil)]
    let rows = try Targets(table(written), .success, folds: [])
    for z in [-2.0, 0, 0.7] {
      #expect(abs(loss(means, z) - loss(rows, z)) < 1e-9)
    }
  }

  private func loss(_ targets: Targets, _ z: Double) -> Double {
    (0..<targets.rows).reduce(0) { sum, row in
      sum + Double(targets.weights[row, 0]) * (softplus(z) - Double(targets.labels[row, 0]) * z)
    }
  }

  @Test("However many runs a row claims, its weight is bounded, and no number traps", arguments: [101, 1e9, 1e15])
  func bounded(runs: Double) throws {
    let cells = [(mean: 0.5, runs: Double?.some(runs)), (mean: 0.5, runs: 2), (mean: 0.4, runs: nil)]
    let weights = try #require(RepeatWeights(table(cells), model: 0))
    var outcome = Outcome(score: 0.5)
    outcome.repeats = runs
    #expect(weights.weight(of: outcome) <= RepeatWeights.mostRuns)
    #expect((0...1).contains(weights.correlation))
  }

  @Test("Who is best is said once a row, however often it was run; rows of weight 0 take no part")
  func otherTargets() throws {
    let cells = [1, 0.5, 0.5, 0].map { (mean: $0, runs: Double?.some(2)) }
    #expect(try Targets(table(cells), .winner, folds: []).weights.values.allSatisfy { $0 <= 1 })
    #expect(RepeatWeights(table(cells, weight: 0), model: 0) == nil)
  }

  @Test("A router from means of four runs is nearly that of the rows written four times")
  func router() throws {
    let prompts = SyntheticOutcomes.separable(rows: 120, seed: 3)
    var generator = SplitMix64(seed: 4)
    var means: [(row: OutcomeRow, outcomes: [String: Outcome])] = []
    var written = means
    for (index, row) in prompts.rows.enumerated() {
      var runs: [[String: Outcome]] = []
      for _ in 0..<4 {
        var outcomes: [String: Outcome] = [:]
        for model in prompts.models.indices {
          let isRight = prompts.score(row: index, model: model) == 1
          outcomes[prompts.models[model]] = Outcome(score: generator.next(below: 4) > (isRight ? 0 : 2) ? 1 : 0)
        }
        runs.append(outcomes)
      }
      means.append((row, [:]))
      for name in prompts.models {
        var mean = Outcome(score: runs.reduce(0) { $0 + $1[name]!.score } / 4)
        mean.repeats = 4
        means[index].outcomes[name] = mean
      }
      for (k, run) in runs.enumerated() {
        var copy = row
        (copy.id, copy.group) = ("\(row.id) \(k)", row.id)
        written.append((copy, run))
      }
    }
    let trainer = RouterTrainer(blocks: [.lexical], folds: 3, threads: 2)
    let (ofMeans, ofRows) = (
      try trainer.fitted(to: FeaturizedTable(OutcomeTable(rows: means))).router,
      try trainer.fitted(to: FeaturizedTable(OutcomeTable(rows: written))).router
    )
    var difference = 0.0
    for row in prompts.rows {
      let (a, b) = (try ofMeans.probabilities(for: row.prompt), try ofRows.probabilities(for: row.prompt))
      difference += abs(a[0] - b[0]) + abs(a[1] - b[1])
    }
    let mean = difference / Double(2 * prompts.rows.count)
    #expect(mean < 0.03, "\(mean)")
  }
}
