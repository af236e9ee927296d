import Foundation
import PointsmanNumerics
import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanRegression

/// The losses of one row in plain Double, from the formulas of `Targets`.
private struct PlainLoss {
  let loss: Loss

  var scores: Int { loss == .softmax ? 3 : 1 }

  func potential(_ z: [Double], _ offered: [Bool]) -> Double {
    switch loss {
    case .logistic: log1p(exp(z[0]))
    case .squared: z[0] * z[0] / 2
    case .softmax: log(zip(z, offered).filter(\.1).reduce(0.0) { $0 + exp($1.0) })
    }
  }

  /// ∇A, by central differences.
  func means(_ z: [Double], _ offered: [Bool]) -> [Double] {
    z.indices.map { k in
      let (ahead, behind) = (shifted(z, k, 1e-5), shifted(z, k, -1e-5))
      return (potential(ahead, offered) - potential(behind, offered)) / 2e-5
    }
  }

  /// ∇²A, by second differences.
  func curvature(_ z: [Double], _ offered: [Bool], _ k: Int, _ l: Int) -> Double {
    let corner = { (a: Double, b: Double) in
      a * b * potential(shifted(shifted(z, k, a * 1e-3), l, b * 1e-3), offered)
    }
    let corners = [corner(1, 1), corner(1, -1), corner(-1, 1), corner(-1, -1)]
    return corners.reduce(0, +) / 4e-6
  }

  private func shifted(_ z: [Double], _ k: Int, _ amount: Double) -> [Double] {
    var z = z
    z[k] += amount
    return z
  }
}

@Suite("Losses of one row")
struct CanonicalLossTests {
  /// Random lanes around 0, `spread` wide.
  private func random(_ count: Int, spread: Double, _ generator: inout SplitMix64) -> [Lanes] {
    (0..<count).map { _ in
      var lanes = Lanes()
      for lane in lanes.indices { lanes[lane] = Float(spread * generator.normal()) }
      return lanes
    }
  }

  /// Weights that offer at least one of `count`: alternative 2 of 3 is missing in the odd lanes.
  private func offers(_ count: Int) -> [Lanes] {
    (0..<count).map { $0 == 1 ? Lanes(2, 0, 2, 0, 2, 0, 2, 0) : Lanes(repeating: 2) }
  }

  private func lane(_ values: [Lanes], _ lane: Int) -> [Double] { values.map { Double($0[lane]) } }

  /// Each loss's formulas and their plain equals.
  private static let losses: [(any CanonicalLoss.Type, PlainLoss)] = [
    (LogisticLoss.self, PlainLoss(loss: .logistic)), (SquaredLoss.self, PlainLoss(loss: .squared)),
    (SoftmaxLoss.self, PlainLoss(loss: .softmax)),
  ]

  @Test("A, its gradient and its Hessian are those of the formulas, by differences")
  func differences() {
    var generator = SplitMix64(seed: 81)
    for (type, plain) in Self.losses {
      let weights = offers(plain.scores)
      for _ in 0..<20 {
        let z = random(plain.scores, spread: 3, &generator)
        var means = z
        let potential = type.formMeans(&means, weights: weights)
        for i in 0..<8 {
          let (x, offered) = (lane(z, i), weights.map { $0[i] > 0 })
          #expect(abs(Double(potential[i]) - plain.potential(x, offered)) < 2e-6 * (1 + x.map(abs).max()!))
          #expect(distance(lane(means, i), plain.means(x, offered)) < 2e-6 * (1 + x.map(abs).max()!))
          for (k, l) in z.indices.flatMap({ k in (0...k).map { (k, $0) } }) {
            let found = Double(type.curvature(means, k, l)[i])
            #expect(abs(found - plain.curvature(x, offered, k, l)) < 1e-5)
          }
        }
      }
    }
  }

  @Test("Scores of any size give finite means that add up", arguments: [30, 100, 1e4, 1e30] as [Float])
  func extreme(size: Float) {
    for z in [size, -size] {
      var means = [Lanes(repeating: z)]
      let potential = LogisticLoss.formMeans(&means, weights: offers(1))
      #expect(means[0][0] >= 0 && means[0][0] <= 1 && abs(potential[0] - max(z, 0)) < 1e-12)
      var choice = [Lanes(repeating: z), Lanes(repeating: -z), Lanes()]
      let highest = SoftmaxLoss.formMeans(&choice, weights: offers(3))
      #expect(choice.allSatisfy { $0[0] >= 0 } && abs(choice.reduce(0) { $0 + $1[0] } - 1) < 1e-6)
      #expect(highest[0] == size)
      // In the odd lanes −z is not offered.
      #expect(choice[1][1] == 0 && highest[1] == max(z, 0))
    }
  }

