/// The upper concave envelope of points in the cost–quality plane: the best score any random mix of them buys.
///
/// Over the single models it is RouterBench's zero router. Beyond its dearest vertex it goes on level, since money
/// may be left unspent; short of its cheapest nothing can be bought.
/// Source: Andrew, "Another efficient algorithm for convex hulls in two dimensions", 1979.
package struct UpperHull: Sendable, Equatable {
  /// The corners, cost rising and slope strictly falling.
  package let vertices: [CostQualityPoint]

  /// Wraps n points. O(n log n).
  package init(of points: [CostQualityPoint]) {
    vertices = Self.corners(of: points).map { points[$0] }
  }

  private init(vertices: [CostQualityPoint]) {
    self.vertices = vertices
  }

  /// The hull up to its highest corner, and level from there: paying more never does worse. O(vertices).
  package var nonDecreasing: UpperHull {
    UpperHull(vertices: Array(vertices.prefix(Self.rising(vertices.map(\.score)))))
  }

  /// The score that a mean cost buys; nil below the cheapest vertex. O(vertices).
  package func score(at cost: Double) -> Double? {
    guard let first = vertices.first, let last = vertices.last, cost >= first.cost else { return nil }
    guard let right = vertices.firstIndex(where: { $0.cost > cost }) else { return last.score }
    return Self.score(at: cost, between: vertices[right - 1], and: vertices[right])
  }

  /// ∫ score d cost between two costs; what lies below the cheapest vertex adds nothing. O(vertices).
  package func area(from low: Double, to high: Double) -> Double {
    guard let last = vertices.last else { return 0 }
    var area = max(0, high - max(low, last.cost)) * last.score
    for (left, right) in zip(vertices, vertices.dropFirst()) {
      let start = max(low, left.cost)
      let end = min(high, right.cost)
      guard start < end else { continue }
      area += (end - start) * Self.score(at: (start + end) / 2, between: left, and: right)
    }
    return area
  }

  private static func score(at cost: Double, between left: CostQualityPoint, and right: CostQualityPoint) -> Double {
    left.score + (cost - left.cost) / (right.cost - left.cost) * (right.score - left.score)
  }

  /// Numbers of the points that are corners, cost rising; of equal points the first. O(n log n).
  static func corners(of points: [CostQualityPoint]) -> [Int] {
    precondition(points.allSatisfy { $0.cost.isFinite && $0.score.isFinite }, "costs and scores are finite")
    let order = points.indices.sorted {
      (points[$0].cost, -points[$0].score, $0) < (points[$1].cost, -points[$1].score, $1)
    }
    var corners: [Int] = []
    for index in order {
      if let last = corners.last, points[last].cost == points[index].cost { continue }
      while corners.count > 1 {
        let last = corners[corners.count - 1]
        let before = corners[corners.count - 2]
        guard slope(points[before], points[last]) <= slope(points[last], points[index]) else { break }
        corners.removeLast()
      }
      corners.append(index)
    }
    return corners
  }

  /// How many corners lead up to the highest, itself included, the first of equals. O(corners).
  static func rising(_ scores: [Double]) -> Int {
    zip(scores, scores.dropFirst()).prefix { $0 < $1 }.count + (scores.isEmpty ? 0 : 1)
  }

  /// Score gained per USD from one point to a dearer one. O(1).
  static func slope(_ left: CostQualityPoint, _ right: CostQualityPoint) -> Double {
    (right.score - left.score) / (right.cost - left.cost)
  }
}
