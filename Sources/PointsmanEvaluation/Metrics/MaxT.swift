internal import PointsmanSupport

/// P-values of several mean differences on the same prompts that hold for all of them together.
///
/// The differences of all comparisons get common random signs, one a cluster, so that whatever the comparisons have in common is kept.
/// With D_g = Σ w d over cluster g and T = |Σ D_g| / √(Σ D_g²), the comparisons in falling order of T,
///
///     p_j = max over i ≤ j of (1 + #{max_{l ≥ i} T*_l ≥ T_i}) / (1 + draws)
///
/// which is less strict than Bonferroni's correction and controls the chance of any false finding. Source: Romano and Wolf, "Exact and
/// approximate stepdown methods for multiple hypothesis testing", 2005.
struct MaxT: Sendable {
  /// One comparison: a difference a row, and the rows' clusters and weights.
  struct Differences: Sendable {
    let values: [Double]
    let clusters: [Int]?
    let weights: [Double]?

    /// Σ w d of each cluster, in the order of their first rows.
    fileprivate var sums: [Double] {
      guard let clusters else { return values.indices.map { (weights?[$0] ?? 1) * values[$0] } }
      var (places, sums) = ([Int: Int](), [Double]())
      for row in values.indices {
        let place = places[clusters[row]] ?? sums.count
        if place == sums.count {
          places[clusters[row]] = place
          sums.append(0)
        }
        sums[place] += (weights?[row] ?? 1) * values[row]
      }
      return sums
    }
  }

  /// Two-sided, one a comparison; nil of fewer clusters than say anything.
  let pValues: [Double]?

  /// - Parameter comparisons: of the same rows, clusters and weights.
  /// - Complexity: O(draws · clusters · comparisons).
  init(_ comparisons: [Differences], draws: Int = 1_999, seed: UInt64) {
    let sums = comparisons.map(\.sums)
    let clusters = sums.first?.count ?? 0
    precondition(sums.allSatisfy { $0.count == clusters }, "comparisons are of the same rows")
    guard clusters >= ClusteredMean.fewestClusters else {
      pValues = nil
      return
    }
    // Signs do not change the sum of squares.
    let scales = sums.map { sums in
      let norm = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return norm > 0 ? 1 / norm : 0
    }
    let observed = zip(sums, scales).map { abs($0.reduce(0, +)) * $1 }
    let order = observed.indices.sorted { (-observed[$0], $0) < (-observed[$1], $1) }
    var counts = [Int](repeating: 0, count: order.count)
    var generator = SplitMix64(seed: seed)
    var signs = [Double](repeating: 1, count: clusters)
    for _ in 0..<draws {
      var bits: UInt64 = 0
      for cluster in signs.indices {
        if cluster % 64 == 0 { bits = generator.next() }
        signs[cluster] = bits & 1 == 0 ? 1 : -1
        bits >>= 1
      }
      var largest = 0.0
      for place in order.indices.reversed() {
        let comparison = order[place]
        let sum = zip(sums[comparison], signs).reduce(0) { $0 + $1.0 * $1.1 }
        largest = max(largest, abs(sum) * scales[comparison])
        if largest >= observed[comparison] - roundingError { counts[place] += 1 }
      }
    }
    var pValues = [Double](repeating: 1, count: order.count)
    var least = 0.0
    for (place, comparison) in order.enumerated() {
      least = max(least, Double(1 + counts[place]) / Double(1 + draws))
      pValues[comparison] = least
    }
    self.pValues = pValues
  }
}
