import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Bootstrap")
struct BootstrapTests {
  @Test("The interval of a mean is about ± 1.96 standard errors")
  func standardError() throws {
    var generator = SplitMix64(seed: 1)
    let values = generator.uniform(400)
    let mean = values.reduce(0, +) / 400
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400
    let interval = try #require(Bootstrap(resamples: 4_000).mean(of: values))
    let error = 1.96 * (variance / 400).squareRoot()
    #expect(abs(interval.low - (mean - error)) < 0.1 * error)
    #expect(abs(interval.high - (mean + error)) < 0.1 * error)
  }

  @Test("A seed repeats an interval")
  func seeds() {
    var generator = SplitMix64(seed: 2)
    let values = generator.uniform(50)
    #expect(Bootstrap(seed: 3).mean(of: values) == Bootstrap(seed: 3).mean(of: values))
    #expect(Bootstrap(seed: 4).mean(of: values) != Bootstrap(seed: 3).mean(of: values))
  }

  @Test("Of few clusters the percentiles lie further out, of fewer than eight there is none")
  func fewClusters() throws {
    var generator = SplitMix64(seed: 2)
    let values = generator.uniform(90)
    let means = Bootstrap().values(rows: 90, clusters: (0..<90).map { $0 / 9 }) { counts in
      weightedMean(of: values, weights: counts.map(Double.init))
    }
    let plain = try #require(Interval(percentilesOf: means.compactMap { $0 }, level: 0.95))
    let ten = try #require(Bootstrap().mean(of: values, clusters: (0..<90).map { $0 / 9 }))
    // √(10/9) · t(9) is 2.384 standard errors in place of 1.960.
    let expected = Interval(percentilesOf: means.compactMap { $0 }, level: 0.982_89)
    #expect(ten.low < plain.low && plain.high < ten.high)
    #expect(agree(ten.low, expected?.low, within: 1e-4) && agree(ten.high, expected?.high, within: 1e-4))
    #expect(Bootstrap().mean(of: values, clusters: (0..<90).map { $0 % 7 }) == nil)
  }

  @Test("More threads give the same numbers, those of one generator that draws resample after resample")
  func threads() {
    var generator = SplitMix64(seed: 6)
    let values = generator.uniform(70)
    for clusters in [nil, (0..<70).map { $0 / 3 }] {
      let alone = Bootstrap(resamples: 130, seed: 7).mean(of: values, clusters: clusters)
      #expect(Bootstrap(resamples: 130, seed: 7, threads: 3).mean(of: values, clusters: clusters) == alone)
      var resampler = Resampler(rows: 70, clusters: clusters, seed: 7)
      let means = (0..<130).map { _ in
        var counts = [UInt32](repeating: 0, count: 70)
        resampler.draw(into: &counts)
        return weightedMean(of: values, weights: counts.map(Double.init)) ?? .nan
      }
      let plain = Bootstrap(resamples: 130).interval(of: means, rows: 70, clusters: clusters)
      #expect(agree(plain?.low, alone?.low) && agree(plain?.high, alone?.high))
    }
  }

  @Test("Every resample has as many rows, or groups, as there are; a group stays together")
  func counts() async {
    let clusters = [7, 7, -1, 7, 4, 4]
    let bootstrap = Bootstrap(resamples: 200)
    await confirmation("a statistic of each resample", expectedCount: 200) { called in
      _ = bootstrap.values(rows: 6, clusters: nil) { counts in
        called()
        #expect(counts.reduce(0, +) == 6)
        return 0
      }
    }
    await confirmation("a statistic of each resample of groups", expectedCount: 200) { called in
      _ = bootstrap.values(rows: 6, clusters: clusters) { counts in
        called()
        #expect(counts[0] == counts[1] && counts[0] == counts[3] && counts[4] == counts[5])
        #expect(counts[0] + counts[2] + counts[4] == 3)
        return 0
      }
    }
  }

  @Test("A higher level is wider")
  func levels() throws {
    var generator = SplitMix64(seed: 5)
    let values = generator.uniform(60)
    let narrow = try #require(Bootstrap(level: 0.8).mean(of: values))
    let wide = try #require(Bootstrap(level: 0.99).mean(of: values))
    #expect(wide.low < narrow.low && narrow.high < wide.high)
  }

  @Test("Resamples where the statistic is undefined are left out; no rows are no interval")
  func undefined() {
    #expect(Bootstrap().mean(of: []) == nil)
    #expect(Bootstrap().interval(rows: 50) { _ in nil } == nil)
    #expect(Bootstrap().interval(rows: 20) { $0[0] == 0 ? nil : 1 } == Interval(low: 1, high: 1))
  }
}

extension Bootstrap {
  fileprivate func mean(of values: [Double], clusters: [Int]? = nil) -> Interval? {
    interval(rows: values.count, clusters: clusters) { weightedMean(of: values, weights: $0.map(Double.init)) }
  }
}
