import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Spread: mean, median and 90th percentile")
struct SpreadTests {
  @Test("Of 1 to 10 five are at most 5 and nine at most 9; of 1 to 11 six are at least half")
  func quantiles() throws {
    let ten = try #require(Spread((1...10).reversed().map(Double.init)))
    #expect(ten.median == 5 && ten.percentile90 == 9 && ten.mean == 5.5 && ten.count == 10)
    let eleven = try #require(Spread((1...11).map(Double.init)))
    #expect(eleven.median == 6 && eleven.percentile90 == 10)
    let one = try #require(Spread([7]))
    #expect(one.median == 7 && one.percentile90 == 7 && one.interval == nil)
  }

  @Test("Quantiles are those of a plain count over the values")
  func plain() throws {
    var generator = SplitMix64(seed: 5)
    for count in 1..<40 {
      let values = generator.coarse(count, steps: 9)
      let spread = try #require(Spread(values))
      func least(_ share: Double) -> Double? {
        values.filter { x in Double(values.count { $0 <= x }) >= share * Double(count) - 1e-9 }.min()
      }
      #expect(spread.median == least(0.5) && spread.percentile90 == least(0.9))
    }
  }

  @Test("A weight of 2 is the value twice, and one of 0 is no value")
  func weights() throws {
    let (values, weights) = ([3.0, 1, 2, 9, 4, 8, 5, 7, 6, 100], [1.0, 2, 1, 2, 1, 3, 1, 1, 1, 0])
    let weighted = try #require(Spread(values, weights: weights))
    let repeated = try #require(Spread(values.repeated(weights)))
    #expect(weighted.median == repeated.median && weighted.percentile90 == repeated.percentile90)
    #expect(agree(weighted.mean, repeated.mean) && weighted.count == 9)
    #expect(Spread([], weights: nil) == nil && Spread([1], weights: [0]) == nil)
  }

  @Test("The interval is that of a clustered mean: values of one cluster are one observation")
  func interval() throws {
    let values = (0..<40).map { Double($0 % 7) }
    let clusters = (0..<40).map { $0 / 4 }
    let spread = try #require(Spread(values, clusters: clusters))
    #expect(spread.interval == ClusteredMean(of: values, clusters: clusters, unit: nil).interval())
    let width = try #require(spread.interval)
    #expect(width.low < spread.mean && spread.mean < width.high)
  }
}
