import Foundation
import PointsmanNumerics
import TestSupport

@testable import PointsmanRegression

/// A small design with its targets, row by row, easy to alter and to hand to either solver.
struct Sample {
  var loss = Loss.logistic
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
  var outputs: Int { labels[0].count }
  var tasks: Int { loss == .softmax ? 1 : outputs }

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

  func targets() throws -> Targets {
    try Targets(
      loss, labels: Matrix(rows: rows, columns: outputs, values: labels.flatMap { $0 }),
      weights: Matrix(rows: rows, columns: outputs, values: weights.flatMap { $0 }), folds: folds)
  }

  /// The outputs that a problem of `task` predicts.
  func outputs(of task: Int) -> Range<Int> { loss == .softmax ? 0..<outputs : task..<task + 1 }

  /// ω_i for a problem of `task`.
  func weight(_ row: Int, task: Int) -> Double {
    let cells = zip(weights[row], labels[row]).map { Double($0) * ($0 > 0 ? Double($1) : 0) }
    return loss == .softmax ? cells.reduce(0, +) : Double(weights[row][task])
  }

  /// Ω of a task.
  func weight(task: Int) -> Double { (0..<rows).reduce(0) { $0 + weight($1, task: task) } }

  /// x_iᵀβ_k + b_k for each k, the point being β_1, b_1, β_2, b_2 and so on.
  func scores(_ row: Int, _ point: [Double]) -> [Double] {
    let x = features[row].map(Double.init) + [1]
    return stride(from: 0, to: point.count, by: x.count).map { dot(x, Array(point[$0..<$0 + x.count])) }
  }

  /// The given rows, in the given order, as often as they are named.
  func selecting(_ chosen: [Int]) -> Sample {
    Sample(
      loss: loss, features: chosen.map { features[$0] }, labels: chosen.map { labels[$0] },
      weights: chosen.map { weights[$0] }, folds: folds.isEmpty ? [] : chosen.map { folds[$0] })
  }

  /// The given outputs, in the given order.
  func selecting(outputs chosen: [Int]) -> Sample {
    var sample = self
    sample.labels = labels.map { row in chosen.map { row[$0] } }
    sample.weights = weights.map { row in chosen.map { row[$0] } }
    return sample
  }
}
