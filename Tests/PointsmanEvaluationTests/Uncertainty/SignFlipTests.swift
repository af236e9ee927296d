import PointsmanOutcomes
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

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
