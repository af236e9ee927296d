import Foundation
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

/// A ridge-penalised logistic regression in plain Double: a mean loss, and a term that draws x to `center`.
private struct LogisticObjective: ConvexObjective {
  var rows: [[Double]]
  var labels: [Double]
  var ridge = 0.02
  var center: [Double]
  var weight = 1.0

  /// Rows and labels that follow the logit `truth`ᵀx.
  static func random(truth: [Double], rows count: Int = 200, seed: UInt64) -> LogisticObjective {
    var generator = SplitMix64(seed: seed)
    let rows = (0..<count).map { _ in truth.map { _ in generator.normal() } }
    let labels = rows.map { generator.uniform() < sigmoid(dot(truth, $0)) ? 1.0 : 0 }
    return LogisticObjective(rows: rows, labels: labels, center: truth.map { _ in 0 })
  }

  func value(at x: [Double]) -> Double {
    let loss = zip(rows, labels).reduce(0.0) { sum, row in
      let z = dot(x, row.0)
      return sum + softplus(z) - row.1 * z
    }
    let distance = zip(x, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return loss / Double(rows.count) + ridge / 2 * distance
  }

  func derivatives(at x: [Double]) -> Derivatives {
    var derivatives = Derivatives(size: x.count)
    for (row, label) in zip(rows, labels) {
      let p = sigmoid(dot(x, row))
      derivatives.add(row, slope: (p - label) / Double(rows.count), curvature: p * (1 - p) / Double(rows.count))
    }
    derivatives.addRidge(ridge, at: x, around: center)
    return derivatives
  }

  /// The minimum without bounds, by Newton steps over Cholesky's factors.
  func minimum() -> [Double] {
    var x = center
    for _ in 0..<50 {
      let derivatives = derivatives(at: x)
      x = zip(x, choleskySolve(derivatives.hessian, derivatives.gradient)).map { $0 - $1 }
    }
    return x
  }

  /// Central differences of the value.
  func slope(at x: [Double], _ k: Int) -> Double {
    var (ahead, behind) = (x, x)
    ahead[k] += 1e-5
    behind[k] -= 1e-5
    return (value(at: ahead) - value(at: behind)) / 2e-5
  }
}

@Suite("BoundedNewton")
struct BoundedNewtonTests {
  private static let truths: [[Double]] = [[1.5], [0.5, -2], [1, -1, 0.25, 2, 0]]

