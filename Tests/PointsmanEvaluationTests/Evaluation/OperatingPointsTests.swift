import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("What keeping a share of the best model's quality costs")
struct OperatingPointsTests {
  /// A cheap model "a" that solves the easy half, an expensive one "b" that solves all. The forecasts know the half, and noise.
  private func results(rows: Int = 400, noise: Double = 0.2, costs: [Double]? = [1, 10], seed: UInt64 = 1)
    -> RoutingResults
  {
    var generator = SplitMix64(seed: seed)
    let table = outcomes((0..<rows).map { [$0 % 2 == 0 ? 1 : 0, 1] }, costs: costs)
    let probabilities = (0..<rows).flatMap { row -> [Double] in
      let easy = row % 2 == 0 ? 0.9 : 0.1
      return [easy + noise * (generator.uniform() - 0.5), 0.95]
    }
    return RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: costs.map { costs in (0..<rows).flatMap { _ in costs } })
  }

  private func points(_ results: RoutingResults) throws -> OperatingPoints {
    let bootstrap = Bootstrap(resamples: 200)
    let pair = Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), bootstrap)
    return try #require(OperatingPoints(results, pair: pair, bootstrap))
  }

  @Test("Where forecasts are right, all quality is kept at the cost of the easy half by a and the rest by b")
  func sharp() throws {
    let points = try points(results())
    #expect(points.best == "b" && points.isPriced)
    #expect(points.points.map(\.goal) == OperatingPoints.goals)
    let first = points.points[0]
    // At a quality of 1 half of the prompts go to "a", for 5.5 USD a prompt. One prompt in a hundred may fail.
    #expect((0.985...1).contains(first.quality) && (5.3...5.5).contains(first.cost))
    #expect((0.5...0.52).contains(first.calls[0]) && agree(first.calls[0] + first.calls[1], 1))
    // A random mix at 5.5 USD sends half to each: 0.75.
    #expect((0.24...0.26).contains(first.gainOverMix))
    let interval = try #require(first.costInterval)
    #expect(interval.low < first.costShare && interval.high > first.costShare)
    // At half the cost four more prompts of nine go to a: (0.5 − 0.05 / 0.9) · 400 of b.
    let half = try #require(points.points.last)
    #expect(half.goal == .cost(0.5) && half.costShare <= 0.53 && half.quality > 0.9 && half.quality < 0.97)
    let saving = try #require(points.saving(seed: 0, threads: 1))
    #expect(saving.point.goal == .quality(0.99) && saving.pValue < 0.01)
  }

  @Test("The policy named makes the choices that were judged")
  func settings() throws {
    let results = results(noise: 0.9)
    for point in try points(results).points {
      guard case .utility(let worth?, nil, nil) = point.policy.objective, point.policy.allowed == nil else {
        Issue.record("\(point.policy)")
        continue
      }
      let choices = results.choosing(results.choices(at: 1 / worth))
      let (score, cost) = (results.average(choices.routedScores), results.average(choices.routedCosts ?? []))
      switch point.goal {
      case .quality(let share): #expect(score >= share - 1e-9)
      case .cost(let share): #expect(cost <= share * 10 + 1e-9)
      }
      #expect(point.policy.rule == "--willingness-to-pay \(worth)")
    }
  }

  @Test("A pair without costs has thresholds, and counts strong calls")
  func thresholds() throws {
    let points = try points(results(costs: nil))
    #expect(!points.isPriced)
    let first = points.points[0]
    #expect((0.985...1).contains(first.quality) && (0.48...0.5).contains(first.costShare))
    guard case .threshold(let threshold) = first.policy.objective else {
      Issue.record("\(first.policy)")
      return
    }
    #expect((0.05..<0.9).contains(threshold))
  }

  @Test("Forecasts of no worth save nothing, whatever the seed", arguments: 0..<8 as Range<UInt64>)
  func noise(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let table = outcomes(
      (0..<300).map { _ in [generator.next(below: 10) < 6 ? 1 : 0, generator.next(below: 10) < 9 ? 1 : 0] },
      costs: [1, 10])
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: generator.uniform(600)),
      predictedCosts: (0..<300).flatMap { _ in [1.0, 10] })
    #expect(try points(results).saving(seed: 0, threads: 1) == nil)
  }

  @Test("There are no points without costs or a pair, without forecasts of cost, or where no model succeeds")
  func none() {
    let bootstrap = Bootstrap(resamples: 50)
    #expect(OperatingPoints(results(costs: nil), pair: nil, bootstrap) == nil)
    let table = outcomes((0..<40).map { _ in [0, 0] }, costs: [1, 10])
    let failing = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: [Double](repeating: 0.5, count: 80)),
      predictedCosts: (0..<40).flatMap { _ in [1.0, 10] })
    #expect(OperatingPoints(failing, pair: nil, bootstrap) == nil)
    #expect(OperatingPoints(RoutingResults(table, choosing: (0..<40).map { _ in 0 }), pair: nil, bootstrap) == nil)
  }

  @Test("A row that weighs twice is the row twice")
  func weights() throws {
    let rows = (0..<60).map { row in
      (
        OutcomeRow(id: "\(row)", prompt: Prompt("prompt \(row)"), weight: row % 3 == 0 ? 2 : 1),
        ["a": Outcome(score: row % 2 == 0 ? 1 : 0, cost: 1), "b": Outcome(score: 1, cost: 10)]
      )
    }
    let copies = rows.flatMap { row in
      (0..<Int(row.0.weight)).map { copy in
        (OutcomeRow(id: "\(row.0.id)-\(copy)", prompt: row.0.prompt, group: row.0.id), row.1)
      }
    }
    func points(_ table: OutcomeTable) throws -> OperatingPoints {
      let easy = table.rows.indices.flatMap { [table.score(row: $0, model: 0)! == 1 ? 0.9 : 0.1, 0.95] }
      let results = RoutingResults(
        table: table, predictions: Predictions(models: 2, probabilities: easy),
        predictedCosts: table.rows.flatMap { _ in [1.0, 10] })
      return try #require(OperatingPoints(results, pair: nil, Bootstrap(resamples: 50)))
    }
    let (weighted, repeated) = (try points(OutcomeTable(rows: rows)), try points(OutcomeTable(rows: copies)))
    #expect(agree(weighted.points[0].cost, repeated.points[0].cost))
    #expect(agree(weighted.points[0].quality, repeated.points[0].quality))
  }
}

