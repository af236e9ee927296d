import PointsmanSupport
import TestSupport
import Testing

@testable import PointsmanDecisionLog

@Suite("Drift")
struct DriftTests {
  private static func draws(_ count: Int, seed: UInt64, power: Double = 1) -> [Double] {
    var draws = SplitMix64(seed: seed)
    return (0..<count).map { _ in pow(draws.uniform(), power) }
  }

  @Test("Samples of one distribution have about the index of chance; others have a larger one")
  func index() throws {
    let baseline = Self.draws(1000, seed: 1)
    let same = try #require(Drift(baseline: baseline, recent: Self.draws(400, seed: 2)))
    #expect(same.index < 3 * same.chance)
    #expect(abs(same.chance - 9 * (0.001 + 0.0025)) < 1e-12)
    let other = try #require(Drift(baseline: baseline, recent: Self.draws(400, seed: 3, power: 3)))
    #expect(other.index > 0.25)
    #expect(other.json["sentence"]?.string?.contains("at least 0.25, by convention a large change") == true)
  }

  @Test("Equal probabilities and groups that are empty have a finite index; small samples have none")
  func ends() throws {
    let equal = [Double](repeating: 0.5, count: 300)
    #expect(Drift(baseline: equal, recent: equal)?.index == 0)
    let apart = try #require(Drift(baseline: Self.draws(1000, seed: 1), recent: [Double](repeating: 2, count: 200)))
    #expect(apart.index.isFinite && apart.index > 1)
    #expect(Drift(baseline: equal, recent: [Double](repeating: 0.5, count: 199)) == nil)
    #expect(Drift(baseline: [], recent: equal) == nil)
  }

  @Test("The summary compares the first decisions of the last router with later ones")
  func summary() throws {
    let log = try LogFolder()
    let records = (0..<1300).map { number -> DecisionRecord in
      var record = Records.decision(number)
      record.probabilities[0] = number < 1000 ? Double(number) / 1000 : 0.99
      return record
    }
    try log.write(records)
    let drift = try LogReader(path: log.path).summary(hours: 1, dropped: 0, now: Records.start)["drift"]
    #expect(drift?["baseline"] == .integer(1000) && drift?["recent"] == .integer(300))
    #expect(drift?["psi"]?.double ?? 0 > 1)
  }
}
