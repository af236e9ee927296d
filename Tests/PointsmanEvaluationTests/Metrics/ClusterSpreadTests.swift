import Testing

@testable import PointsmanEvaluation

@Suite("The spread by clusters of different sizes")
struct ClusterSpreadTests {
  @Test("Clusters of one size: the usual variance and degrees of freedom", arguments: [2, 8, 9, 1_000])
  func equal(count: Int) {
    let deviations = (0..<count).map { Double($0) - Double(count - 1) / 2 }
    let spread = ClusterSpread(
      deviations: deviations, shares: [Double](repeating: 1 / Double(count), count: count))
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    #expect(agree(spread.variance / (squares * Double(count) / Double(count - 1)), 1))
    #expect(agree(spread.effectiveClusters, Double(count), within: 1e-6) && spread.freedom == max(1, count - 1))
  }

  @Test("By leaving out one cluster after another")
  func jackknife() {
    let (sums, masses) = ([3.0, 1, 10, 2], [4.0, 2, 30, 4])
    let (sum, mass) = (16.0, 40.0)
    let mean = sum / mass
    let spread = ClusterSpread(
      deviations: zip(sums, masses).map { ($0 - mean * $1) / mass }, shares: masses.map { $0 / mass })
    let left = zip(sums, masses).map { (sum - $0) / (mass - $1) - mean }
    #expect(agree(spread.variance, 0.75 * left.reduce(0) { $0 + $1 * $1 }))
    // 1600 / (16 + 4 + 900 + 16) = 1.7 clusters.
    #expect(agree(spread.effectiveClusters, 1600.0 / 936) && spread.freedom == 1)
  }

  @Test("One cluster, or none, has no spread")
  func edges() {
    #expect(ClusterSpread(deviations: [0], shares: [1]).variance.isNaN)
    let none = ClusterSpread(deviations: [], shares: [])
    #expect(none.variance.isNaN && none.effectiveClusters.isNaN && none.freedom == 1)
  }
}