@Suite("Policies as they are judged")
struct JudgedPolicyTests {
  private static func table(_ rows: Range<Int>, costs: Bool = true) throws -> OutcomeTable {
    OutcomeTable(
      rows: rows.map { k in
        (
          OutcomeRow(id: "\(k)", prompt: Prompt(k % 2 == 0 ? "sort the parser \(k)" : "why so vague \(k)")),
          [
            "large": Outcome(score: 1, cost: costs ? 10 : nil),
            "small": Outcome(score: k % 2 == 0 ? 1 : 0, cost: costs ? 1 : nil),
          ]
        )
      })
  }

  private static let router = try! RouterTrainer(blocks: [.structural], folds: 2)
    .fitted(to: FeaturizedTable(table(0..<120))).router

  @Test("The choices judged are those that route makes")
  func choices() throws {
    let test = try Self.table(200..<260)
    for policy in [Policy.willingnessToPay(12), Policy(.quality(0.8)), .threshold(0.3)] {
      var evaluator = Evaluator()
      evaluator.policy = policy
      let evaluation = try evaluator.evaluation(of: Self.router, on: FeaturizedTable(test))
      let chosen = try test.rows.map { try Self.router.route($0.prompt, under: policy).model }
      let small = Double(chosen.count { $0 == "small" }) / 60
      #expect(agree(evaluation.models[1].share, small))
      #expect(agree(evaluation.router.cost, small + 10 * (1 - small)))
      #expect(evaluation.json["policy"] != nil)
    }
  }

  @Test("A policy that saves is a reason to route")
  func saving() throws {
    var evaluator = Evaluator()
    evaluator.policy = .willingnessToPay(12)
    let verdict = try evaluator.evaluation(of: Self.router, on: FeaturizedTable(Self.table(200..<260))).verdict
    #expect(verdict.route && verdict.purpose == .cost)
    #expect(verdict.reason.hasPrefix("Route for cost: the policy keeps "))
  }

  @Test("Cross-validation judges a policy; one that a router does not suit is an error")
  func crossValidated() throws {
    var evaluator = Evaluator()
    // A cost of 9 USD more outweighs any probability.
    (evaluator.folds, evaluator.policy) = (2, .willingnessToPay(8))
    var trainer = RouterTrainer(blocks: [.structural], folds: 2)
    trainer.threads = 1
    let set = FeaturizedTable(try Self.table(0..<120))
    let evaluation = try evaluator.crossValidate(trainer, on: set)
    #expect(evaluation.models[1].share == 1)
    let costless = FeaturizedTable(try Self.table(0..<120, costs: false))
    #expect(throws: TrainingError.router(.unsuitablePolicy(.neitherCostsNorTokens))) {
      try evaluator.crossValidate(trainer, on: costless)
    }
  }
}
