internal import PointsmanOutcomes
internal import PointsmanSupport

/// Draws bootstrap resamples as counts: how often each row is there.
struct Resampler: Sendable {
  /// The group of each row, numbered from 0; nil when every row is drawn alone.
  private let groups: [Int]?
  /// How often each group was drawn; empty when every row is drawn alone.
  private var drawn: [UInt32]
  private var generator: SplitMix64
  private let rows: Int

  init(rows: Int, groups: [Int]?, seed: UInt64) {
    precondition(groups.map { $0.count == rows } ?? true, "one group a row")
    var number: [Int: Int] = [:]
    for group in groups ?? [] where number[group] == nil {
      number[group] = number.count
    }
    self.rows = rows
    self.groups = groups?.compactMap { number[$0] }
    drawn = Array(repeating: 0, count: number.count)
    generator = SplitMix64(seed: seed)
  }

  /// The resampler as it is after `resamples` more: each takes one draw a row, or group. O(1).
  ///
  /// A draw that is drawn again to be unbiased, one in 10¹⁵ with ten thousand rows, would be another resample's first.
  func skipping(_ resamples: Int) -> Resampler {
    var later = self
    later.generator.skip(resamples * (groups == nil ? rows : drawn.count))
    return later
  }

  /// As many draws with replacement as there are rows, or groups. O(rows).
  mutating func draw(into counts: inout [UInt32]) {
    guard let groups else { return Self.draw(into: &counts, from: &generator) }
    Self.draw(into: &drawn, from: &generator)
    for row in counts.indices {
      counts[row] = drawn[groups[row]]
    }
  }

  private static func draw(into counts: inout [UInt32], from generator: inout SplitMix64) {
    for index in counts.indices {
      counts[index] = 0
    }
    for _ in counts.indices {
      counts[Int(generator.next(below: UInt64(counts.count)))] += 1
    }
  }
}
