import Foundation
import Pointsman
import PointsmanOutcomes
import PointsmanRegression
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("CalibrationFit")
struct CalibrationFitTests {
  private let grid = (0..<300).map { Double($0) / 50 - 3 }

  private func fit(_ logits: [Double], _ labels: [Double], weights: [Double]? = nil, folds: [Int]? = nil)
    -> CalibrationFit
  {
    CalibrationFit(
      logits: logits, labels: labels, weights: weights ?? logits.map { _ in 1 },
      folds: folds ?? logits.indices.map { $0 % 5 })
  }

  @Test(
    "Platt's line recovers the slope and intercept that made the labels, and is kept",
    arguments: [(1.0, 0.0), (1.7, -0.6), (0.2, 1.5)])
  func platt(slope: Double, intercept: Double) throws {
    let labels = grid.map { 1 / (1 + exp(-(slope * $0 + intercept))) }
    let calibration = fit(grid, labels, weights: grid.map { _ in 1e6 }).calibration
    guard case .platt(let foundSlope, let foundIntercept) = calibration else {
      Issue.record("isotonic, where Platt's line is the truth")
      return
    }
    #expect(abs(foundSlope - slope) < 1e-4 && abs(foundIntercept - intercept) < 1e-4)
  }

  @Test(
    "With 0/1 labels drawn from a line, Platt is chosen: isotonic must clearly win", arguments: 0..<5 as Range<UInt64>)
  func plattOnDraws(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let labels = grid.map { 1 / (1 + exp(-$0)) > Double(generator.next(below: 1 << 30)) / Double(1 << 30) ? 1.0 : 0 }
    guard case .platt(let slope, let intercept) = fit(grid, labels).calibration else {
      Issue.record("isotonic")
      return
    }
    #expect(abs(slope - 1) < 0.4 && abs(intercept) < 0.4)
  }

  @Test("Logits that point the wrong way, and noise, still order the prompts, around the base rate")
  func wrongWay() throws {
    let calibrated = fit(grid, grid.map { $0 < -1 ? 1 : 0 })
    guard case .platt(0.1, _) = calibrated.calibration else {
      Issue.record("\(calibrated.calibration)")
      return
    }
    let probabilities = grid.map { calibrated.calibration.probability(logit: $0) }
    // 100 of 300, give or take what smoothing adds.
    let mean = probabilities.reduce(0, +) / 300
    #expect(abs(mean - 1 / 3.0) < 0.001)
    #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 < $1 })
    #expect(try #require(calibrated.certificate).converged)
  }

  @Test(
    "Few rows draw the slope to 1, as a ridge of 10; with many the data decide",
    arguments: [(20, 0.7324), (900, 0.2336)])
  func ridge(rows: Int, expected: Double) {
    // Labels of slope 0.2, each of the logits ±1 as often as the other.
    let logits = (0..<rows).map { $0 % 2 == 0 ? 1.0 : -1 }
    let labels = logits.map { 1 / (1 + exp(-0.2 * $0)) }
    guard case .platt(let slope, _) = fit(logits, labels).calibration else {
      Issue.record("isotonic")
      return
    }
    // The root of n (σ(s) − y) + 10 (s − 1) = 0, with y = σ(0.2) drawn in by n / 2 hits and misses.
    #expect(abs(slope - expected) < 1e-3)
  }

