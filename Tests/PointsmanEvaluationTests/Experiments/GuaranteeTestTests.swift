import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("GuaranteeTest")
struct GuaranteeTestTests {
  /// n scores of 0 or 1, `share` of them 1 in expectation.
  private func scores(_ count: Int, _ share: Double, _ generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in Double(generator.next(below: 1 << 20)) < share * Double(1 << 20) ? 1 : 0 }
  }

  @Test("Points are certified in order until the first that fails, which nothing after it corrects")
  func sequence() {
    var generator = SplitMix64(seed: 3)
    let strong = scores(2_000, 0.8, &generator)
    let weak = scores(2_000, 0.5, &generator)
    let test = GuaranteeTest(share: 0.95, confidence: 0.95)
    #expect(test.lastCertified(points: [strong, strong, weak, strong], singles: [weak, strong]) == 1)
    #expect(test.lastCertified(points: [weak, strong], singles: [weak, strong]) == nil)
    // Twenty prompts prove nothing of this kind, and none nothing at all.
    #expect(test.lastCertified(points: [Array(strong.prefix(20))], singles: [Array(strong.prefix(20))]) == nil)
    #expect(test.lastCertified(points: [[]], singles: [[]]) == nil)
  }

  @Test("Two sequences: one from a single model, one from the most likely model; the cheapest point of either counts")
  func twoSequences() {
    var generator = SplitMix64(seed: 5)
    let strong = scores(2_000, 0.8, &generator)
    let weak = scores(2_000, 0.5, &generator)
    let singles = [weak, strong]
    let test = GuaranteeTest(share: 0.95, confidence: 0.95)
    // The most likely model fails: the single model stays certified.
    #expect(test.lastCertified(points: [strong, weak, strong], start: 1, singles: singles) == 0)
    // The single model fails: the second sequence goes its own way.
    #expect(test.lastCertified(points: [weak, strong, strong, weak], start: 1, singles: singles) == 2)
    #expect(test.lastCertified(points: [strong, strong, strong], start: 1, singles: singles) == 2)
    #expect(test.lastCertified(points: [weak, weak], start: 1, singles: singles) == nil)
  }

  @Test("A first sequence that passes whole gives its part of the level back, one that fails does not")
  func levels() {
    // All succeed, so that the capital depends on the number of draws alone: with enough for δ, but not for 0.8 δ.
    let test = GuaranteeTest(share: 0.9, confidence: 0.95)
    func certified(_ count: Int, first: Double) -> Int? {
      let ones = [Double](repeating: 1, count: count)
      return test.lastCertified(points: [ones.map { $0 * first }, ones], start: 1, singles: [ones])
    }
    let least = (1...200).first { certified($0, first: 1) == 1 }!
    let alone = (1...200).first { certified($0, first: 0) == 1 }!
    // With all of δ the most likely model would pass earlier than the single model with δ/5.
    let ones = [Double](repeating: 1, count: alone - 1)
    #expect(test.lastCertified(points: [ones], singles: [ones]) == 0)
    #expect(alone > 36 && alone <= least)
    #expect(certified(alone - 1, first: 0) == nil)
  }

  @Test("Over 400 data sets drawn where a point keeps just too little, it is certified in at most 5 %")
  func simulation() {
    // The truth: 400 prompts; the best model solves 300, the cheap point 284 of them: 94.7 %, less than 95 %.
    let best = (0..<400).map { $0 < 300 ? 1.0 : 0 }
    let cheap = (0..<400).map { $0 < 284 ? 1.0 : 0 }
    let test = GuaranteeTest(share: 0.95, confidence: 0.95)
    var generator = SplitMix64(seed: 4)
    var (broken, careful) = (0, 0)
    for _ in 0..<400 {
      let rows = (0..<400).map { _ in Int(generator.next(below: 400)) }
      switch test.lastCertified(
        points: [rows.map { best[$0] }, rows.map { cheap[$0] }], singles: [rows.map { best[$0] }])
      {
      case 1: broken += 1
      case 0: careful += 1
      default: break
      }
    }
    #expect(Double(broken) / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400).squareRoot())
    // And the careful point, the best model itself, is certified as a rule: the test is not merely silent.
    #expect(careful > 360)
  }

  @Test("The number of draws that is said to be needed certifies a point in about four of five data sets")
  func needed() throws {
    var generator = SplitMix64(seed: 6)
    let test = GuaranteeTest(share: 0.95, confidence: 0.95)
    let strong = scores(1_000, 0.8, &generator)
    // On a tenth of the prompts the point has an outcome of its own.
    let other = scores(1_000, 0.7, &generator)
    let point = strong.indices.map { $0 % 10 == 0 ? other[$0] : strong[$0] }
    let needed = try #require(test.neededDraws(point, singles: [strong]))
    #expect(100 < needed && needed < 1_000)
    let certified = (0..<100).count { _ in
      let rows = (0..<needed).map { _ in Int(generator.next(below: 1_000)) }
      return test.lastCertified(points: [rows.map { point[$0] }], singles: [rows.map { strong[$0] }]) != nil
    }
    #expect(65...98 ~= certified)
    #expect(test.neededDraws(strong.map { $0 / 2 }, singles: [strong]) == nil)
  }

  @Test("With fewer draws than the least a model that never fails is not certified, with as many it is")
  func least() {
    for (share, confidence) in [(0.9, 0.95), (0.9, 0.99), (0.95, 0.9)] {
      let test = GuaranteeTest(share: share, confidence: confidence)
      func isCertified(_ count: Int) -> Bool {
        let ones = [Double](repeating: 1, count: count)
        return test.lastCertified(points: [ones], singles: [ones]) != nil
      }
      #expect(!isCertified(test.leastDraws - 1))
    }
    #expect(GuaranteeTest(share: 1, confidence: 0.95).leastDraws == 100)
  }
}
