import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Figures at a price of money")
struct PricedFiguresTests {
  /// Model "a" costs 1, "b" 3; three prompts. On the last both are right.
  private let table = outcomes([[1, 0], [0, 1], [1, 1]], costs: [1, 3])

  private func results(_ probabilities: [Double], costs: [Double]? = [1, 3]) -> RoutingResults {
    RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: costs.map { costs in table.rows.flatMap { _ in costs } })
  }

  @Test("By hand: at ten a success the more expensive model must be likelier by a fifth")
  func byHand() throws {
    // p̂ − ĉ/10: [0.8, 0], [0.3, 0.6], [0.5, 0.4]: the choices are a, b, a, and right.
    let figures = try #require(
      PricedFigures(results([0.9, 0.3, 0.4, 0.9, 0.6, 0.7]), worth: 10))
    #expect(agree(figures.score, 1) && agree(figures.cost, 5 / 3.0) && agree(figures.utility, 1 - 1 / 6.0))
    #expect(agree(figures.regret, 0))
    // "a" alone: (0.9 − 0.1 + 0.9) / 3, "b" alone: (−0.3 + 0.7 + 0.7) / 3.
    #expect(figures.bestSingle.model == 0 && agree(figures.bestSingle.utility, 1.7 / 3))
    #expect(agree(figures.bestSingle.regret, (0.7 - -0.1) / 3))
  }

  @Test("Wrong choices leave what a plain loop finds")
  func wrong() throws {
    let probabilities = [0.2, 0.9, 0.4, 0.9, 0.1, 0.7]
    for worth in [0.5, 2, 10, 1000.0] {
      let figures = try #require(PricedFigures(results(probabilities), worth: worth))
      var (regret, score) = (0.0, 0.0)
      for row in 0..<3 {
        let p = [probabilities[2 * row] - 1 / worth, probabilities[2 * row + 1] - 3 / worth]
        let s = [table.score(row: row, model: 0)!, table.score(row: row, model: 1)!]
        let u = [s[0] - 1 / worth, s[1] - 3 / worth]
        let choice = p[1] > p[0] ? 1 : 0
        regret += max(u[0], u[1]) - u[choice]
        score += s[choice]
      }
      #expect(agree(figures.regret, regret / 3) && agree(figures.score, score / 3))
      // Three prompts are too few.
      #expect(figures.regretInterval == nil)
      #expect(agree(figures.regret + figures.utility, figures.bestSingle.regret + figures.bestSingle.utility))
    }
  }

  @Test("Regret of luck alone: by repeated runs there is none left")
  func splitRuns() throws {
    var generator = SplitMix64(seed: 4)
    let rows = (0..<600).map { row in
      let cells = ["a", "b"].map { name in
        var outcome = Outcome(score: Double((0..<4).count { _ in generator.uniform(1)[0] < 0.6 }) / 4, cost: 1)
        outcome.repeats = 4
        return (name, outcome)
      }
      return (OutcomeRow(id: "\(row)", prompt: Prompt("\(row)")), Dictionary(uniqueKeysWithValues: cells))
    }
    let results = RoutingResults(OutcomeTable(rows: rows), choosing: (0..<600).map { $0 % 2 })
    let router = Evaluation.RouterFigures(results)
    let (value, interval) = (try #require(router.regretOfSplitRuns), try #require(router.regretOfSplitRunsInterval))
    #expect(router.regret > 0.08 && abs(value) < 0.05)
    #expect(interval.low < value && value < interval.high && interval.high < router.regret)
    // Models of one price: the regret at a price is the same.
    let priced = try #require(PricedFigures(results, worth: 10)?.regretOfSplitRuns)
    #expect(agree(priced.value, value))
    #expect(Evaluation.RouterFigures(self.results([0.2, 0.9, 0.4, 0.9, 0.1, 0.7])).regretOfSplitRuns == nil)
  }

  @Test("The point reached is the sweep's at that price; money for nothing gives the router's first-page figures")
  func sweep() throws {
    let routing = results([0.2, 0.9, 0.4, 0.9, 0.1, 0.7])
    let sweep = try #require(routing.costQuality?.router)
    for worth in [0.5, 2.1, 3.9, 7, 1e9] {
      let figures = try #require(PricedFigures(routing, worth: worth))
      let point = try #require(sweep.point(at: 1 / worth))
      #expect(agree(figures.score, point.score) && agree(figures.cost, point.cost))
    }
    #expect(routing.choices(at: 0) == routing.choices)
  }

  @Test("Best and cheapest are worth the same at the indifference; a free lunch has none, nor have choices of another")
  func indifference() throws {
    let dearIsBetter = outcomes([[1, 1], [0, 1], [0, 1], [0, 0]], costs: [1, 3])
    let routing = RoutingResults(dearIsBetter, choosing: [0, 1, 1, 0])
    // Half a success more for 2 USD more: a success is worth 4.
    let worth = try #require(PricedFigures.indifference(routing))
    #expect(agree(worth, 4))
    let figures = try #require(PricedFigures(routing, worth: worth))
    #expect(agree(figures.bestSingle.utility, 0.25 - 1 / 4.0) && agree(figures.bestSingle.utility, 0.75 - 3 / 4.0))
    // Choices handed in stay what they are at any price.
    #expect(routing.choices(at: 100) == [0, 1, 1, 0])
    #expect(PricedFigures.indifference(RoutingResults(table, choosing: [0, 0, 0])) == nil)
    #expect(PricedFigures.indifference(RoutingResults(outcomes([[1, 0], [1, 1]]), choosing: [0, 0])) == nil)
    #expect(PricedFigures(RoutingResults(outcomes([[1, 0]]), choosing: [0]), worth: 1) == nil)
  }

  @Test("Every form of the report tells it, at the worth that was asked for")
  func printed() throws {
    let set = FeaturizedTable(table, partingDuplicates: true)
    var evaluation = Evaluation(
      results([0.9, 0.3, 0.4, 0.9, 0.6, 0.7]), regime: .heldOut,
      baselines: BaselineTrainingRows(set, folds: [0, 1, 0]),
      pair: nil, seed: 0, threads: 1)
    #expect(evaluation.price == nil && evaluation.detailedJSON["details"]?["price"] == nil)
    evaluation.worth = 10
    #expect(agree(evaluation.detailedJSON["details"]?["price"]?["regret"]?.double, 0))
    #expect(evaluation.text.contains("where a success is worth $10.0: regret 0.000"))
  }
}
