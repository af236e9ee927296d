import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("PairGap")
struct PairGapTests {
  @Test("By hand: mean and standard error of the paired differences")
  func byHand() {
    // Differences 1, 0, −1, 1, 1: mean 0.4, squares of deviations 0.36 + 0.16 + 1.96 + 0.36 + 0.36 = 3.2.
    let gap = PairGap(weak: [0, 1, 1, 0, 0], strong: [1, 1, 0, 1, 1])
    #expect(agree(gap.value, 0.4) && agree(gap.standardError, (3.2 / 4 / 5).squareRoot()))
    #expect(!gap.isMeasurable)
  }

  @Test("A group counts as one observation; groups of one are prompts")
  func groups() {
    let (weak, strong) = ([0.0, 0, 1, 1, 0, 0], [1.0, 1, 1, 1, 0.5, 0.5])
    // Each prompt twice, as a group: what three prompts say, not six.
    let paired = PairGap(weak: weak, strong: strong, groups: [4, 4, 9, 9, 1, 1])
    let once = PairGap(weak: [0, 1, 0], strong: [1, 1, 0.5])
    #expect(agree(paired.value, once.value) && agree(paired.standardError, once.standardError))
    let alone = PairGap(weak: weak, strong: strong, groups: [5, 4, 3, 2, 1, 0])
    #expect(agree(alone.standardError, PairGap(weak: weak, strong: strong).standardError))
  }

  @Test("No gap is not measurable, the same gap on every prompt is")
  func ends() {
    #expect(!PairGap(weak: [1, 0, 0.5], strong: [1, 0, 0.5]).isMeasurable)
    #expect(PairGap(weak: [0.1, 0.2], strong: [0.2, 0.3]).isMeasurable)
    #expect(PairGap(weak: [1], strong: [0]).isMeasurable)
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
    #expect(tie.undefined == "APGR undefined: the gap of +0.005 is within two standard errors (0.035 each)")
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
    var resampler = Resampler(rows: 300, groups: nil, seed: 11)
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
    let groups = Array(0..<300).repeated(four)
    let (sigma, weak, strong) = (sigma.repeated(four), weak.repeated(four), strong.repeated(four))
    let alone = try #require(PairBootstrap(sigma: sigma, weak: weak, strong: strong).intervals().apgr)
    let grouped = try #require(
      PairBootstrap(sigma: sigma, weak: weak, strong: strong, groups: groups).intervals().apgr)
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
