import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation

@Suite("RoutingResults")
struct RoutingResultsTests {
  @Test("By hand: the most probable model is chosen, and only complete rows are judged")
  func byHand() {
    let table = outcomes([[1, 0], [nil, 1], [0.5, 0.25], [0, 1]], costs: [1, 3])
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: [0.8, 0.7, 0, 1, 0.2, 0.9, 0.4, 0.6]),
      predictedCosts: nil, fewestComplete: 1)
    #expect(results.complete == [0, 2, 3])
    #expect(results.choices == [0, 1, 1])
    #expect(results.routedScores == [1, 0.25, 1])
    #expect(results.routedCosts == [1, 3, 3])
    #expect(results.scores == [1, 0, 0.5, 0.25, 0, 1])
    #expect(results.scores(of: 1) == [0, 0.25, 1])
    #expect(results.costs(of: 0) == [1, 1, 1])
    // Means over the complete rows: 0.5 and 1.25 / 3.
    #expect(results.bestSingle == 0)
    #expect(results.clusters == nil)
  }

  @Test(
    "Of equal probabilities the cheaper model, then the first, is chosen",
    arguments: [
      ([2.0, 1, 1], 1), ([1, 2, 1], 0), ([2, 2, 1], 2), ([1, 1, 1], 0),
    ])
  func ties(costs: [Double], chosen: Int) {
    let results = RoutingResults(
      table: outcomes([[1, 0, 0]]), predictions: Predictions(models: 3, probabilities: [0.5, 0.5, 0.5]),
      predictedCosts: costs)
    #expect(results.choices == [chosen])
  }

  @Test("Of single models with equal means the cheaper, then the first, is the best")
  func bestSingleTies() {
    #expect(RoutingResults(outcomes([[1, 0], [0, 1]], costs: [2, 1]), choosing: [0, 0]).bestSingle == 1)
    #expect(RoutingResults(outcomes([[1, 0], [0, 1]], costs: [1, 1]), choosing: [0, 0]).bestSingle == 0)
    #expect(RoutingResults(outcomes([[1, 0], [0, 1]]), choosing: [0, 0]).bestSingle == 0)
  }

  @Test("By hand: a model's mean and AUC are taken over the rows that observed it; a missing cell is no failure")
  func missingCells() {
    let results = RoutingResults(
      table: outcomes([[1, 0], [nil, 1], [1, nil], [0, 1]]),
      predictions: Predictions(models: 2, probabilities: [0.8, 0.7, 0.1, 0.9, 0.6, 0.2, 0.4, 0.95]), predictedCosts: nil
    )
    let (a, b) = (Evaluation.ModelFigures(results, model: 0), Evaluation.ModelFigures(results, model: 1))
    #expect(a.observed == 3 && agree(a.score, 2.0 / 3) && a.auc == 1)
    #expect(b.observed == 3 && agree(b.score, 2.0 / 3) && b.auc == 1)
    #expect(agree(a.brier, (0.2 * 0.2 + 0.4 * 0.4 + 0.4 * 0.4) / 3))
  }

  @Test("Without a complete row nothing is chosen, and nothing traps")
  func noCompleteRow() {
    let results = RoutingResults(outcomes([[1, nil], [nil, 1]]), choosing: [0, 1])
    #expect(results.choices.isEmpty && results.routedScores.isEmpty && results.bestSingle == 0)
  }

  @Test("Rows of one cluster share a number; a row without a group is its own cluster")
  func groups() {
    let table = outcomes([[1, 0], [0, 1], [1, 1], [0, 0]], groups: ["x", nil, "x", nil])
    #expect(RoutingResults(table, choosing: [0, 0, 0, 0]).clusters == [0, -2, 0, -4])
    // Near-duplicates are given; labels that no two rows share are no clusters.
    let predictions = RoutingResults(table, choosing: [0, 0, 0, 0]).predictions
    func clusters(_ given: [Int]) -> [Int]? {
      RoutingResults(table: table, predictions: predictions, predictedCosts: nil, clusters: given).clusters
    }
    #expect(clusters([5, 5, 6, 7]) == [5, 5, 6, 7] && clusters([3, 2, 1, 0]) == [0, -2, 0, -4])
  }

  @Test("One cell without its cost leaves no costs at all")
  func partialCosts() {
    var cells = outcomes([[1, 0], [0, 1]], costs: [1, 2])
    #expect(RoutingResults(cells, choosing: [0, 0]).costs == [1, 2, 1, 2])
    cells = OutcomeTable(
      rows: cells.rows.map { ($0, ["a": Outcome(score: 1, cost: 1), "b": Outcome(score: 0)]) })
    #expect(RoutingResults(cells, choosing: [0, 0]).costs == nil)
  }
}