  @Test("Under a thousand rows there is no isotonic curve", arguments: [(250, false), (260, true)])
  func isotonicRows(copies: Int, expected: Bool) {
    let (logits, labels) = ([0.0, 1, 2, 10], [0.02, 0.5, 0.4, 0.55])
    let rows = (0..<copies * 4 - (expected ? 0 : 1)).map { $0 % 4 }
    let calibration = fit(rows.map { logits[$0] }, rows.map { labels[$0] }).calibration
    if case .isotonic = calibration { #expect(expected) } else { #expect(!expected) }
  }

  @Test("Separable labels stay finite")
  func separable() {
    let calibration = fit(grid, grid.map { $0 < 0 ? 0 : 1 }).calibration
    let probabilities = grid.map { calibration.probability(logit: $0) }
    #expect(probabilities.allSatisfy { (0...1).contains($0) })
    #expect(probabilities[0] < 0.01 && probabilities[299] > 0.99)
  }

  @Test("By hand: adjacent violators are pooled, each pool a level stretch")
  func isotonicByHand() {
    // A quick rise to a plateau, which no logistic line has; 0.5 and 0.4 pool to 0.45 from 1 to 2. Three folds of the same.
    let (logits, labels) = ([0.0, 1, 2, 10], [0.02, 0.5, 0.4, 0.55])
    let three = (0..<3).flatMap { fold in logits.indices.map { (fold, $0) } }
    let calibration = fit(
      three.map { logits[$0.1] }, three.map { labels[$0.1] }, weights: three.map { _ in 1000 }, folds: three.map(\.0)
    ).calibration
    guard case .isotonic(let points, let probabilities) = calibration else {
      Issue.record("Platt, where isotonic is far better")
      return
    }
    #expect(points.count == 4)
    for (found, expected) in zip(points, [0.0, 1, 2, 10]) { #expect(abs(found - expected) < 1e-12) }
    for (found, expected) in zip(probabilities, [0.02, 0.45, 0.45, 0.55]) { #expect(abs(found - expected) < 1e-12) }
  }

  @Test("The isotonic curve never falls and stays off 0 and 1", arguments: 0..<4 as Range<UInt64>)
  func isotonicLaws(seed: UInt64) {
    // A jump from 0 to one half, then level for long: no logistic line comes near.
    var generator = SplitMix64(seed: seed)
    let logits = (0..<1500).map { _ in Double(generator.next(below: 120)) / 4 - 3 }
    let labels = logits.map { $0 >= 0 && generator.next(below: 2) == 0 ? 1.0 : 0 }
    guard case .isotonic(let points, let probabilities) = fit(logits, labels).calibration else {
      Issue.record("Platt, where isotonic is far better")
      return
    }
    #expect(zip(points, points.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(probabilities.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("Rows that share a logit are one point, in whatever order their labels come", arguments: [true, false])
  func tiedLogits(successesFirst: Bool) {
    // The rates of the case by hand, as 0/1 labels: 0.5 at 1 and 0.4 at 2 pool to 0.45.
    let rates: [(logit: Double, successes: Int)] = [(0, 2), (1, 50), (2, 40), (10, 55)]
    var (logits, labels, folds) = ([Double](), [Double](), [Int]())
    for fold in 0..<3 {
      for rate in rates {
        for k in 0..<100 {
          logits.append(rate.logit)
          labels.append((successesFirst ? k : 99 - k) < rate.successes ? 1 : 0)
          folds.append(fold)
        }
      }
    }
    guard case .isotonic(let points, let probabilities) = fit(logits, labels, folds: folds).calibration else {
      Issue.record("Platt, where isotonic is far better")
      return
    }
    #expect(points.count == 4)
    for (found, expected) in zip(points, [0.0, 1, 2, 10]) { #expect(abs(found - expected) < 1e-9) }
    for (found, expected) in zip(probabilities, [0.02, 0.45, 0.45, 0.55]) { #expect(abs(found - expected) < 1e-9) }
  }

  @Test("Platt's line is certified, whatever the labels; the isotonic curve has nothing to certify")
  func certified() throws {
    var generator = SplitMix64(seed: 0)
    let draws = grid.map { sigmoid($0) > Double(generator.next(below: 1 << 30)) / Double(1 << 30) ? 1.0 : 0 }
    for (labels, weight) in [(grid.map { sigmoid($0) }, 1e6), (draws, 1)] {
      let certificate = try #require(fit(grid, labels, weights: grid.map { _ in weight }).certificate)
      #expect(certificate.converged && certificate.gradientNorm < 1e-9)
    }
    let steps = grid.map { abs($0) < 1 ? 0.5 : $0 < 0 ? 0.01 : 0.55 }
    let fit = fit(grid, steps, weights: grid.map { _ in 1000 })
    guard case .isotonic = fit.calibration else {
      Issue.record("Platt, where isotonic is far better")
      return
    }
    #expect(fit.certificate == nil)
  }
}
