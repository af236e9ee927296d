import Testing

@testable import PointsmanEvaluation

@Suite("ClusteredRatio")
struct ClusteredRatioTests {
  @Test("A mean has its standard error; copies in one cluster leave it unchanged")
  func mean() throws {
    let values = [1.0, 0, 0, 1, 1, 1, 0, 1]
    let plain = try #require(ClusteredRatio(values, clusters: nil, weights: nil))
    // t with 7 degrees of freedom.
    let half = 2.364624251592785 * (0.234375 / 7).squareRoot()
    #expect(agree(plain.value, 0.625) && agree(plain.interval?.low, 0.625 - half))
    let copied = ClusteredRatio(values + values, clusters: Array(0..<8) + Array(0..<8), weights: nil)
    #expect(agree(copied?.interval?.low, plain.interval?.low))
    let weighted = ClusteredRatio(values, clusters: nil, weights: values.map { _ in 3 })
    #expect(agree(weighted?.interval?.high, plain.interval?.high))
  }

  @Test("A ratio of proportional columns has no spread; nothing below is no figure")
  func ratio() throws {
    let exact = try #require(
      ClusteredRatio((1...9).map { 2 * Double($0) }, over: (1...9).map { Double($0) }, clusters: nil, weights: nil))
    #expect(exact.value == 2 && exact.interval == Interval(low: 2, high: 2))
    #expect(ClusteredRatio([1], over: [0], clusters: nil, weights: nil) == nil)
    #expect(ClusteredRatio([1, 1], clusters: [0, 0], weights: nil)?.interval == nil)
  }
}
