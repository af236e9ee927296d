extension Interval {
  /// Wilson's 95 % score interval for a share of which `count` of `total` were seen; nil when `total` is 0.
  ///
  /// Unlike the bootstrap it does not shrink to a point when none, or all, were seen. With z = 1.96:
  ///
  ///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),   p = count/n, n = total
  ///
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927. O(1).
  init?(wilson count: Int, of total: Int) {
    precondition(0 <= count && count <= total, "a share is counted out of the total")
    guard total > 0 else { return nil }
    let z = 1.959_963_984_540_054  // The standard normal's 97.5 % quantile.
    let n = Double(total)
    let p = Double(count) / n
    let centre = p + z * z / (2 * n)
    let margin = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // At the ends the formula is exactly 0 or 1; rounding may miss them by one bit.
    self.init(
      low: count == 0 ? 0 : (centre - margin) / scale, high: count == total ? 1 : (centre + margin) / scale)
  }
}
