import Testing

@testable import PointsmanEvaluation

@Suite("GroupedRatio")
struct GroupedRatioTests {
  @Test("A mean has its standard error; copies in one group leave it unchanged")
  func mean() throws {
    let values = [1.0, 0, 0, 1, 1, 1, 0, 1]
    let plain = try #require(GroupedRatio(values, groups: nil, weights: nil))
    let half = 1.959963984540054 * (0.234375 / 7).squareRoot()
    #expect(agree(plain.value, 0.625) && agree(plain.interval?.low, 0.625 - half))
    let copied = GroupedRatio(values + values, groups: Array(0..<8) + Array(0..<8), weights: nil)
    #expect(agree(copied?.interval?.low, plain.interval?.low))
    let weighted = GroupedRatio(values, groups: nil, weights: values.map { _ in 3 })
    #expect(agree(weighted?.interval?.high, plain.interval?.high))
  }

  @Test("A ratio of proportional columns has no spread; nothing below is no figure")
  func ratio() throws {
    let exact = try #require(GroupedRatio([2, 4, 6], over: [1, 2, 3], groups: nil, weights: nil))
    #expect(exact.value == 2 && exact.interval == Interval(low: 2, high: 2))
    #expect(GroupedRatio([1], over: [0], groups: nil, weights: nil) == nil)
    #expect(GroupedRatio([1, 1], groups: [0, 0], weights: nil)?.interval == nil)
  }
}
