internal import PointsmanSupport

/// Prompts whose truth is known, on which the promise of `certify` is hard to keep: how often is it certified and broken?
///
/// Prompts come in kinds. Of a kind the router's forecasts and the models' true chances of success are given, so the true
/// score of every way of choosing is a sum. A data set is drawn, its points follow from the forecasts of its prompts as
/// `certify` has them, and the certified point is held to the truth. A point exactly at the bound counts as broken.
package struct GuaranteeSimulation: Sendable {
  /// A shape of the truth.
  package enum Shape: String, Sendable, CaseIterable {
    /// The first prompts to leave the best model all fail, which takes the score to the bound exactly; all cheaper points
    /// lie at the bound, too.
    case cliff
    /// The score falls in a line, and reaches the bound at the middle of the curve.
    case slope
    /// Five models are equally good, so that the best one here is so by luck, and the only cheap one lies at the bound.
    case equals
    /// The best model of training, and every way of choosing, lie at the bound: another model is better.
    case start
    /// The cliff for a pair without costs, along thresholds.
    case pair
  }

  /// The draw of a test where prompts of a cluster have the same outcomes.
  package enum Unit: String, Sendable, CaseIterable {
    /// Each cluster: what `certify` does.
    case cluster
    /// Each prompt, as though they were independent. This is wrong, and is here to show by how much.
    case prompt
  }

  /// How often data sets led to a certificate, and to one that breaks its promise.
  package struct Rate: Sendable, Equatable {
    package let certified: Double
    package let broken: Double
  }

  package let shape: Shape
  private let test: GuaranteeTest
  private let models: Int
  private let kinds: [Kind]

  /// Prompts of one kind.
  private struct Kind {
    /// The share of prompts, so far and with it.
    var upTo: Double
    var share: Double
    var forecasts: [Double]
    /// True chances of success.
    var chances: [Double]
  }

  /// Kinds of prompts beside that of the cliff.
  private static let kindCount = 60
  /// The best model's chance of success.
  private static let chance = 0.8

  /// The truth of `shape` for a guarantee; the confidence is 0.95.
  package init(_ shape: Shape, share: Double, confidence: Double = 0.95) {
    self.shape = shape
    test = GuaranteeTest(share: share, confidence: confidence)
    models = shape == .equals ? 6 : shape == .start ? 3 : 2
    let (count, chance) = (Self.kindCount, Self.chance)
    func leads(_ kind: Int) -> Double { 0.02 + 0.6 * Double(kind) / Double(count) }
    var kinds: [Kind] = []
    switch shape {
    case .cliff, .pair:
      // (1 − a) · chance = γ (a + (1 − a) · chance), a the share of prompts on the cliff.
      let cliff = chance * (1 - share) / (share + chance * (1 - share))
      kinds = [Kind(upTo: 0, share: cliff, forecasts: [0.8, 0.801], chances: [0, 1])]
      kinds += (0..<count).map { kind in
        Kind(
          upTo: 0, share: (1 - cliff) / Double(count), forecasts: [0.8 - leads(kind), 0.8], chances: [chance, chance])
      }
    case .slope:
      // Each kind sent to the cheap model loses twice the mean that may be lost.
      kinds = (0..<count).map { kind in
        let weak = chance * (1 - 2 * (1 - share))
        return Kind(upTo: 0, share: 1 / Double(count), forecasts: [0.8 - leads(kind), 0.8], chances: [weak, chance])
      }
    case .equals:
      kinds = (0..<count).map { kind in
        var forecasts = (0..<6).map { 0.75 + 0.001 * Double(($0 + kind) % 5) }
        forecasts[0] = 0.75 - leads(kind)
        return Kind(
          upTo: 0, share: 1 / Double(count), forecasts: forecasts,
          chances: [share * chance] + Array(repeating: chance, count: 5))
      }
    case .start:
      kinds = (0..<count).map { kind in
        let low = share * chance
        return Kind(
          upTo: 0, share: 1 / Double(count), forecasts: [0.8 - leads(kind), 0.8, 0.1], chances: [low, low, chance])
      }
    }
    var sum = 0.0
    for kind in kinds.indices {
      sum += kinds[kind].share
      kinds[kind].upTo = sum
    }
    self.kinds = kinds
  }

  /// The rates over `draws` data sets, each of `clusters` clusters of `size` prompts that all have the outcomes of the
  /// first.
  package func rate(
    clusters: Int, of size: Int = 1, unit: Unit = .cluster, draws: Int, seed: UInt64, threads: Int = 1
  ) -> Rate {
    let results = concurrentMap(count: draws, threads: threads) { draw in
      result(clusters, size, unit, seed: seed &+ UInt64(draw) &* 0x9e37_79b9)
    }
    let certified = results.compactMap(\.self)
    return Rate(
      certified: Double(certified.count) / Double(draws),
      broken: Double(certified.count { !$0 }) / Double(draws))
  }

  /// Of one data set: nil without a certificate, else true if the certified point keeps the promise.
  private func result(_ clusters: Int, _ size: Int, _ unit: Unit, seed: UInt64) -> Bool? {
    var generator = SplitMix64(seed: seed)
    let drawn = (0..<clusters).map { _ in
      let place = generator.uniform()
      return kinds.firstIndex { place < $0.upTo } ?? kinds.count - 1
    }
    let scores = drawn.map { kind in kinds[kind].chances.map { generator.uniform() < $0 ? 1.0 : 0 } }
    let (rules, start) = rules(for: drawn)
    // Neighbours that choose the same here are one point, as in a path.
    var points: [(rule: Rule, choices: [Int])] = []
    var place = 0
    for (index, rule) in rules.enumerated() {
      let choicesOfKinds = kinds.map { choice(rule, $0) }
      let choices = drawn.map { choicesOfKinds[$0] }
      if points.last?.choices == choices {
        if index != start { continue }
        points.removeLast()
      }
      if index == start { place = points.count }
      points.append((rule, choices))
    }
    let copies = unit == .prompt ? size : 1
    func copied(_ values: [Double]) -> [Double] {
      copies == 1 ? values : values.flatMap { Array(repeating: $0, count: copies) }
    }
    let certified = test.lastCertified(
      points: points.map { point in copied(zip(scores, point.choices).map { $0[$1] }) }, start: place,
      singles: (0..<models).map { m in copied(scores.map { $0[m] }) })
    return certified.map { keeps(points[$0].rule) }
  }

  /// A way of choosing.
  private enum Rule {
    case always(Int)
    /// The highest forecast less cost, at USD that a success is worth; infinite for the most likely model.
    case worth(Double)
    case threshold(Double)
  }

  /// For each model its cost: the first costs 1 % of each other.
  private var costs: [Double] { [0.01] + Array(repeating: 1, count: models - 1) }

  private func rules(for drawn: [Int]) -> (rules: [Rule], start: Int) {
    let weights = drawn.map { _ in 1.0 }
    if shape == .pair {
      let advantages = drawn.map { kinds[$0].forecasts[1] - kinds[$0].forecasts[0] }
      let thresholds = OperatingPath.thresholds(advantages: advantages, weights: weights)
      return (thresholds.map { .threshold($0) }, thresholds.firstIndex(of: 0)!)
    }
    let worths = OperatingPath.willingness(
      probabilities: drawn.flatMap { kinds[$0].forecasts }, costs: drawn.flatMap { _ in costs }, models: models,
      weights: weights)
    return ([.always(1), .worth(.infinity)] + worths.map { .worth($0) }, 1)
  }

  private func choice(_ rule: Rule, _ kind: Kind) -> Int {
    switch rule {
    case .always(let model): return model
    case .threshold(let threshold): return kind.forecasts[1] - kind.forecasts[0] >= threshold ? 1 : 0
    case .worth(let worth):
      let costs = costs
      func rank(_ m: Int) -> (Double, Double, Int) { (kind.forecasts[m] - costs[m] / worth, -costs[m], -m) }
      return (0..<models).max { rank($0) < rank($1) }!
    }
  }

  /// Strictly more than the bound, by the truth.
  private func keeps(_ rule: Rule) -> Bool {
    let score = kinds.reduce(0) { $0 + $1.share * $1.chances[choice(rule, $1)] }
    let best = (0..<models).map { m in kinds.reduce(0) { $0 + $1.share * $1.chances[m] } }.max()!
    return score > test.share * best + 1e-9
  }
}

extension SplitMix64 {
  /// From 0, up to but not including 1.
  fileprivate mutating func uniform() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
