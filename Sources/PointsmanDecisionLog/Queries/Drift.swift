internal import PointsmanSupport

/// How far the preferred model's probability has moved since a router was first used: a sign that prompts are of other kinds
/// than they were.
///
/// The population stability index over the k ≤ 10 groups that the deciles of the baseline make, with shares a and b of the
/// two samples and half a decision added to each group, so that an empty one does not make it infinite:
///
///     PSI = Σ (aᵢ − bᵢ) ln(aᵢ / bᵢ)
///
/// Between samples of n and m of one distribution it is (k − 1)(1/n + 1/m) on average. Source: Yurdakul and Naranjo,
/// "Statistical properties of the population stability index", 2020. The bounds 0.1 and 0.25 are a convention of credit scoring.
struct Drift: Equatable {
  let index: Double
  /// Its mean were there no drift.
  let chance: Double
  let baselineCount: Int
  let recentCount: Int

  /// The first decisions of a router that are compared with; with fewer than the second number on a side there is no index.
  static let (baseline, fewest) = (1000, 200)

  /// nil where a side has too few decisions.
  init?(baseline: [Double], recent: [Double]) {
    guard baseline.count >= Self.fewest, recent.count >= Self.fewest else { return nil }
    let sorted = baseline.sorted()
    var edges: [Double] = []
    for decile in 1...9 {
      let edge = sorted[decile * sorted.count / 10]
      // Many equal probabilities make fewer groups.
      if edge > edges.last ?? sorted[0] { edges.append(edge) }
    }
    func shares(_ values: [Double]) -> [Double] {
      var counts = [Double](repeating: 0.5, count: edges.count + 1)
      for value in values { counts[edges.firstIndex { value < $0 } ?? edges.count] += 1 }
      let sum = counts.reduce(0, +)
      return counts.map { $0 / sum }
    }
    index = zip(shares(recent), shares(baseline)).reduce(0) { sum, pair in
      let (a, b) = pair
      return sum + (a - b) * log(a / b)
    }
    (baselineCount, recentCount) = (baseline.count, recent.count)
    chance = Double(edges.count) * (1 / Double(baselineCount) + 1 / Double(recentCount))
  }

  var json: JSONValue {
    .object([
      ("psi", .number(index)), ("baseline", .integer(baselineCount)), ("recent", .integer(recentCount)),
      ("sentence", .string(sentence)),
    ])
  }

  /// By the conventional bounds, in words.
  private var sentence: String {
    let finding =
      switch index {
      case ..<0.1: "below 0.1, by convention no change"
      case ..<0.25: "from 0.1 to 0.25, by convention a moderate change: look at recent prompts"
      default: "at least 0.25, by convention a large change: collect new outcomes and train again"
      }
    return "The preferred model's probability is compared between the router's first \(baselineCount) decisions and "
      + "\(recentCount) recent ones. The population stability index is \(Self.rounded(index)), \(finding). "
      + "Chance alone makes about \(Self.rounded(chance))."
  }

  private static func rounded(_ value: Double) -> String {
    let hundredths = Int(min(value, 1e6) * 100 + 0.5)
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }
}