  @Test("Where nothing is offered, all means are 0")
  func nothingOffered() {
    var means = [Lanes(repeating: 4), Lanes(repeating: -4)]
    let potential = SoftmaxLoss.formMeans(&means, weights: [Lanes(), Lanes()])
    #expect(means == [Lanes(), Lanes()] && potential[0].isFinite)
  }

  @Test("A row's weight is that of its cell, or what the choices' labels weigh, and then these add up to 1")
  func rowWeight() {
    var labels = [Lanes(repeating: 0.25)]
    #expect(LogisticLoss.rowWeight([Lanes(repeating: 3)], &labels)[5] == 3 && labels[0][5] == 0.25)
    #expect(SquaredLoss.rowWeight([Lanes(repeating: 3)], &labels)[5] == 3 && labels[0][5] == 0.25)
    var choice = [Lanes(repeating: 0.5), Lanes(repeating: 0.25), Lanes(repeating: 1)]
    let weights = [Lanes(repeating: 2), Lanes(repeating: 8), Lanes()]
    #expect(SoftmaxLoss.rowWeight(weights, &choice)[0] == 3)
    #expect(abs(choice[0][0] - 1 / 3) < 1e-7 && abs(choice[1][0] - 2 / 3) < 1e-7 && choice[2][0] == 0)
    #expect(SoftmaxLoss.rowWeight([Lanes(), Lanes(), Lanes()], &choice)[0] == 0 && choice[0][0] == 0)
  }

  @Test("The link of the means has these means")
  func link() {
    var generator = SplitMix64(seed: 82)
    for (type, plain) in Self.losses {
      for _ in 0..<20 {
        var means = random(plain.scores, spread: 3, &generator)
        _ = type.formMeans(&means, weights: offers(plain.scores))
        var again = type.link(means)
        _ = type.formMeans(&again, weights: offers(plain.scores))
        for i in 0..<8 { #expect(distance(lane(again, i), lane(means, i)) < 2e-6 * (1 + abs(lane(means, i)[0]))) }
      }
    }
    for p in [0, 1] as [Float] {
      let logit = LogisticLoss.link([Lanes(repeating: p)])[0][0]
      #expect(logit.isFinite && abs(logit) > 15)
      #expect(SoftmaxLoss.link([Lanes(repeating: p)])[0][0].isFinite)
    }
  }

  @Test(
    "The proximal step solves u + q μ(u) = target for any steepness, from anywhere",
    arguments: [1e-3, 0.1, 1, 10, 1000] as [Float], [0, 1, -1, 60, -60, 1e4] as [Float])
  func proximalStep(steepness: Float, start: Float) {
    var generator = SplitMix64(seed: 83)
    let q = Lanes(repeating: steepness)
    for (type, plain) in Self.losses {
      let weights = offers(plain.scores)
      for spread in [0.1, 3, Double(steepness)] {
        let target = random(plain.scores, spread: spread, &generator)
        var u = random(plain.scores, spread: 1, &generator)
        for k in u.indices { u[k] += Lanes(repeating: k == 0 ? start : -start) }
        type.proximalStep(target, steepness: q, weights: weights, from: &u)
        var means = u
        _ = type.formMeans(&means, weights: weights)
        for i in 0..<8 {
          let offered = u.indices.filter { weights[$0][i] > 0 }
          let residual = offered.map { k in
            Double(u[k][i]) + Double(steepness) * Double(means[k][i]) - Double(target[k][i])
          }
          let error = error(residual, lane(u, i), lane(means, i), offered, plain.loss)
          let largest = offered.map { abs(Double(target[$0][i])) }.max()!
          let scale = 1 + Double(steepness) + largest
          #expect(error < 2e-5 * scale, "\(plain.loss) spread \(spread) lane \(i)")
        }
      }
    }
  }

  /// A softmax's u is known up to a number that all share, which the most probable alternative tells best; and at −80 it
  /// stays, however much lower the root is: its probability no longer differs from 0.
  private func error(_ residual: [Double], _ u: [Double], _ means: [Double], _ offered: [Int], _ loss: Loss) -> Double {
    guard loss == .softmax else { return abs(residual[0]) }
    let shared = residual[offered.indices.max { means[offered[$0]] < means[offered[$1]] }!]
    return distance(
      zip(offered, residual).map { u[$0] <= -80 ? min(0, $1 - shared) : $1 - shared }, residual.map { _ in 0 })
  }
}
