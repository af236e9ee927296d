import Foundation
import LinearAlgebra

@testable import Regression

/// One logistic regression in plain Double, minimised by damped Newton steps: what the solvers are held against.
///
/// A point is β followed by b.
struct NewtonReference {
  /// n rows of d features and a 1.
  let features: [[Double]]
  let labels: [Double]
  /// Weights, their sum being 1.
  let shares: [Double]
  let penalty: Double

  init(_ problem: Problem, _ column: LogisticColumn) {
    var weights = problem.weights.map { Double($0[column.task]) }
    if let fold = column.heldOutFold {
      for row in weights.indices where problem.folds[row] == fold { weights[row] = 0 }
    }
    let total = weights.reduce(0, +)
    shares = weights.map { $0 / total }
    features = problem.features.map { $0.map(Double.init) + [1] }
    labels = problem.labels.map { Double($0[column.task]) }
    penalty = column.penalty
  }

  func objective(_ point: [Double]) -> Double {
    var f = penalty / 2 * dot(point.dropLast(), point.dropLast())
    for (i, x) in features.enumerated() where shares[i] > 0 {
      let z = dot(x, point)
      f += shares[i] * (max(z, 0) + log1p(exp(-abs(z))) - labels[i] * z)
    }
    return f
  }

  func gradient(_ point: [Double]) -> [Double] {
    var g = point.dropLast().map { penalty * $0 } + [0]
    for (i, x) in features.enumerated() where shares[i] > 0 {
      let r = shares[i] * (1 / (1 + exp(-dot(x, point))) - labels[i])
      for j in x.indices { g[j] += r * x[j] }
    }
    return g
  }

  /// The minimum, to a gradient of 1e-12.
  func minimum() -> [Double] {
    var point = [Double](repeating: 0, count: features[0].count)
    for _ in 0..<100 {
      let g = gradient(point)
      if g.allSatisfy({ abs($0) < 1e-12 }) { return point }
      let direction = Self.solve(hessian(point), g)
      let (value, slope) = (objective(point), dot(direction, g))
      var step = 1.0
      let next = { zip(point, direction).map { $0 - step * $1 } }
      while objective(next()) > value - 1e-4 * step * slope + 1e-15, step > 1e-6 { step /= 2 }
      point = next()
    }
    preconditionFailure("Newton's method ends within 100 steps")
  }

  private func hessian(_ point: [Double]) -> [[Double]] {
    let d = point.count
    var h = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    for j in 0..<d - 1 { h[j][j] = penalty }
    for (i, x) in features.enumerated() where shares[i] > 0 {
      let p = 1 / (1 + exp(-dot(x, point)))
      for j in 0..<d where x[j] != 0 {
        for k in 0...j { h[j][k] += shares[i] * p * (1 - p) * x[j] * x[k] }
      }
    }
    return h
  }

  /// The solution s of A s = b, by Cholesky's factors; `a` is positive definite, its lower half given.
  private static func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
    var (l, s) = (a, b)
    let d = b.count
    for j in 0..<d {
      for i in j..<d {
        for k in 0..<j { l[i][j] -= l[i][k] * l[j][k] }
        l[i][j] = i == j ? l[j][j].squareRoot() : l[i][j] / l[j][j]
      }
    }
    for i in 0..<d {
      for k in 0..<i { s[i] -= l[i][k] * s[k] }
      s[i] /= l[i][i]
    }
    for i in (0..<d).reversed() {
      for k in 0..<d where k > i { s[i] -= l[k][i] * s[k] }
      s[i] /= l[i][i]
    }
    return s
  }
}
