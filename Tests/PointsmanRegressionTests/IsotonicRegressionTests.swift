import Testing

@testable import PointsmanRegression

@Suite("IsotonicRegression")
struct IsotonicRegressionTests {
  @Test("By hand: a violator is pooled with the point before it, equal points come first")
  func byHand() {
    let pools = IsotonicRegression([3, 1, 2, 2], labels: [1, 0, 1, 0], weights: [1, 1, 2, 1]).pools
    #expect(pools.map(\.first) == [1, 2, 3] && pools.map(\.last) == [1, 2, 3])
    #expect(pools.map(\.label) == [0, 2.0 / 3, 1] && pools.map(\.weight) == [1, 3, 1])
    let pooled = IsotonicRegression([1, 2, 3], labels: [0.5, 0, 1]).pools
    #expect(pooled.map(\.label) == [0.25, 1] && pooled.map(\.last) == [2, 3])
  }

  @Test("Labels rise from pool to pool; points without weight are left out")
  func laws() {
    let x = (0..<50).map { Double(($0 * 37) % 50) }
    let labels = (0..<50).map { Double(($0 * 13) % 7) }
    let pools = IsotonicRegression(x, labels: labels).pools
    #expect(zip(pools, pools.dropFirst()).allSatisfy { $0.label < $1.label && $0.last < $1.first })
    #expect(pools.reduce(0) { $0 + $1.weight } == 50)
    #expect(IsotonicRegression([1, 2], labels: [1, 0], weights: [0, 1]).pools.map(\.label) == [0])
    #expect(IsotonicRegression([], labels: []).pools.isEmpty)
  }
}
