/// The spread of a figure by clusters of prompts that differ in size, with the degrees of freedom of its t-quantile.
///
/// With e_g what cluster g adds to the figure's deviation, Σ e_g = 0, and h_g its share of the weight, over G clusters:
///
///     se² = (G − 1) / G · Σ (e_g / (1 − h_g))²,   G* = 1 / Σ h_g²,   t(⌊G*⌋ − 1)
///
/// The first is the jackknife's: the figure without cluster g is off by e_g / (1 − h_g). A large cluster pulls the mean toward itself, so
/// that its own deviation is too small. G* is the number of clusters of one size that would say as much. Where all have one size this is
/// the usual G / (G − 1) · Σ e_g² and t(G − 1).
///
/// Sources: Bell and McCaffrey, "Bias reduction in standard errors for linear regression with multi-stage samples", 2002; Carter, Schnepel
/// and Steigerwald, "Asymptotic behavior of a t-test robust to cluster heterogeneity", 2017, on the effective number of clusters.
struct ClusterSpread: Sendable, Equatable {
  /// se².
  let variance: Double
  /// G*, from 1 to G; not a number without clusters.
  let effectiveClusters: Double
  /// At least 1.
  var freedom: Int { Self.freedom(effectiveClusters) }

  /// ⌊G*⌋ − 1, at least 1.
  static func freedom(_ effectiveClusters: Double) -> Int {
    // Rounding may take a hair off a whole number.
    max(1, (Int(exactly: (effectiveClusters * (1 + 1e-9)).rounded(.down)) ?? 0) - 1)
  }

  /// - Parameters:
  ///   - deviations: e_g, one a cluster.
  ///   - shares: h_g, above 0, which sum to 1.
  init(deviations: [Double], shares: [Double]) {
    let count = Double(shares.count)
    let squares = zip(deviations, shares).reduce(0) { sum, cluster in
      let left = 1 - cluster.1
      // One cluster alone has no spread.
      return left > 0 ? sum + (cluster.0 / left) * (cluster.0 / left) : .nan
    }
    variance = (count - 1) / count * squares
    effectiveClusters = Self.effectiveClusters(shares)
  }

  /// The mean over divisions of the same prompts into folds.
  init(meanOf spreads: [ClusterSpread]) {
    (variance, effectiveClusters) = (mean(spreads.map(\.variance)), mean(spreads.map(\.effectiveClusters)))
  }

  /// 1 / Σ h²; not a number of none.
  static func effectiveClusters(_ shares: [Double]) -> Double {
    let squares = shares.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? 1 / squares : .nan
  }
}
