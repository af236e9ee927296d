import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("McNemar's exact test")
struct McNemarTests {
  @Test(
    "By hand: twice the binomial tail, at most 1",
    arguments: [(0, 0, 1), (1, 0, 1), (0, 6, 0.03125), (1, 5, 0.21875), (5, 1, 0.21875), (4, 4, 1), (2, 8, 0.109375)])
  func byHand(b: Int, c: Int, p: Double) {
    #expect(mcNemar(b: b, c: c) == p)
  }

  @Test(
    "Large counts neither overflow nor vanish: Python's exact fractions agree",
    arguments: [
      (480, 520, 0.21744829320414094),
      (900, 1100, 8.457089535503927e-06),
      (6900, 7140, 0.04368758508564764),
      (400, 1200, 8.736166340196402e-93),
    ])
  func large(b: Int, c: Int, p: Double) {
    #expect(abs(mcNemar(b: b, c: c) / p - 1) < 1e-12)
  }

  @Test("The further apart, the less likely")
  func monotone() {
    let values = (0...50).map { mcNemar(b: 50 - $0, c: 50 + $0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(mcNemar(b: 0, c: 100_000) == 0)
  }
}

@Suite("Sign-flip test")
struct SignFlipTests {
  @Test("By hand: three equal wins are one pattern of eight, or two in two tails; zeros say nothing")
  func byHand() {
    let test = SignFlip(differences: [1, 0, 1, 1, 0])
    #expect(test.isExact && test.greater == 0.125 && test.twoSided == 0.25)
    let mixed = SignFlip(differences: [2, -1])
    // Sums 3, 1, −1, −3: two are at least 1, all are at least as far out.
    #expect(mixed.greater == 0.5 && mixed.twoSided == 1)
  }

  @Test("Sums that differ by rounding count as equal")
  func rounding() {
    let test = SignFlip(differences: [0.1, 0.2, -0.3])
    #expect(test.twoSided == 1)
    #expect(test.greater == 0.625)
  }

  @Test("Nothing to flip is no evidence", arguments: [[], [0, 0]] as [[Double]])
  func nothing(differences: [Double]) {
    let test = SignFlip(differences: differences)
    #expect(test.isExact && test.twoSided == 1 && test.greater == 1)
  }

  @Test("±1 differences make McNemar's test", arguments: [(2, 8), (5, 5), (0, 6), (4, 12)])
  func likeMcNemar(b: Int, c: Int) {
    let differences = Array(repeating: -1.0, count: b) + Array(repeating: 1.0, count: c)
    #expect(agree(SignFlip(differences: differences).twoSided, mcNemar(b: b, c: c)))
  }

  @Test("Seventeen differences are sampled, and come near the enumerated figure")
  func sampled() {
    let differences = Array(repeating: -1.0, count: 5) + Array(repeating: 1.0, count: 12)
    let test = SignFlip(differences: differences)
    #expect(!test.isExact)
    #expect(abs(test.twoSided - mcNemar(b: 5, c: 12)) < 0.015)
    #expect(test == SignFlip(differences: differences))
    #expect(test != SignFlip(differences: differences, seed: 1))
    #expect(test == SignFlip(differences: differences, threads: 3))
  }

  @Test("A clear win over more prompts than a word has bits is as unlikely as can be counted")
  func clear() {
    let test = SignFlip(differences: Array(repeating: 0.5, count: 150))
    #expect(test.greater == 1e-4 && test.twoSided == 1e-4)
    let loss = SignFlip(differences: Array(repeating: -0.5, count: 150))
    #expect(loss.greater == 1 && loss.twoSided == 1e-4)
  }

  @Test("p-values of differences without a mean are uniform enough")
  func uniform() {
    var generator = SplitMix64(seed: 6)
    let below = (0..<400).count { _ in
      let differences = generator.uniform(40).map { $0 - 0.5 }
      return SignFlip(differences: differences, flips: 99, seed: generator.next()).twoSided <= 0.1
    }
    #expect((20...60).contains(below))
  }
}

@Suite("Paired p-value and sample size")
struct PairedComparisonTests {
  @Test("Fractional scores are tested by sign flips, 0/1 scores by McNemar's test")
  func tests() {
    #expect(pairedPValue([1, 1, 0, 1], [0, 0, 0, 1], seed: 0) == 0.5)
    // Differences ½, ½, ¼: of eight sign patterns two reach as far.
    #expect(pairedPValue([1, 0.5, 0.25], [0.5, 0, 0], seed: 0) == 0.25)
  }

  @Test("By hand: 7.849 · variance / gain² prompts show a gain in four of five samples")
  func sampleSizes() {
    // Differences ±: mean 0.1, variance (with n − 1) of 10 values, nine 0 and one 1: 0.1.
    let differences = [1.0] + [Double](repeating: 0, count: 9)
    #expect(sampleSize(toDetect: differences) == Int((7.848879734349087 * 0.1 / 0.01).rounded(.up)))
    #expect(
      sampleSize(toDetect: [0, 0]) == nil && sampleSize(toDetect: [-1, 0]) == nil && sampleSize(toDetect: [1]) == nil)
  }

  @Test("A gain too small for any number of prompts to show has no sample size")
  func tiny() {
    #expect(sampleSize(toDetect: [1, -1, 1e-15]) == nil)
  }
}
