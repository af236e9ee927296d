import PointsmanSupport
import Testing

@testable import PointsmanEvaluation

@Suite("P-values of several comparisons together")
struct MaxTTests {
  private func differences(_ values: [Double], clusters: [Int]? = nil) -> MaxT.Differences {
    MaxT.Differences(values: values, clusters: clusters, weights: nil)
  }

  @Test("Of one comparison it is the sign-flip test, here by all 2¹⁰ signs")
  func one() throws {
    let values = [0.9, 0.4, -0.1, 0.8, 0.3, -0.6, 0.5, 0.7, 0.2, -0.2]
    let observed = abs(values.reduce(0, +))
    let extreme = (0..<1024).count { bits in
      let sum = values.indices.reduce(0.0) { $0 + (bits >> $1 & 1 == 0 ? 1 : -1) * values[$1] }
      return abs(sum) >= observed - 1e-12
    }
    let exact = Double(extreme) / 1024
    let p = try #require(MaxT([differences(values)], draws: 19_999, seed: 1).pValues)
    #expect(abs(p[0] - exact) < 0.01)
  }

  @Test("The same comparison twice costs nothing, other ones do, and the surest keeps the smallest")
  func several() throws {
    var generator = SplitMix64(seed: 3)
    let strong = generator.uniform(60).map { $0 - 0.42 }
    let alone = try #require(MaxT([differences(strong)], seed: 1).pValues)[0]
    let twice = try #require(MaxT([differences(strong), differences(strong)], seed: 1).pValues)
    #expect(twice == [alone, alone])
    let noise = (0..<6).map { _ in differences(generator.uniform(60).map { $0 - 0.5 }) }
    let all = try #require(MaxT(noise + [differences(strong)], seed: 1).pValues)
    #expect(all[6] > alone && all[6] == all.min() && all[6] < 7 * alone + 0.01)
  }

  @Test("Clusters are flipped whole, and of fewer than eight nothing is said")
  func clusters() throws {
    let values = (0..<20).map { $0 % 4 == 3 ? -1.0 : 1 }
    let rows = values.flatMap { [Double](repeating: $0, count: 5) }
    let cluster = values.indices.flatMap { [Int](repeating: $0, count: 5) }
    let whole = MaxT([differences(values)], seed: 2).pValues
    #expect(MaxT([differences(rows, clusters: cluster)], seed: 2).pValues == whole)
    #expect(try #require(MaxT([differences(rows)], seed: 2).pValues)[0] < (try #require(whole)[0]))
    #expect(MaxT([differences(Array(repeating: 1, count: 7))], seed: 2).pValues == nil)
  }

  @Test("Six differences of nothing have a false finding in about 5 % of samples")
  func level() throws {
    var generator = SplitMix64(seed: 8)
    var found = 0
    let samples = 300
    for sample in 0..<samples {
      let common = generator.uniform(40)
      let looks = (0..<6).map { _ in
        differences(zip(common, generator.uniform(40)).map { $0 + $1 - 1 })
      }
      let p = try #require(MaxT(looks, draws: 199, seed: UInt64(sample)).pValues)
      if p.contains(where: { $0 <= 0.05 }) { found += 1 }
    }
    // 15 expected; four standard errors.
    #expect(found <= 30 && found >= 3, "\(found)")
  }

  @Test("No difference at all has a p-value of 1")
  func nothing() throws {
    #expect(MaxT([differences(Array(repeating: 0, count: 20))], seed: 1).pValues == [1])
  }
}
