import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("OperatingPath")
struct OperatingPathTests {
  private func uniform(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double(generator.next(below: 1 << 30)) / Double(1 << 30) }
  }

  /// The choice at a worth, by its definition; of equals the cheaper, then the first.
  private func choices(_ p: [Double], _ c: [Double], models: Int, worth: Double) -> [Int] {
    stride(from: 0, to: p.count, by: models).map { row in
      (0..<models).max {
        let a = p[row + $0] - c[row + $0] / worth
        let b = p[row + $1] - c[row + $1] / worth
        return (a, -c[row + $0], -$0) < (b, -c[row + $1], -$1)
      }!
    }
  }

  @Test("Each worth changes some share by 2 %, or the cost, and a dense grid has no point far from all of them")
  func willingness() {
    let (rows, models) = (400, 3)
    let p = uniform(rows * models, seed: 1)
    let c = uniform(rows * models, seed: 2).enumerated().map { [0.001, 0.004, 0.02][$0 % models] * (0.5 + $1) }
    let worths = OperatingPath.willingness(
      probabilities: p, costs: c, models: models, weights: p.indices.prefix(rows).map { _ in 1 })
    #expect(worths.count > 20 && zip(worths, worths.dropFirst()).allSatisfy { $0 > $1 })
    func figures(_ worth: Double) -> [Double] {
      let chosen = choices(p, c, models: models, worth: worth)
      var shares = [Double](repeating: 0, count: models)
      var cost = 0.0
      for (row, m) in chosen.enumerated() {
        shares[m] += 1 / Double(rows)
        cost += c[row * models + m] / Double(rows)
      }
      return shares + [log(cost)]
    }
    func distance(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
      zip(a, b).map { abs($0 - $1) }.max()!
    }
    let path = ([1e9] + worths).map(figures)
    for (a, b) in zip(path.dropLast(), path.dropFirst().dropLast()) {
      #expect(distance(a, b) >= 0.0198)
      // One prompt in 400 at a time: a step of shares goes little beyond 2 %.
      #expect(distance(a.dropLast(), b.dropLast()) < 0.0226)
    }
    // The last point is the cheapest: nothing changes after it.
    #expect(figures(1e-9) == path.last)
    for k in 0..<200 {
      let dense = figures(exp(Double(k) / 200 * 12 - 10))
      #expect(path.map { distance($0, dense) }.min()! < 0.025)
    }
  }

  @Test("Forecasts at the ends of the range give no price beyond numbers", arguments: [1e-300, 1e15])
  func ends(scale: Double) {
    let worths = OperatingPath.willingness(
      probabilities: [0.1, 0.9, 0.5, 0.6], costs: [0, scale, 0, scale / 3], models: 2, weights: [1, 1])
    #expect(worths.allSatisfy { $0 > 0 && $0.isFinite })
    // Equal costs, and none, leave nothing to weigh.
    #expect(OperatingPath.willingness(probabilities: [0.1, 0.9], costs: [1, 1], models: 2, weights: [1]).isEmpty)
    #expect(OperatingPath.willingness(probabilities: [], costs: [], models: 2, weights: []).isEmpty)
  }

  @Test("Thresholds go from always strong over 0 to always weak, 2 % of the prompts at a time")
  func thresholds() {
    let advantages = uniform(500, seed: 3).map { $0 * 1.5 - 0.5 }
    let thresholds = OperatingPath.thresholds(advantages: advantages, weights: advantages.map { _ in 1 })
    let strong = thresholds.map { t in advantages.count { $0 >= t } }
    #expect(thresholds.first == -1 && thresholds.contains(0) && thresholds.last == 1)
    #expect(strong.first == 500 && strong.last == 0)
    #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(strong, strong.dropFirst()).allSatisfy { 0...10 ~= $0 - $1 })
    // Most have few digits: people type them.
    #expect(thresholds.allSatisfy { "\($0)".count <= 8 })
    // An advantage of exactly 1 goes to the weak model at the end, too.
    #expect(OperatingPath.thresholds(advantages: [1, 0.2], weights: [1, 1]).last == 2)
  }

  @Test("Weights count a cluster once: prompts of one cluster make no step of their own")
  func weights() {
    let advantages = (0..<100).map { Double($0) / 200 }
    let whole = OperatingPath.thresholds(advantages: advantages, weights: advantages.map { _ in 1 })
    let light = OperatingPath.thresholds(
      advantages: advantages, weights: advantages.indices.map { $0 < 50 ? 0.001 : 1 })
    #expect(whole.count { $0 < 0.24 } > 20 && light.count { $0 < 0.24 } <= 3)
  }

  @Test("A round number lies between its bounds and is short")
  func round() {
    for (low, high, expected) in [(0.0311, 0.0352, 0.033), (1.2, 90, 50), (-0.31, -0.12, -0.2)] {
      #expect(roundNumber(between: low, and: high) == expected)
    }
    let (low, high) = (0.1, 0.1.nextUp)
    #expect(low...high ~= roundNumber(between: low, and: high))
  }
}
