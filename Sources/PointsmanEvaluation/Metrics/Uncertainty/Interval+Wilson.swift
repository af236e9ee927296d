extension Interval {
  /// Wilson's 95 % score interval of a share seen as `share` of `count` trials.
  ///
  /// Unlike the bootstrap it does not shrink to a point when none, or all, were seen. With z = 1.96:
  ///
  ///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),   p = share, n = count
  ///
  /// Fractional scores spread less than 0/1 ones of the same mean, so for them it is on the wide side.
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927. O(1).
  package init(wilson share: Double, count: Double) {
    precondition(0 <= share && share <= 1 && count > 0, "a share lies in [0, 1] and needs a trial")
    let z = 1.959_963_984_540_054  // The standard normal's 97.5 % quantile.
    let centre = share + z * z / (2 * count)
    let margin = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    // At the ends the formula is exactly 0 or 1; rounding may miss them by one bit.
    self.init(low: share == 0 ? 0 : (centre - margin) / scale, high: share == 1 ? 1 : (centre + margin) / scale)
  }
}
