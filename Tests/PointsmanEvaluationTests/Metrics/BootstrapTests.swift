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
    let interval = try #require(Bootstrap(resamples: 4_000).interval(ofMean: values))
    let error = 1.96 * (variance / 400).squareRoot()
    #expect(abs(interval.low - (mean - error)) < 0.1 * error)
    #expect(abs(interval.high - (mean + error)) < 0.1 * error)
  }

  @Test("A mean is the same as its own statistic, and a seed repeats it")
  func statistic() {
    var generator = SplitMix64(seed: 2)
    let values = generator.uniform(50)
    let bootstrap = Bootstrap(seed: 3)
    let direct = bootstrap.interval(ofMean: values)
    let general = bootstrap.interval(rows: 50) { counts in
      zip(counts, values).reduce(0) { $0 + Double($1.0) * $1.1 } / 50
    }
    #expect(agree(direct?.low, general?.low) && agree(direct?.high, general?.high))
    #expect(bootstrap.interval(ofMean: values) == direct)
    #expect(Bootstrap(seed: 4).interval(ofMean: values) != direct)
  }

  @Test("More threads give the same numbers, those of one generator that draws resample after resample")
  func threads() {
    var generator = SplitMix64(seed: 6)
    let values = generator.uniform(70)
    for groups in [nil, (0..<70).map { $0 / 3 }] {
      let alone = Bootstrap(resamples: 130, seed: 7).interval(ofMean: values, groups: groups)
      #expect(Bootstrap(resamples: 130, seed: 7, threads: 3).interval(ofMean: values, groups: groups) == alone)
      var resampler = Resampler(rows: 70, groups: groups, seed: 7)
      let means = (0..<130).map { _ in
        var counts = [UInt32](repeating: 0, count: 70)
        resampler.draw(into: &counts)
        return weightedMean(of: values, weights: counts.map(Double.init)) ?? .nan
      }
      let plain = Interval(percentilesOf: means, level: 0.95)
      #expect(agree(plain?.low, alone?.low) && agree(plain?.high, alone?.high))
    }
  }

  @Test("Every resample has as many rows, or groups, as there are; a group stays together")
  func counts() async {
    let groups = [7, 7, -1, 7, 4, 4]
    let bootstrap = Bootstrap(resamples: 200)
    await confirmation("a statistic of each resample", expectedCount: 200) { called in
      _ = bootstrap.interval(rows: 6) { counts in
        called()
        #expect(counts.reduce(0, +) == 6)
        return 0
      }
    }
    await confirmation("a statistic of each resample of groups", expectedCount: 200) { called in
      _ = bootstrap.interval(rows: 6, groups: groups) { counts in
        called()
        #expect(counts[0] == counts[1] && counts[0] == counts[3] && counts[4] == counts[5])
        #expect(counts[0] + counts[2] + counts[4] == 3)
        return 0
      }
    }
  }

  @Test("One group has no spread; groups of one are rows")
  func groupExtremes() {
    let values = [0.0, 0.5, 1, 1]
    #expect(Bootstrap().interval(ofMean: values, groups: [3, 3, 3, 3]) == Interval(low: 0.625, high: 0.625))
    #expect(Bootstrap().interval(ofMean: values, groups: [9, 8, 7, 6]) == Bootstrap().interval(ofMean: values))
  }

  @Test("A higher level is wider")
  func levels() throws {
    var generator = SplitMix64(seed: 5)
    let values = generator.uniform(60)
    let narrow = try #require(Bootstrap(level: 0.8).interval(ofMean: values))
    let wide = try #require(Bootstrap(level: 0.99).interval(ofMean: values))
    #expect(wide.low < narrow.low && narrow.high < wide.high)
  }

  @Test("Resamples where the statistic is undefined are left out; no rows are no interval")
  func undefined() {
    #expect(Bootstrap().interval(ofMean: []) == nil)
    #expect(Bootstrap().interval(rows: 5) { _ in nil } == nil)
    #expect(Bootstrap().interval(rows: 2) { $0[0] == 0 ? nil : 1 } == Interval(low: 1, high: 1))
  }
}
