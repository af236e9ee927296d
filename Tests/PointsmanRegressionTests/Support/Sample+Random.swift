import Foundation
import PointsmanSupport
import TestSupport

@testable import PointsmanRegression

extension Sample {
  /// Random features of unlike scales and means, six in ten of them zero, in three folds.
  ///
  /// - `.logistic`: task 0 has binary labels of weight 1, task 1 soft labels of many weights, a fifth of them 0.
  /// - `.squared`: real labels, with the weights of `.logistic`.
  /// - `.softmax`: the choice among three, with ties, soft labels, alternatives not offered, rows that offer one or
  ///   none, and weights that differ from row to row and in some rows from cell to cell.
  static func random(_ loss: Loss = .logistic, rows: Int = 48, width: Int = 6, seed: UInt64 = 1) -> Sample {
    var generator = SplitMix64(seed: seed)
    let directions = (0..<3).map { _ in (0..<width).map { _ in 2 * generator.normal() } }
    var sample = Sample(loss: loss, features: [], labels: [], weights: [])
    for row in 0..<rows {
      let x = (0..<width).map { j in
        generator.uniform() < 0.4 ? Float((generator.normal() + 0.5) * (0.4 + 0.2 * Double(j))) : 0
      }
      let z = directions.map { dot(x.map(Double.init), $0) - 0.5 }
      sample.features.append(x)
      sample.folds.append(row * 7 % 3)
      let weights = [1, generator.uniform() < 0.2 ? 0 : Float(0.25 + 2 * generator.uniform())]
      switch loss {
      case .logistic:
        let p = 1 / (1 + exp(-z[0]))
        sample.labels.append([generator.uniform() < p ? 1 : 0, Float((8 * p).rounded() / 8)])
        sample.weights.append(weights)
      case .squared:
        sample.labels.append([Float((z[0] + generator.normal()) / 4 - 1), Float(generator.normal())])
        sample.weights.append(weights)
      case .softmax:
        let (labels, weights) = generator.choice(z)
        sample.labels.append(labels)
        sample.weights.append(weights)
      }
    }
    return sample
  }

  /// Two of `players` meet on each row, and one in five battles ends in a tie.
  static func battles(players: Int = 4, rows: Int = 60, width: Int = 5, seed: UInt64 = 1) -> Sample {
    var generator = SplitMix64(seed: seed)
    var sample = random(rows: rows, width: width, seed: seed + 1)
    sample.loss = .softmax
    for row in 0..<rows {
      let first = Int(generator.uniform() * Double(players))
      let second = (first + 1 + Int(generator.uniform() * Double(players - 1))) % players
      let weight = Float(0.5 + generator.uniform())
      var (labels, weights) = ([Float](repeating: 0, count: players), [Float](repeating: 0, count: players))
      (weights[first], weights[second]) = (weight, weight)
      labels[first] = generator.uniform() < 0.2 ? 0.5 : generator.uniform() < 0.5 ? 1 : 0
      labels[second] = 1 - labels[first]
      (sample.labels[row], sample.weights[row]) = (labels, weights)
    }
    return sample
  }
}

extension SplitMix64 {
  /// Labels and weights of a choice among alternatives with the scores `z`.
  fileprivate mutating func choice(_ z: [Double]) -> (labels: [Float], weights: [Float]) {
    let total = z.reduce(0) { $0 + exp($1) }
    let p = z.map { Float((16 * exp($0) / total).rounded() / 16) }
    let kind = uniform()
    let winner = z.indices.max { z[$0] + 2 * uniform() < z[$1] + 2 * uniform() }!
    var labels = z.indices.map { $0 == winner ? 1 : 0 as Float }
    var weights = [Float](repeating: Float(0.25 + 2 * uniform()), count: z.count)
    if kind < 0.15 {
      // A tie of the winner with its neighbour.
      (labels[winner], labels[(winner + 1) % z.count]) = (0.5, 0.5)
    } else if kind < 0.3 {
      labels = p
    } else if kind < 0.45 {
      labels = p
      for k in weights.indices { weights[k] = Float(0.25 + uniform()) }
    } else if kind < 0.65 {
      weights[(winner + 1) % z.count] = 0
    } else if kind < 0.7 {
      for k in weights.indices where k != winner { weights[k] = 0 }
    } else if kind < 0.75 {
      for k in weights.indices { weights[k] = 0 }
    }
    return (labels, weights)
  }
}
