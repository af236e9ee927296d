internal import PointsmanSupport

/// A sample of candidates for labelling: half drawn at random, then the most uncertain of those that remain.
///
/// The random half is a fair sample of the candidates, so that figures can be judged on it; the other half is not. Each candidate
/// has a known probability of being in the sample, by either way, over other draws. With N candidates, r drawn at random, and u
/// uncertain ones, that of a candidate with k more uncertain ones before it is
///
///     r/N + (1 − r/N) · P(J ≥ k + 1 − u),      J of the k drawn at random, hypergeometric: r of N − 1
///
/// Source of the weights 1/probability: Horvitz and Thompson, "A generalization of sampling without replacement from a finite
/// universe", 1952.
struct LabelSample: Sendable {
  /// The ranks by falling uncertainty, from 0, of the candidates drawn at random; rising.
  let random: [Int]
  /// Those of the most uncertain others; rising.
  let uncertain: [Int]
  /// N.
  let candidates: Int
  /// For each rank below r + u the chance to be among the uncertain, if it is not drawn at random.
  private let chances: [Double]

  /// Draws `count` of N candidates, or all; of an odd number one more at random. O(N + count^1.5).
  init(_ count: Int, of candidates: Int, seed: UInt64) {
    precondition(count >= 0 && candidates >= 0, "a sample has a size")
    let count = min(count, candidates)
    let drawn = (count + 1) / 2
    var generator = SplitMix64(seed: seed)
    let random = Set(generator.shuffled(Array(0..<candidates)).prefix(drawn))
    self.candidates = candidates
    self.random = random.sorted()
    uncertain = Array((0..<candidates).lazy.filter { !random.contains($0) }.prefix(count - drawn))
    chances = Self.chances(count, drawn: drawn, of: candidates)
  }

  /// The probability of the candidate of `rank` to be in the sample.
  func probability(rank: Int) -> Double {
    guard candidates > 0 else { return 0 }
    let random = Double(self.random.count) / Double(candidates)
    return random + (1 - random) * (rank < chances.count ? chances[rank] : 0)
  }

  private static func chances(_ count: Int, drawn: Int, of candidates: Int) -> [Double] {
    // The distribution of J for the first k others, but for values that are as good as impossible.
    let negligible = 1e-18
    var distribution = [1.0]
    var least = 0
    var chances: [Double] = []
    for k in 0..<count {
      let needed = k + 1 - (count - drawn)
      chances.append(min(1, distribution.dropFirst(max(0, needed - least)).reduce(0, +)))
      let left = Double(candidates - 1 - k)
      guard left > 0 else { continue }
      var next = [Double](repeating: 0, count: distribution.count + 1)
      for (index, probability) in distribution.enumerated() {
        let share = min(1, max(0, Double(drawn - least - index) / left))
        next[index] += probability * (1 - share)
        next[index + 1] += probability * share
      }
      while next.count > 1, next[next.count - 1] < negligible { next.removeLast() }
      let impossible = min(next.count - 1, next.prefix { $0 < negligible }.count)
      next.removeFirst(impossible)
      least += impossible
      distribution = next
    }
    return chances
  }
}
