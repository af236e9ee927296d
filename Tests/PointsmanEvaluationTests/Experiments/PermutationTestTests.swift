import PointsmanOutcomes
import PointsmanTraining
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Permutation test")
struct PermutationTestTests {
  private let table = outcomes((0..<60).map { $0 % 2 == 0 ? [1.0, 0] : [0.0, 1] })

  private func permutation(choosing choice: (Int) -> Int) -> Permutation {
    Permutation(RoutingResults(table, choosing: (0..<60).map(choice)), Bootstrap(resamples: 200))
  }

  @Test("The test sees a router that knows, and covers chance for one that does not")
  func chance() throws {
    let knowing = permutation { $0 % 2 }
    #expect(agree(knowing.gain, 0.5) && agree(knowing.auc, 1) && knowing.aucInterval == Interval(low: 1, high: 1))
    #expect(try !#require(PermutationTest([knowing, knowing])).coversChance)
    let guessing = permutation { $0 / 2 % 2 }
    #expect(agree(guessing.gain, 0) && agree(guessing.auc, 0.5))
    let test = try #require(PermutationTest([guessing, guessing]))
    #expect(test.coversChance && test.permutations == 2)
    #expect(try #require(test.auc).interval.low < 0.5 && 0.5 < #require(test.auc).interval.high)
    #expect(PermutationTest([]) == nil)
  }

  @Test("By hand: what choosing on the same rows may lend, and an AUC just above it that is no alarm")
  func optimism() throws {
    // Thirty solved and thirty failed: σ = √(61 / 10,800) = 0.0752; two choices lend 2 · 0.3989 of it.
    let knowing = permutation { $0 % 2 }
    #expect(agree(knowing.optimism, 0.0599643, within: 1e-6))
    let test = try #require(PermutationTest([knowing]))
    #expect(agree(test.optimism, knowing.optimism))
    let one = try #require(PermutationStatistic([0.56, 0.56], intervals: [nil, nil]))
    #expect(one.exceeds(0.5) && !one.exceeds(0.5 + 0.06001))
  }

  @Test("By hand: the error of the mean is the larger of the permutations' own intervals and their spread")
  func figure() throws {
    let unit = Interval(low: -1.959963984540054, high: 1.959963984540054)
    let alike = try #require(PermutationStatistic([2, 2, 2, 2], intervals: [unit, unit, unit, unit]))
    #expect(agree(alike.mean, 2) && agree(alike.standardError, 0.5) && alike.spread == Interval(low: 2, high: 2))
    #expect(agree(alike.interval.high, 2 + 0.5 * 1.959963984540054))
    #expect(alike.exceeds(0.35) && !alike.exceeds(0.36))
    // Deviations −3, −1, 1, 3: variance 20/3, of the mean 5/3.
    let apart = try #require(PermutationStatistic([-3, -1, 1, 3], intervals: [unit, unit, unit, unit]))
    #expect(agree(apart.standardError, (5 / 3.0).squareRoot()) && apart.spread == Interval(low: -3, high: 3))
    #expect(agree(try #require(PermutationStatistic([7], intervals: [unit])).standardError, 1))
    #expect(PermutationStatistic([], intervals: []) == nil)
  }

  @Test("Noise sets the alarm off in fewer than one run in a hundred, a leak of four standard errors mostly")
  func alarm() {
    var generator = SplitMix64(seed: 1)
    /// Near enough a normal number: twelve uniform ones less six.
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double(generator.next(below: 1 << 20)) / Double(1 << 20) }
    }
    func alarms(leak: Double) -> Int {
      (0..<2_000).count { _ in
        let values = (0..<5).map { _ in 0.5 + 0.01 * (normal() + leak) }
        let intervals = values.map { Interval(low: $0 - 0.0196, high: $0 + 0.0196) }
        return PermutationStatistic(values, intervals: intervals)?.exceeds(0.5) ?? true
      }
    }
    // Two in 2,000 expected; 20 would be one in a hundred.
    #expect(alarms(leak: 0) < 20)
    // Of the mean of five: 0.01 / √5 · 4 above.
    #expect(alarms(leak: 4 / 5.0.squareRoot()) > 1_000)
  }

  @Test("Shuffled outcomes are the same outcomes on other rows")
  func shuffled() {
    let table = outcomes((0..<30).map { [Double($0) / 30, 1 - Double($0) / 30] })
    let dealt = table.shufflingOutcomes(seed: 1)
    let pairs = dealt.rows.indices.map { [dealt.score(row: $0, model: 0)!, dealt.score(row: $0, model: 1)!] }
    #expect(pairs.allSatisfy { agree($0[0] + $0[1], 1) })
    #expect(pairs.map { $0[0] }.sorted() == (0..<30).map { Double($0) / 30 })
    #expect(pairs.map { $0[0] } != (0..<30).map { Double($0) / 30 })
    #expect(dealt.rows.map(\.id) == table.rows.map(\.id))
  }
}
