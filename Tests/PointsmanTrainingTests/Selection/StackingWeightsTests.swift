import Foundation
import PointsmanOutcomes
import PointsmanRegression
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("StackingWeights")
struct StackingWeightsTests {
  /// Two families: the first tells the truth, the second the contrary; the means over the models tell a little.
  private func logits(seed: UInt64, rows: Int = 150) -> HeldOutLogits {
    var generator = SplitMix64(seed: seed)
    func normal() -> Float {
      (0..<12).reduce(-6) { sum, _ in sum + Float(generator.next(below: 1 << 20)) / Float(1 << 20) }
    }
    let truth = (0..<rows).map { _ in normal() }
    let labels = truth.map { z -> Float in z + 0.5 * normal() > 0 ? 1 : 0 }
    return HeldOutLogits(
      own: [truth, labels.map { 1 - 2 * $0 + normal() }],
      shared: [truth.map { 0.4 * $0 + 0.5 * normal() }, truth.map { _ in normal() }],
      labels: labels, weights: (0..<rows).map { Float($0 % 3) }, folds: (0..<rows).map { $0 % 5 })
  }

  private let half = StackingWeights(average: 2, own: 0.5)

  /// The objective around `center`, written out.
  private func objective(_ weights: [Double], _ logits: HeldOutLogits, _ center: StackingWeights) -> Double {
    let inputs = logits.own + logits.shared
    var (loss, total) = (0.0, 0.0)
    for row in logits.labels.indices {
      let z = zip(weights, inputs).reduce(0) { $0 + $1.0 * Double($1.1[row]) }
      loss += Double(logits.weights[row]) * (log1p(exp(-abs(z))) + max(z, 0) - Double(logits.labels[row]) * z)
      total += Double(logits.weights[row])
    }
    let apart = zip(weights, center.own + center.shared).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let shrinkage: Double = max(0.02, 10 / total)
    return loss / total + shrinkage / 2 * apart
  }

  @Test("At the result the objective has no slope, or the bound at 0 is in the way", arguments: 0..<5 as Range<UInt64>)
  func stationary(seed: UInt64) {
    let logits = logits(seed: seed)
    let stacking = StackingWeights(fitting: logits, around: half)
    let weights = stacking.own + stacking.shared
    #expect(weights.allSatisfy { $0 >= 0 && $0.isFinite })
    #expect(weights[0] > 0.5 && weights[1] == 0)
    #expect(stacking.certificate?.converged == true && stacking.certificate!.gradientNorm < 1e-6)
    #expect(abs(stacking.certificate!.objective - objective(weights, logits, half)) < 1e-12)
    for k in weights.indices {
      var (up, down) = (weights, weights)
      up[k] += 1e-4
      down[k] -= 1e-4
      let slope = (objective(up, logits, half) - objective(down, logits, half)) / 2e-4
      if weights[k] > 0 { #expect(abs(slope) < 1e-5) } else { #expect(slope > -1e-5) }
    }
  }

  @Test("Without evidence it is the center", arguments: 1...3)
  func noEvidence(families: Int) {
    let center = StackingWeights(average: families, own: 0.5)
    let nothing = [[Float]](repeating: [0, 0, 0], count: families)
    let mute = StackingWeights(
      fitting: HeldOutLogits(own: nothing, shared: nothing, labels: [1, 0, 1], weights: [1, 1, 1], folds: [0, 1, 0]),
      around: center)
    let unobserved = [[Float]](repeating: [1, -2, 3], count: families)
    let weightless = StackingWeights(
      fitting: HeldOutLogits(
        own: unobserved, shared: nothing, labels: [1, 0, 1], weights: [0, 0, 0], folds: [0, 1, 0]), around: center)
    for stacking in [mute, weightless, center] {
      #expect((stacking.own + stacking.shared).allSatisfy { abs($0 - 0.5 / Double(families)) < 1e-9 })
    }
  }

  @Test("Models share one vector, the more so the fewer rows each has", arguments: [30, 3000])
  func fits(rows: Int) {
    // The models differ: of one the first family tells the truth, of the other the second.
    let first = logits(seed: 3, rows: rows)
    var second = logits(seed: 4, rows: rows)
    second.own.swapAt(0, 1)
    let weights = StackingWeights.fits(to: [first, second])
    let apart = zip(weights[0].own, weights[1].own).map { abs($0 - $1) }.max()!
    let common = StackingWeights(fitting: HeldOutLogits(joining: [first, second], families: 2), around: half)
    let alone = [first, second].map { StackingWeights(fitting: $0, around: common) }
    #expect(zip(weights, alone).allSatisfy { $0.own == $1.own && $0.shared == $1.shared })
    #expect(rows == 30 ? apart < 0.7 : apart > 0.9)
  }

  @Test("A model whose labels are all equal leans on no other, and the others not on it")
  func constantLabels() {
    let varying = logits(seed: 5)
    let constant = HeldOutLogits(
      own: varying.own, shared: varying.shared, labels: varying.labels.map { _ in 0.5 }, weights: varying.weights,
      folds: varying.folds)
    let weights = StackingWeights.fits(to: [constant, varying])
    #expect(weights[0].own == [0.5, 0.5] && weights[0].shared == [0, 0])
    let alone = StackingWeights.fits(to: [varying])[0]
    #expect(weights[1].own == alone.own && weights[1].shared == alone.shared)
    #expect(StackingWeights.fits(to: [constant])[0].own == [0.5, 0.5])
  }

  @Test("A row of weight 2 is the row twice, and one of weight 0 is none")
  func weights() {
    let weighted = logits(seed: 8)
    let copies = weighted.labels.indices.flatMap { Array(repeating: $0, count: Int(weighted.weights[$0])) }
    func copied(_ values: [Float]) -> [Float] { copies.map { values[$0] } }
    let repeated = HeldOutLogits(
      own: weighted.own.map(copied), shared: weighted.shared.map(copied), labels: copied(weighted.labels),
      weights: copies.map { _ in 1 }, folds: copies.map { weighted.folds[$0] })
    let (a, b) = (StackingWeights(fitting: weighted, around: half), StackingWeights(fitting: repeated, around: half))
    let differences = zip(a.own + a.shared, b.own + b.shared).map { abs($0 - $1) }
    #expect(differences.allSatisfy { $0 < 1e-7 })
  }

  @Test("The stacked logit is the weighted sum of the model's own logits and the means")
  func stacked() {
    var stacking = half
    (stacking.own, stacking.shared) = ([0.5, 2], [0, 3])
    let logits = HeldOutLogits(
      own: [[9, 4], [9, -1]], shared: [[9, 7], [9, 0.5]], labels: [0, 1], weights: [1, 1], folds: [0, 1])
    // 0.5 · 4 − 2 · 1 + 0 · 7 + 3 · 0.5.
    let stacked = logits.stacked(stacking, 1)
    #expect(stacked == 1.5)
  }
}
