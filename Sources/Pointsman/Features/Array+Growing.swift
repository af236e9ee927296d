extension Array where Element: FixedWidthInteger {
  /// Makes sure that there are `count` elements; those there are remain.
  mutating func grow(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