  @Test("Derivatives of linear predictors and ridge are the differences of the value", arguments: truths)
  func derivatives(truth: [Double]) {
    let objective = LogisticObjective.random(truth: truth, seed: 1)
    let derivatives = objective.derivatives(at: truth)
    for k in truth.indices { #expect(abs(derivatives.gradient[k] - objective.slope(at: truth, k)) < 1e-8) }
    for k in truth.indices {
      var (ahead, behind) = (truth, truth)
      ahead[k] += 1e-5
      behind[k] -= 1e-5
      let (a, b) = (objective.derivatives(at: ahead).gradient, objective.derivatives(at: behind).gradient)
      for l in truth.indices { #expect(abs((a[l] - b[l]) / 2e-5 - derivatives.hessian[k][l]) < 1e-7) }
    }
  }

  @Test("Without bounds the minimum is that of plain Newton steps", arguments: truths, [true, false])
  func unbounded(truth: [Double], backtracks: Bool) {
    let objective = LogisticObjective.random(truth: truth, seed: 2)
    let solver = BoundedNewton(backtracks: backtracks)
    let minimum = solver.minimize(objective, from: truth.map { _ in 3 })
    #expect(minimum.hasConverged && distance(minimum.point, objective.minimum()) < 1e-8)
    let certificate = solver.certificate(of: minimum, objective)
    #expect(certificate.converged && certificate.gradientNorm < 1e-9)
    #expect(certificate.objective == objective.value(at: minimum.point))
    #expect(certificate.iterations == minimum.iterations && certificate.iterations > 1)
  }

  @Test(
    "With a bound, free unknowns have no slope, and those at the bound a slope that leads out", arguments: [0, 0.5])
  func bounded(lowerBound: Double) {
    let objective = LogisticObjective.random(truth: [1, -1, 0.25, 2, -0.5], seed: 3)
    let solver = BoundedNewton(lowerBound: lowerBound)
    let minimum = solver.minimize(objective, from: [1, 1, 1, 1, 1])
    var active = 0
    for (k, x) in minimum.point.enumerated() {
      let slope = objective.slope(at: minimum.point, k)
      if x > lowerBound {
        #expect(abs(slope) < 1e-8)
      } else {
        #expect(x == lowerBound && slope > 1e-3)
        active += 1
      }
    }
    #expect(active >= 2 && active < 5)
    #expect(solver.certificate(of: minimum, objective).gradientNorm < 1e-8)
  }

  @Test("Separable labels end at a finite minimum, within the steps allowed", arguments: [1, .infinity])
  func separable(maximumStep: Double) {
    var objective = LogisticObjective.random(truth: [1, 1], seed: 4)
    objective.labels = objective.rows.map { $0[0] > 0 ? 1 : 0 }
    objective.ridge = 1e-4
    let solver = BoundedNewton(maximumStep: maximumStep, backtracks: maximumStep == .infinity)
    let minimum = solver.minimize(objective, from: [0, 0])
    #expect(minimum.hasConverged && minimum.point.allSatisfy(\.isFinite) && minimum.point[0] > 5)
    #expect(minimum.iterations >= (maximumStep == 1 ? Int(minimum.point[0]) : 1))
    #expect(solver.certificate(of: minimum, objective).converged)
  }

  @Test("Where full steps run away, halved ones arrive")
  func backtracking() {
    // −y z + ln(1 + e^z) at a start of 8 is so flat that a full step lands at about −740.
    let objective = LogisticObjective(rows: [[1], [1]], labels: [1, 0.5], ridge: 1e-6, center: [0])
    let full = BoundedNewton(maximumIterations: 8, maximumStep: .infinity).minimize(objective, from: [8])
    let halved = BoundedNewton(maximumIterations: 20, maximumStep: .infinity, backtracks: true)
      .minimize(objective, from: [8])
    #expect(!full.hasConverged)
    #expect(halved.hasConverged && abs(halved.point[0] - log(3)) < 1e-4)
  }

  @Test("Too few steps, and a curvature of nothing, are reported")
  func failure() {
    let objective = LogisticObjective.random(truth: [1, -2], seed: 5)
    let solver = BoundedNewton(maximumIterations: 1)
    let early = solver.minimize(objective, from: [3, 3])
    #expect(!early.hasConverged && early.iterations == 1)
    let certificate = solver.certificate(of: early, objective)
    let norm = early.point.indices.map { abs(objective.slope(at: early.point, $0)) }.max()!
    #expect(!certificate.converged && abs(certificate.gradientNorm - norm) < 1e-8)
    for truth in Self.truths {
      var flat = LogisticObjective.random(truth: truth, seed: 6)
      (flat.rows, flat.ridge) = (flat.rows.map { $0.map { _ in 0 } }, 0)
      let minimum = solver.minimize(flat, from: truth)
      #expect(!minimum.hasConverged && minimum.point == truth && minimum.iterations == 0)
    }
  }

  @Test("A step between the two norms ends the one search and not the other")
  func norms() {
    let objective = LogisticObjective.random(truth: [1, -2], seed: 8)
    func point(after steps: Int) -> [Double] {
      BoundedNewton(maximumIterations: steps).minimize(objective, from: [0, 0]).point
    }
    let moves = zip(point(after: 2), point(after: 3)).map { abs($0 - $1) }
    let tolerance = (moves.max()! + moves.reduce(0, +)) / 2
    let largest = BoundedNewton(tolerance: tolerance, norm: .maximum).minimize(objective, from: [0, 0])
    let sum = BoundedNewton(tolerance: tolerance, norm: .sum).minimize(objective, from: [0, 0])
    #expect(largest.iterations == 3 && sum.iterations == 4)
  }

  @Test("A certificate counts by the unit of weight")
  func perUnit() {
    var objective = LogisticObjective.random(truth: [1, -2], seed: 7)
    let solver = BoundedNewton(maximumIterations: 1)
    let minimum = solver.minimize(objective, from: [3, 3])
    let one = solver.certificate(of: minimum, objective)
    objective.weight = 8
    let eighth = solver.certificate(of: minimum, objective)
    #expect(eighth.gradientNorm == one.gradientNorm / 8 && eighth.objective == one.objective / 8)
  }

  @Test("A start outside the bounds and a solver that cannot move are programmer mistakes")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = BoundedNewton(lowerBound: 0).minimize(
        LogisticObjective(rows: [[1]], labels: [1], center: [0]), from: [-1])
    }
    await #expect(processExitsWith: .failure) { _ = BoundedNewton(maximumIterations: 0) }
    await #expect(processExitsWith: .failure) { _ = BoundedNewton(tolerance: 0) }
  }
}
