/// The least-squares non-decreasing step function of weighted points: Σ w (f(x) − y)² is least among all f that never fall.
///
/// Pools adjacent violators. A pool is a level stretch of the function, from its first point to its last, at the points'
/// mean label. Source: Ayer and others, "An empirical distribution function for sampling with incomplete information", 1955.
package struct IsotonicRegression: Sendable, Equatable {
  /// Neighbouring points that share one value of the function.
  package struct Pool: Sendable, Equatable {
    /// The least x.
    package let first: Double
    /// The greatest x.
    package let last: Double
    /// The function's value: the mean label by weight.
    package let label: Double
    /// The total weight; positive.
    package let weight: Double

    /// The pool and the one that follows it, as one.
    fileprivate func joined(with next: Pool) -> Pool {
      let total = weight + next.weight
      return Pool(
        first: first, last: next.last, label: (label * weight + next.label * next.weight) / total, weight: total)
    }
  }

  /// By rising x and rising label; none without weight.
  package let pools: [Pool]

  /// Fits n points; those without weight are left out. O(n log n), or O(n) where x rises.
  ///
  /// - Parameters:
  ///   - x: n numbers.
  ///   - labels: n numbers.
  ///   - weights: n non-negative numbers; all 1 when nil.
  package init(_ x: [Double], labels: [Double], weights: [Double]? = nil) {
    precondition(labels.count == x.count, "one label a point")
    precondition(weights.map { $0.count == x.count } ?? true, "one weight a point")
    // Points of one x are one point first, so that their order does not matter.
    var points: [Pool] = []
    for index in x.indices.sorted(by: { (x[$0], $0) < (x[$1], $1) }) {
      let weight = weights?[index] ?? 1
      guard weight > 0 else { continue }
      let point = Pool(first: x[index], last: x[index], label: labels[index], weight: weight)
      if let last = points.last, last.last == point.first {
        points[points.count - 1] = last.joined(with: point)
      } else {
        points.append(point)
      }
    }
    var pools: [Pool] = []
    for point in points {
      var pool = point
      while let last = pools.last, last.label >= pool.label {
        pool = last.joined(with: pool)
        pools.removeLast()
      }
      pools.append(pool)
    }
    self.pools = pools
  }
}
