import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("A mean of clusters")
struct ClusteredMeanTests {
  /// `won` values of 1, `lost` of −1, the others 0.
  private func differences(won: Int, lost: Int, of count: Int) -> [Double] {
    (0..<count).map { $0 < won ? 1 : $0 < won + lost ? -1 : 0 }
  }

  @Test("By hand: Bonett and Price's standard error, with one more win and one more loss")
  func byHand() {
    let mean = ClusteredMean(of: differences(won: 6, lost: 2, of: 100))
    #expect(mean.value == 0.04 && mean.clusters == 100)
    // Σ (d − m)² = 8 − 100 · 0.04², times 100 / 99, and 2 for the pseudo-observations.
    let expected = ((8 - 0.16) * 100 / 99 + 2).squareRoot() / 100
    #expect(agree(mean.standardError, expected))
  }

  @Test(
    "For 0/1 scores p is near McNemar's exact one",
    arguments: [(5, 0, 0.0625), (6, 0, 0.03125), (8, 2, 0.109375), (12, 4, 0.0768), (21, 9, 0.0428), (2, 8, 0.109375)])
  func nearMcNemar(won: Int, lost: Int, exact: Double) throws {
    let p = try #require(ClusteredMean(of: differences(won: won, lost: lost, of: 400)).pValue)
    #expect(abs(p - exact) < 0.35 * exact)
  }

  @Test("The interval holds 0 exactly where p is above 5 %", arguments: 0..<40)
  func agreement(won: Int) throws {
    let mean = ClusteredMean(of: differences(won: won, lost: 8, of: 60))
    let interval = try #require(mean.interval())
    #expect((interval.low <= 0 && interval.high >= 0) == (try #require(mean.pValue) > 0.05))
  }

  @Test("Rows of a cluster count as one observation")
  func clusters() throws {
    let once = ClusteredMean(of: differences(won: 9, lost: 2, of: 40))
    let values = differences(won: 9, lost: 2, of: 40).flatMap { [$0, $0, $0] }
    let thrice = ClusteredMean(of: values, clusters: (0..<120).map { 1_000 - $0 / 3 })
    #expect(agree(thrice.value, once.value) && agree(thrice.standardError, once.standardError))
    #expect(thrice.clusters == 40 && agree(thrice.pValue, once.pValue))
    let alone = try #require(ClusteredMean(of: values).pValue)
    #expect(try #require(thrice.pValue) > alone)
  }

  @Test("A weight of 2 is the row twice, in one cluster; a weight of 0 is no row")
  func weights() {
    let values = differences(won: 9, lost: 2, of: 40)
    let weights = (0..<40).map { Double($0 % 3) }
    let rows = (0..<40).flatMap { row in Array(repeating: row, count: row % 3) }
    let weighted = ClusteredMean(of: values, weights: weights)
    let repeated = ClusteredMean(of: rows.map { values[$0] }, clusters: rows)
    #expect(agree(weighted.value, repeated.value) && agree(weighted.standardError, repeated.standardError))
    #expect(weighted.clusters == repeated.clusters)
  }

  @Test("No difference seen is not the certainty of none: the interval has a width")
  func noDifferences() throws {
    let interval = try #require(ClusteredMean(of: [Double](repeating: 0, count: 100)).interval())
    #expect(interval.low < -0.02 && interval.high > 0.02)
    // Costs are known.
    #expect(ClusteredMean(of: [Double](repeating: 0, count: 100), unit: nil).interval() == Interval(low: 0, high: 0))
  }

  @Test("Of fewer than eight clusters there is neither interval nor test")
  func fewClusters() {
    let few = ClusteredMean(of: differences(won: 70, lost: 0, of: 140), clusters: (0..<140).map { $0 / 20 })
    #expect(few.clusters == 7 && few.interval() == nil && few.pValue == nil && few.shareInterval == nil)
    #expect(agree(few.value, 0.5))
    #expect(ClusteredMean(of: []).value.isNaN && ClusteredMean(of: []).interval() == nil)
  }

  @Test("Five divisions of five folds: the mean variance within divisions, times 1/5 + 5/4")
  func divisions() {
    var generator = SplitMix64(seed: 1)
    let rows = (0..<5).map { _ in generator.uniform(50).map { $0 - 0.4 } }
    let divisions = FoldDivisions(count: 5, rows: 50, folds: 5)
    let prompts = (0..<5).flatMap { _ in 0..<50 }
    let mean = ClusteredMean(of: Array(rows.joined()), clusters: prompts, divisions: divisions)
    let parts = rows.map { ClusteredMean(of: $0) }
    #expect(agree(mean.value, parts.reduce(0) { $0 + $1.value } / 5) && mean.clusters == 50)
    #expect(agree(divisions.inflation, 1.45) && agree(FoldDivisions(count: 1, rows: 9, folds: 5).inflation, 2.25))
    let one = ClusteredMean(of: rows[0], divisions: FoldDivisions(count: 1, rows: 50, folds: 5))
    #expect(one.standardError > 1.4 * parts[0].standardError && one.standardError < 1.5 * parts[0].standardError)
  }

  @Test("7.849 · variance / gain² prompts show a gain in four of five samples")
  func rowsToShow() {
    // Nine 0 and one 1: variance 0.09 · 10/9 = 0.1, and 2/10 for the pseudo-observations.
    let mean = ClusteredMean(of: differences(won: 1, lost: 0, of: 10))
    #expect(mean.rows(toShow: 0.1) == Int((7.848879734349087 * 0.3 / 0.01).rounded(.up)))
    #expect(mean.rows(toShow: 0) == nil && mean.rows(toShow: -1) == nil && mean.rows(toShow: 1e-300) == nil)
    #expect(ClusteredMean(of: [0, 0, 0], unit: nil).rows(toShow: 0.1) == nil)
  }

  @Test("The interval of scores is Wilson's, and reaches beyond what was seen where all are right")
  func shares() throws {
    let scores = (0..<200).map { $0 < 140 ? 1.0 : 0 }
    let interval = try #require(ClusteredMean(of: scores).shareInterval)
    // The variance is with n − 1, and t of 199 in place of z: both less than one in a hundred.
    let wilson = Interval(wilson: 0.7, count: 200)
    #expect(abs(interval.low - wilson.low) < 1e-3 && abs(interval.high - wilson.high) < 1e-3)
    let perfect = try #require(ClusteredMean(of: [Double](repeating: 1, count: 50)).shareInterval)
    #expect(perfect.high == 1 && perfect.low > 0.9 && perfect.low < 0.95)
  }

  @Test("Weights and values of any size give numbers or none, and no trap")
  func extremes() {
    let weights = (0..<20).map { $0 == 0 ? 1e300 : 1e-300 }
    let mean = ClusteredMean(of: differences(won: 3, lost: 1, of: 20), weights: weights)
    #expect(mean.value.isFinite && mean.interval() != nil)
    #expect(ClusteredMean(of: (0..<20).map { $0 == 0 ? 1e308 : -1e308 }).rows(toShow: 0.02) == nil)
  }
}
