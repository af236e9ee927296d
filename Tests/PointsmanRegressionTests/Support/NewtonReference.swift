import Foundation
import PointsmanNumerics
import TestSupport

@testable import PointsmanRegression

/// One regression in plain Double, minimised by damped Newton steps: what the solvers are held against.
///
/// A point is β_1, b_1, β_2, b_2 and so on: K (d + 1) numbers.
struct NewtonReference {
  let loss: Loss
  /// n rows of d features and a 1.
  let features: [[Double]]
  /// n rows of K labels.
  let labels: [[Double]]
  /// n rows of K: whether the score counts.
  let offered: [[Bool]]
  /// ω_i / Ω.
  let shares: [Double]
  let penalty: Double

  private var scores: Int { labels[0].count }
  private var stride: Int { features[0].count }

  init(_ sample: Sample, _ problem: Problem) {
    let outputs = sample.outputs(of: problem.task)
    let weights = (0..<sample.rows).map { row in
      let heldOut = problem.heldOutFold.map { sample.folds[row] == $0 } ?? false
      return heldOut ? 0 : sample.weight(row, task: problem.task)
    }
    let total = weights.reduce(0, +)
    loss = sample.loss
    penalty = problem.penalty
    features = sample.features.map { $0.map(Double.init) + [1] }
    shares = weights.map { $0 / total }
    offered = sample.weights.map { row in outputs.map { row[$0] > 0 } }
    labels = (0..<sample.rows).map { row in
      outputs.map { k in
        let label = Double(sample.labels[row][k])
        guard sample.weights[row][k] > 0, weights[row] > 0 else { return 0 }
        return sample.loss == .softmax ? Double(sample.weights[row][k]) * label / weights[row] : label
      }
    }
  }

  func objective(_ point: [Double]) -> Double {
    var f = 0.0
    for k in 0..<scores {
      let beta = point[k * stride..<(k + 1) * stride - 1]
      f += penalty / 2 * beta.reduce(0) { $0 + $1 * $1 }
    }
    for i in features.indices where shares[i] > 0 {
      let z = rowScores(i, point)
      f += shares[i] * (potential(z, offered[i]) - dot(labels[i], z))
      if loss == .squared { f += shares[i] * dot(labels[i], labels[i]) / 2 }
    }
    return f
  }

  func gradient(_ point: [Double]) -> [Double] {
    var g = point.enumerated().map { isIntercept($0) ? 0 : penalty * $1 }
    for (i, x) in features.enumerated() where shares[i] > 0 {
      let mean = means(rowScores(i, point), offered[i])
      for k in 0..<scores {
        let r = shares[i] * (mean[k] - labels[i][k])
        for j in x.indices { g[k * stride + j] += r * x[j] }
      }
    }
    return g
  }

  /// The minimum, to a gradient of 1e-12; the intercepts of a softmax are centred.
  func minimum() -> [Double] {
    var point = [Double](repeating: 0, count: scores * stride)
    for _ in 0..<100 {
      let g = gradient(point)
      if g.allSatisfy({ abs($0) < 1e-12 }) { return withCentredIntercepts(point, scores: scores) }
      let direction = choleskySolve(hessian(point), g)
      let (value, slope) = (objective(point), dot(direction, g))
      var step = 1.0
      let next = { zip(point, direction).map { $0 - step * $1 } }
      while objective(next()) > value - 1e-4 * step * slope + 1e-15, step > 1e-6 { step /= 2 }
      point = next()
    }
    preconditionFailure("Newton's method ends within 100 steps")
  }

  /// The lower half.
  private func hessian(_ point: [Double]) -> [[Double]] {
    var h = [[Double]](repeating: [Double](repeating: 0, count: point.count), count: point.count)
    for j in point.indices where !isIntercept(j) { h[j][j] = penalty }
    for (i, x) in features.enumerated() where shares[i] > 0 {
      let curvature = curvature(rowScores(i, point), offered[i])
      for (k, l) in (0..<scores).flatMap({ k in (0...k).map { (k, $0) } }) where curvature[k][l] != 0 {
        let amount = shares[i] * curvature[k][l]
        for j in x.indices where x[j] != 0 {
          for m in 0..<stride { h[k * stride + j][l * stride + m] += amount * x[j] * x[m] }
        }
      }
    }
    // All intercepts of a softmax moving together change nothing. The gradient has no part along that direction, so a
    // ridge on it leaves every Newton step as it is.
    let intercepts = scores > 1 ? point.indices.filter(isIntercept) : []
    for k in intercepts { for l in intercepts { h[k][l] += 1 } }
    return h
  }

  private func isIntercept(_ index: Int) -> Bool { index % stride == stride - 1 }

  private func rowScores(_ row: Int, _ point: [Double]) -> [Double] {
    (0..<scores).map { k in dot(features[row], Array(point[k * stride..<(k + 1) * stride])) }
  }

  /// A.
  private func potential(_ z: [Double], _ offered: [Bool]) -> Double {
    switch loss {
    case .logistic: max(z[0], 0) + log1p(exp(-abs(z[0])))
    case .squared: z[0] * z[0] / 2
    case .softmax:
      z.indices.filter { offered[$0] }.map { z[$0] }.reduce(-.infinity) { max($0, $1) + log1p(exp(-abs($0 - $1))) }
    }
  }

  /// μ.
  private func means(_ z: [Double], _ offered: [Bool]) -> [Double] {
    switch loss {
    case .logistic: [1 / (1 + exp(-z[0]))]
    case .squared: z
    case .softmax: z.indices.map { offered[$0] ? exp(z[$0] - potential(z, offered)) : 0 }
    }
  }

  /// 𝓥.
  private func curvature(_ z: [Double], _ offered: [Bool]) -> [[Double]] {
    let mean = means(z, offered)
    return z.indices.map { k in
      z.indices.map { l in
        switch loss {
        case .logistic: mean[0] * (1 - mean[0])
        case .squared: 1
        case .softmax: (k == l ? mean[k] : 0) - mean[k] * mean[l]
        }
      }
    }
  }
}

/// The point with its intercepts centred, if there are several.
func withCentredIntercepts(_ point: [Double], scores: Int) -> [Double] {
  guard scores > 1 else { return point }
  var point = point
  let intercepts = stride(from: point.count / scores - 1, to: point.count, by: point.count / scores).map { $0 }
  for (index, value) in zip(intercepts, centred(intercepts.map { point[$0] })) { point[index] = value }
  return point
}
