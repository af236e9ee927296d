/// How often a decision changed where what is asked did not: the share flips / comparisons.
package struct FlipRate: Sendable, Equatable {
  package let flips: Int
  package let comparisons: Int

  package init(flips: Int, comparisons: Int) {
    precondition(0 <= flips && flips <= comparisons, "a flip is one of the comparisons")
    self.flips = flips
    self.comparisons = comparisons
  }

  /// A number in [0, 1]; nil when nothing was compared.
  package var share: Double? { comparisons == 0 ? nil : Double(flips) / Double(comparisons) }

  /// Wilson's at 95 %: most rates here are near 0, where a bootstrap would see no spread.
  package var interval: Interval? {
    comparisons > 0 ? Interval(wilson: Double(flips) / Double(comparisons), count: Double(comparisons)) : nil
  }
}
