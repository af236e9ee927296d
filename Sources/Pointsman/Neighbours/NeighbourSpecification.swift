/// The size of a router's neighbours block.
package struct NeighbourSpecification: Sendable, Equatable {
  /// k, how many neighbours are asked.
  package let count: Int
  /// n, how many training prompts they are chosen from.
  package let rows: Int

  /// nil unless both are above 0.
  package init?(count: Int, rows: Int) {
    guard count > 0, rows > 0 else { return nil }
    (self.count, self.rows) = (count, rows)
  }
}
