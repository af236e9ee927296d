import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("PairGap")
struct PairGapTests {
  @Test("The mean of the paired differences, by clusters; measurable where its interval does not hold 0")
  func byClusters() {
    let (weak, strong) = ([0.0, 0, 1, 1, 0, 0], [1.0, 1, 1, 1, 0.5, 0.5])
    let gap = PairGap(weak: weak, strong: strong, clusters: [4, 4, 9, 9, 1, 1])
    let mean = ClusteredMean(of: zip(weak, strong).map { $1 - $0 }, clusters: [0, 0, 1, 1, 2, 2])
    #expect(gap.value == mean.value && gap.standardError == mean.standardError && !gap.isMeasurable)
    let tenths = PairGap(weak: [Double](repeating: 0.1, count: 40), strong: [Double](repeating: 0.2, count: 40))
    #expect(tenths.isMeasurable)
    let none = PairGap(weak: [Double](repeating: 0.5, count: 40), strong: [Double](repeating: 0.5, count: 40))
    #expect(!none.isMeasurable)
  }

  /// `lost` prompts for the weak model, `won` for the strong one, the rest alike.
  private func figures(won: Int, lost: Int) throws -> Evaluation.PairFigures {
    let rows = (0..<400).map { $0 < won ? [0.0, 1] : $0 < won + lost ? [1, 0] : [1, 1] }
    let results = RoutingResults(outcomes(rows), choosing: rows.indices.map { $0 % 3 == 0 ? 1 : 0 })
    return try #require(
      Evaluation.PairFigures(results, .init(weak: "a", strong: "b"), Bootstrap(resamples: 50)))
  }

  @Test("Near ties have no APGR, and the reason says how wide the gap is")
  func nearTie() throws {
    let tie = try figures(won: 101, lost: 99)
    #expect(tie.apgr == nil && tie.apgrInterval == nil && tie.apgrRouteLLM == nil)
    #expect(tie.callsForPerformance.allSatisfy { $0 == nil } && tie.strongBetterAUC != nil)
    #expect(tie.undefined == "APGR undefined: the gap of +0.005 may be chance (95 % interval [−0.065, +0.075])")
    let exact = try figures(won: 100, lost: 100)
    #expect(exact.undefined == "equal mean scores, so there is no gap for APGR to measure")
    let clear = try figures(won: 150, lost: 50)
    #expect(clear.apgr != nil && clear.apgrInterval != nil && clear.callsForPerformance[1] != nil)
  }
}

@Suite("Pair bootstrap")
struct PairBootstrapTests {
  private let sigma: [Double]
  private let weak: [Double]
  private let strong: [Double]

  init() {
    var generator = SplitMix64(seed: 1)
    sigma = generator.coarse(300, steps: 100)
    weak = generator.coarse(300, steps: 1)
    strong = zip(sigma, generator.uniform(300)).map { $0 + 0.3 > $1 ? 1 : 0 }
  }

  @Test("The intervals hold the figures, and a seed repeats them")
  func coverage() throws {
    let curve = try #require(PairCurve(sigma: sigma, weak: weak, strong: strong))
    let bootstrap = PairBootstrap(sigma: sigma, weak: weak, strong: strong)
    let intervals = bootstrap.intervals(levels: [0.2, 0.8])
    let exact = try #require(intervals.apgr)
    let routeLLM = try #require(intervals.apgrRouteLLM)
    #expect(try (exact.low...exact.high).contains(#require(curve.apgr)))
    #expect(try (routeLLM.low...routeLLM.high).contains(#require(curve.apgrRouteLLM)))
    for (level, interval) in zip([0.2, 0.8], intervals.callsForPerformance) {
      let interval = try #require(interval)
      #expect(try (interval.low...interval.high).contains(#require(curve.callsForPerformance(level))))
    }
    #expect(bootstrap.intervals(levels: [0.2, 0.8]) == intervals)
    #expect(bootstrap.intervals(by: Bootstrap(seed: 1)).apgr != intervals.apgr)
  }

  @Test("A resample is the curve of the drawn rows")
  func resampleIsACurve() throws {
    // By falling σ, so that the bootstrap's rows and these are the same.
    let order = TieBlocks(descending: sigma).order
    let (sigma, weak, strong) = (sigma.at(order), weak.at(order), strong.at(order))
    let once = Bootstrap(resamples: 1, seed: 11)
    var resampler = Resampler(rows: 300, clusters: nil, seed: 11)
    var counts = [UInt32](repeating: 0, count: 300)
    resampler.draw(into: &counts)
    let times = counts.map(Double.init)
    let drawn = try #require(
      PairCurve(sigma: sigma.repeated(times), weak: weak.repeated(times), strong: strong.repeated(times)))
    let intervals = PairBootstrap(sigma: sigma, weak: weak, strong: strong).intervals(levels: [0.5], by: once)
    #expect(agree(intervals.apgr?.low, drawn.apgr))
    #expect(agree(intervals.apgrRouteLLM?.low, drawn.apgrRouteLLM))
    #expect(agree(intervals.callsForPerformance[0]?.low, drawn.callsForPerformance(0.5)))
  }

  @Test("Rows that come four at a time make intervals wider")
  func groups() throws {
    let four = Array(repeating: 4.0, count: 300)
    let clusters = Array(0..<300).repeated(four)
    let (sigma, weak, strong) = (sigma.repeated(four), weak.repeated(four), strong.repeated(four))
    let alone = try #require(PairBootstrap(sigma: sigma, weak: weak, strong: strong).intervals().apgr)
    let grouped = try #require(
      PairBootstrap(sigma: sigma, weak: weak, strong: strong, clusters: clusters).intervals().apgr)
    let ratio = (grouped.high - grouped.low) / (alone.high - alone.low)
    // Four copies of a row know as much as one, so the interval should be √4 times as wide.
    #expect((1.6...2.5).contains(ratio))
  }

  @Test("No prompts, or no gap, is no interval")
  func undefined() {
    let none = PairBootstrap.Intervals(apgr: nil, apgrRouteLLM: nil, callsForPerformance: [nil])
    #expect(PairBootstrap(sigma: [], weak: [], strong: []).intervals(levels: [0.5]) == none)
    #expect(PairBootstrap(sigma: [1, 2], weak: [1, 1], strong: [1, 1]).intervals(levels: [0.5]) == none)
  }
}
