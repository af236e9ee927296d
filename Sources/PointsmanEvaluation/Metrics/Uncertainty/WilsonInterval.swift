extension Interval {
  /// The 95 % interval of a share seen as `share` of `count` trials, by Wilson's score.
  ///
  ///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),  z = 1.96
  ///
  /// Fractional scores spread less than 0/1 ones of the same mean, so for them it is on the wide side.
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927. O(1).
  package init(wilson share: Double, count: Double) {
    precondition(0 <= share && share <= 1 && count > 0, "a share lies in [0, 1] and needs a trial")
    let z = 1.959963984540054  // The normal distribution's 97.5 % point.
    let centre = share + z * z / (2 * count)
    let reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    self.init(low: max(0, (centre - reach) / scale), high: min(1, (centre + reach) / scale))
  }
}
