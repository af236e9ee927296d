import PointsmanSupport
import Testing

@testable import Pointsman

@Suite struct DistinctCounterTests {
  @Test(arguments: [0, 1, 10, 100, 1_000, 10_000])
  func `the estimate is within three per cent, repeats or not`(_ count: Int) {
    var counter = DistinctCounter()
    var random = SplitMix64(seed: 7)
    let hashes = (0..<count).map { _ in random.next() }
    for hash in hashes + hashes { counter.insert(hash) }
    #expect(abs(counter.estimate - Double(count)) <= 0.03 * Double(count))
  }

  @Test func `a full table still gives a finite estimate`() {
    var counter = DistinctCounter()
    var random = SplitMix64(seed: 7)
    for _ in 0..<1_000_000 { counter.insert(random.next()) }
    #expect(counter.estimate.isFinite)
  }
}
