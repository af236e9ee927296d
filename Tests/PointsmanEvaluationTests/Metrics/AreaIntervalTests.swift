import PointsmanOutcomes
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("AreaUnderROC")
struct AreaIntervalTests {
  /// Scores of `n` rows, half of them hits, with an area near 0.76; `size` rows share score and label.
  private func rows(_ n: Int, of size: Int = 1, seed: UInt64) -> (scores: [Double], labels: [Double], clusters: [Int]) {
    var generator = SplitMix64(seed: seed)
    let labels = (0..<n / size).map { _ in Double(generator.next(below: 2)) }
    let scores = labels.map { $0 + 2 * generator.uniform(1)[0] + generator.uniform(1)[0] }
    let groups = (0..<n).map { $0 / size }
    return (groups.map { scores[$0] }, groups.map { labels[$0] }, groups)
  }

  @Test("The area is that of the plain function, and within folds their mean by rows")
  func value() throws {
    let (scores, labels, _) = rows(60, seed: 1)
    let plain = try #require(AreaUnderROC(scores: scores, labels: labels))
    #expect(agree(plain.value, areaUnderROC(scores: scores, labels: labels)))
    let folds = scores.indices.map { $0 < 20 ? 0 : 1 }
    let parts = [0..<20, 20..<60].map { areaUnderROC(scores: Array(scores[$0]), labels: Array(labels[$0])) ?? .nan }
    let within = AreaUnderROC(scores: scores, labels: labels, folds: folds)
    #expect(agree(within?.value, parts[0] / 3 + 2 * parts[1] / 3))
  }

  @Test("The standard error is the bootstrap's, nearly: plain, weighted and in folds")
  func standardError() throws {
    let (scores, labels, _) = rows(400, seed: 2)
    for weights in [nil, scores.indices.map { 1 + Double($0 % 3) }] {
      let estimate = try #require(AreaUnderROC(scores: scores, labels: labels, weights: weights))
      let resampled = Bootstrap(seed: 1).values(rows: 400, clusters: nil) { counts in
        areaUnderROC(
          scores: scores, labels: labels, weights: counts.indices.map { Double(counts[$0]) * (weights?[$0] ?? 1) })
      }.compactMap(\.self)
      let centre = mean(resampled)
      let spread = mean(resampled.map { ($0 - centre) * ($0 - centre) }).squareRoot()
      #expect(abs(estimate.standardError / spread - 1) < 0.1)
    }
  }

  @Test("Rows of a group are one observation: five copies of each leave the error of one of each")
  func groups() throws {
    let (scores, labels, groups) = rows(500, of: 5, seed: 3)
    let one = try #require(
      AreaUnderROC(
        scores: stride(from: 0, to: 500, by: 5).map { scores[$0] },
        labels: stride(from: 0, to: 500, by: 5).map { labels[$0] }))
    let all = try #require(AreaUnderROC(scores: scores, labels: labels, clusters: groups))
    #expect(agree(all.value, one.value) && agree(all.standardError, one.standardError))
  }

  @Test("Intervals hold the truth as often as they say", .tags(.slow))
  func coverage() throws {
    let large = rows(20_000, seed: 99)
    let truth = try #require(AreaUnderROC(scores: large.scores, labels: large.labels)).value
    let held = (0..<300 as Range<UInt64>).count { seed in
      let (scores, labels, _) = rows(100, seed: seed)
      let interval = AreaUnderROC(scores: scores, labels: labels)?.interval
      return interval.map { $0.low <= truth && truth <= $0.high } ?? false
    }
    #expect(held >= 274)
  }

  @Test("A perfect order has no interval, one class no area")
  func edges() {
    let perfect = AreaUnderROC(scores: [1, 2, 3, 4], labels: [0, 0, 1, 1])
    #expect(perfect?.value == 1 && perfect?.interval == nil)
    #expect(AreaUnderROC(scores: [1, 2], labels: [1, 1]) == nil)
  }
}
