import Foundation
import LinearAlgebra

@testable import Regression

/// A small design with its targets, row by row, easy to alter and to hand to either solver.
struct Problem {
  /// n rows of d features.
  var features: [[Float]]
  /// n rows of M labels.
  var labels: [[Float]]
  /// n rows of M weights.
  var weights: [[Float]]
  /// n folds, or none.
  var folds: [Int] = []

  var rows: Int { features.count }
  var width: Int { features[0].count }
  var tasks: Int { labels[0].count }

  /// Random features of unlike scales and means, six in ten of them zero; task 0 has binary labels of weight 1, task 1 soft
  /// labels of many weights, a fifth of them 0.
  static func sample(rows: Int = 48, width: Int = 6, seed: UInt64 = 1) -> Problem {
    var generator = TestGenerator(seed: seed)
    let direction = (0..<width).map { _ in 2 * generator.normal() }
    var problem = Problem(features: [], labels: [], weights: [])
    for row in 0..<rows {
      let x = (0..<width).map { j in
        generator.uniform() < 0.4 ? Float((generator.normal() + 0.5) * (0.4 + 0.2 * Double(j))) : 0
      }
      let p = 1 / (1 + exp(0.5 - dot(x.map(Double.init), direction)))
      problem.features.append(x)
      problem.labels.append([generator.uniform() < p ? 1 : 0, Float((8 * p).rounded() / 8)])
      problem.weights.append([1, generator.uniform() < 0.2 ? 0 : Float(0.25 + 2 * generator.uniform())])
      problem.folds.append(row * 7 % 3)
    }
    return problem
  }

  var matrix: Matrix { Matrix(rows: rows, columns: width, values: features.flatMap { $0 }) }

  /// The non-zero features; the rows' columns descend, for their order is free.
  var sparse: SparseRows {
    var (offsets, indices, values) = ([0], [UInt32](), [Float]())
    for row in features {
      for (j, value) in row.enumerated().reversed() where value != 0 {
        indices.append(UInt32(j))
        values.append(value)
      }
      offsets.append(values.count)
    }
    return SparseRows(columns: width, offsets: offsets, indices: indices, values: values)
  }

  func targets() throws -> LogisticTargets {
    try LogisticTargets(
      labels: Matrix(rows: rows, columns: tasks, values: labels.flatMap { $0 }),
      weights: Matrix(rows: rows, columns: tasks, values: weights.flatMap { $0 }), folds: folds)
  }

  /// The total weight of a task.
  func weight(task: Int) -> Double { weights.reduce(0) { $0 + Double($1[task]) } }

  /// x_iᵀβ + b, the point being β followed by b.
  func logit(_ row: Int, _ point: [Double]) -> Double { dot(features[row].map(Double.init) + [1], point) }

  /// The given rows, in the given order, as often as they are named.
  func selecting(_ chosen: [Int]) -> Problem {
    Problem(
      features: chosen.map { features[$0] }, labels: chosen.map { labels[$0] }, weights: chosen.map { weights[$0] },
      folds: folds.isEmpty ? [] : chosen.map { folds[$0] })
  }
}
