/// A weak/strong pair ranked once, for figures of many resamples of the same prompts.
///
/// Unlike `PairBootstrap` it takes how often each *prompt* is there, in the prompts' own order, so that two routers can be
/// held against each other on the same resample.
struct RankedPair {
  private let ties: TieBlocks
  /// strong − weak of each prompt.
  private let gains: [Double]

  /// O(n log n).
  init(sigma: [Double], weak: [Double], strong: [Double]) {
    ties = TieBlocks(descending: sigma)
    gains = zip(weak, strong).map { $1 - $0 }
  }

  /// APGR of the resample with `counts` of each prompt; nil when the two models' means are equal in it. O(n).
  func apgr(counts: [UInt32]) -> Double? {
    var cuts = PairCuts(blocks: ties.blocks.count)
    var (mass, gain) = (0.0, 0.0)
    for (cut, block) in ties.blocks.enumerated() {
      for row in ties.order[block] {
        mass += Double(counts[row])
        gain += Double(counts[row]) * gains[row]
      }
      (cuts.mass[cut + 1], cuts.gain[cut + 1]) = (mass, gain)
    }
    return cuts.apgr
  }

  /// What each prompt adds to APGR: its gain times the share of calls at which it has gone to the strong model, over the
  /// sum of gains. The n numbers sum to APGR; nil when the two models' means are equal. O(n).
  var contributions: [Double]? {
    let (n, total) = (Double(gains.count), gains.reduce(0, +))
    guard abs(total) > roundingError * n else { return nil }
    var shares = [Double](repeating: 0, count: gains.count)
    for block in ties.blocks {
      let middle = Double(block.lowerBound + block.upperBound) / 2
      for row in ties.order[block] { shares[row] = gains[row] * (1 - middle / n) / total }
    }
    return shares
  }
}
