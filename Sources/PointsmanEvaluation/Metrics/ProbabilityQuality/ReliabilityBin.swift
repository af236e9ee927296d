/// One point of a reliability diagram: what was promised and what happened, over the rows of a bin.
package struct ReliabilityBin: Sendable, Equatable {
  /// Row numbers, by rising probability.
  package private(set) var rows: [Int]
  /// The rows' total weight; positive.
  package private(set) var mass: Double
  /// The rows' mean probability, p̄.
  package private(set) var probability: Double
  /// The rows' mean label, ȳ.
  package private(set) var label: Double

  /// Takes another bin's rows in. O(rows of `other`).
  mutating func merge(_ other: ReliabilityBin) {
    let share = other.mass / (mass + other.mass)
    rows += other.rows
    mass += other.mass
    probability += share * (other.probability - probability)
    label += share * (other.label - label)
  }
}
