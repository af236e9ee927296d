import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation

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
    let judged = RoutingResults(outcomes(rows), choosing: rows.indices.map { $0 % 3 == 0 ? 1 : 0 })
    return try #require(
      Evaluation.PairFigures(judged, .init(weak: "a", strong: "b"), Bootstrap(resamples: 50)))
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
