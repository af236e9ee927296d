import Foundation
import Testing

@testable import PointsmanEvaluation

/// Figures from scikit-learn and from plain loops over METRICS.md; Golden/make_metrics_golden.py makes them.
private struct Golden: Decodable {
  struct Probability: Decodable {
    let probabilities, labels, weights: [Double]
    let auroc, logLoss, brier, ece, averagePrecision, calibrationSlope, calibrationIntercept: Double
    let adaptiveECE: Double?
  }
  struct Pair: Decodable {
    let sigma, weak, strong, levels: [Double]
    let apgr, apgrRouteLLM: Double
    let callsForPerformance, shares, optimal: [Double]
  }
  struct Cost: Decodable {
    let models: Int
    let probabilities, predictedCosts, scores, costs: [Double]
    let router, zero, oracle: Double
    let qnc: Double?
    let deferralArea, performanceGain, optimalSelection, optimalCost, optimalAccuracy: Double
    let choices: [Int]
    let gridCosts, gridScores: [Double]
  }
  struct Choice: Decodable {
    let models: Int
    let probabilities, scores: [Double]
    let choices: [Int]
    let macroF1: Double
    let topK: [Double]
  }
  let probability: [Probability]
  let pair: [Pair]
  let cost: [Cost]
  let choice: [Choice]

  static func load() throws -> Golden {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Golden/metrics.json"))
    return try JSONDecoder().decode(Golden.self, from: data)
  }
}

@Suite("Golden figures, to 1e-10")
struct GoldenTests {
  @Test("Probability quality is scikit-learn's")
  func probability() throws {
    let cases = try Golden.load().probability
    // Half of them without weights, where scikit-learn has an adaptive calibration error.
    #expect(cases.count == 8 && cases.count { $0.adaptiveECE != nil } == 4)
    for golden in cases {
      let (p, y, w) = (golden.probabilities, golden.labels, golden.weights)
      #expect(agree(areaUnderROC(scores: p, labels: y, weights: w), golden.auroc))
      #expect(agree(logLoss(probabilities: p, labels: y, weights: w), golden.logLoss))
      #expect(agree(brierScore(probabilities: p, labels: y, weights: w), golden.brier))
      #expect(agree(calibrationError(probabilities: p, labels: y, weights: w), golden.ece))
      #expect(agree(averagePrecision(scores: p, labels: y, weights: w), golden.averagePrecision))
      let line = try #require(CalibrationLine(probabilities: p, labels: y, weights: w))
      // As near as scikit-learn's own solver comes.
      #expect(agree(line.slope, golden.calibrationSlope, within: 1e-4))
      #expect(agree(line.intercept, golden.calibrationIntercept, within: 1e-4))
      guard let adaptive = golden.adaptiveECE else { continue }
      #expect(agree(calibrationError(probabilities: p, labels: y, bins: .equalMass(15)), adaptive))
    }
  }

  @Test("Pair figures are those of plain loops over every cut and threshold")
  func pair() throws {
    let cases = try Golden.load().pair
    #expect(cases.count == 8)
    for golden in cases {
      #expect(golden.levels.count == 4 && golden.callsForPerformance.count == 4)
      #expect(golden.shares.count == 4 && golden.optimal.count == 4)
      let curve = try #require(PairCurve(sigma: golden.sigma, weak: golden.weak, strong: golden.strong))
      #expect(agree(curve.apgr, golden.apgr))
      #expect(agree(curve.apgrRouteLLM, golden.apgrRouteLLM))
      for (level, calls) in zip(golden.levels, golden.callsForPerformance) {
        #expect(agree(curve.callsForPerformance(level), calls))
      }
      for (share, score) in zip(golden.shares, golden.optimal) {
        #expect(agree(optimalScore(share: share, weak: golden.weak, strong: golden.strong), score))
      }
    }
  }

  @Test("Cost–quality figures are those of plain loops over every price and pair of points")
  func cost() throws {
    let cases = try Golden.load().cost
    #expect(cases.count == 4)
    for golden in cases {
      let (scores, costs, models) = (golden.scores, golden.costs, golden.models)
      let sweep = RouterSweep(
        probabilities: golden.probabilities, predictedCosts: golden.predictedCosts, actualScores: scores,
        actualCosts: costs, models: models)
      let oracle = RouterSweep.oracle(scores: scores, costs: costs, models: models)
      let singles = CostQualityPoint.singles(scores: scores, costs: costs, models: models)
      let aiq = try #require(AIQ(router: sweep.points, oracle: oracle.points, singles: singles))
      #expect(agree(aiq.router, golden.router))
      #expect(agree(aiq.zero, golden.zero))
      #expect(agree(aiq.oracle, golden.oracle))
      #expect(agree(qualityNeutralCost(router: sweep.points, singles: singles), golden.qnc))
      #expect(agree(DeferralCurve(router: sweep.points, singles: singles)?.area, golden.deferralArea))
      #expect(
        agree(GainOverBest(router: sweep.points, singles: singles)?.performanceGain, golden.performanceGain))
      let optimal = try #require(OptimalChoice(choices: golden.choices, scores: scores, costs: costs, models: models))
      #expect(agree(optimal.selection, golden.optimalSelection) && agree(optimal.cost, golden.optimalCost))
      #expect(agree(optimal.accuracy, golden.optimalAccuracy))
      #expect(sweep.routerBenchPoints.count == 32 && golden.gridCosts.count == 32 && golden.gridScores.count == 32)
      for (point, (cost, score)) in zip(sweep.routerBenchPoints, zip(golden.gridCosts, golden.gridScores)) {
        #expect(agree(point.cost, cost) && agree(point.score, score))
      }
    }
  }

  @Test("Macro-F1 and top-k are scikit-learn's, where one model is best")
  func choice() throws {
    let cases = try Golden.load().choice
    #expect(cases.map(\.topK.count) == [3, 4, 6])
    for golden in cases {
      let matrix = ConfusionMatrix(choices: golden.choices, scores: golden.scores, models: golden.models)
      #expect(agree(matrix.macroF1, golden.macroF1))
      for (index, value) in golden.topK.enumerated() {
        let top = topKAccuracy(
          index + 1, probabilities: golden.probabilities, scores: golden.scores, models: golden.models)
        #expect(agree(top, value))
      }
    }
  }
}
