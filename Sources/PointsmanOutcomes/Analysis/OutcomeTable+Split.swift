internal import PointsmanSupport

extension OutcomeTable {
  /// Parts the rows at random into those to train on and those to judge on. Near-duplicates, and rows of one `group`, are
  /// on the same side.
  ///
  /// ```swift
  /// let (train, test) = try outcomes.split(holdingOut: 0.2, seed: 0)
  /// ```
  ///
  /// Both parts keep the order of the rows, and all models. The test part has the share that is asked for as nearly as
  /// whole clusters allow, and never none or all of the rows.
  ///
  /// - Parameters:
  ///   - share: of the rows that are held out, above 0 and below 1.
  ///   - seed: fixes the draw.
  ///
  /// Throws `OutcomesError.unsuitableShare`, or `.indivisible` where all rows are near-duplicates or of one group.
  /// O(text), with a comparison for each candidate pair.
  public func split(
    holdingOut share: Double, seed: UInt64 = 0
  ) throws(OutcomesError) -> (train: OutcomeTable, test: OutcomeTable) {
    let isHeldOut = try heldOut(share, seed: seed)
    return (
      selecting(rows: rows.indices.filter { !isHeldOut[$0] }), selecting(rows: rows.indices.filter { isHeldOut[$0] })
    )
  }
  /// For each row true if it is held out, as `split` draws it.
  ///
  /// - Parameter partingDuplicates: true if near-duplicates may part; rows of one `group` never do.
  package func heldOut(
    _ share: Double, seed: UInt64, partingDuplicates: Bool = false
  ) throws(OutcomesError) -> [Bool] {
    guard share > 0, share < 1 else { throw .unsuitableShare(share) }
    let clusters = clusters(joiningDuplicates: !partingDuplicates)
    let parts = Dictionary(grouping: rows.indices, by: { clusters[$0] }).sorted { $0.key < $1.key }.map(\.value)
    guard parts.count > 1 else { throw .indivisible(rows: rows.count) }
    var generator = SplitMix64(seed: seed)
    let shuffled = generator.shuffled(parts)
    let wanted = share * Double(rows.count)
    var isHeldOut = [Bool](repeating: false, count: rows.count)
    var (taken, count) = (0, 0)
    // A cluster is taken where that brings the share nearer; one always remains to train on.
    for part in shuffled where taken < parts.count - 1 && Double(count) + Double(part.count) / 2 <= wanted {
      for row in part { isHeldOut[row] = true }
      (taken, count) = (taken + 1, count + part.count)
    }
    if taken == 0, let smallest = shuffled.min(by: { $0.count < $1.count }) {
      for row in smallest { isHeldOut[row] = true }
    }
    return isHeldOut
  }
}
