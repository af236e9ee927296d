import PointsmanSupport
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  @Test("The first draws from seed 1234567 are the published ones")
  func publishedDraws() {
    var generator = SplitMix64(seed: 1_234_567)
    let draws = (0..<3).map { _ in generator.next() }
    #expect(draws == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test("Bounded draws stay below the bound and fall evenly", arguments: [1, 3, 10] as [UInt64])
  func boundedDraws(bound: UInt64) {
    var generator = SplitMix64(seed: 5)
    var counts = [Int](repeating: 0, count: Int(bound))
    for _ in 0..<30_000 { counts[Int(generator.next(below: bound))] += 1 }
    let expected = 30_000 / Double(bound)
    #expect(counts.allSatisfy { abs(Double($0) - expected) < 5 * expected.squareRoot() })
  }

  @Test("A bound of three quarters of the range favours no half of it")
  func unbiased() {
    var generator = SplitMix64(seed: 6)
    let bound: UInt64 = 3 << 62
    let low = (0..<30_000).count { _ in generator.next(below: bound) < bound / 2 }
    #expect(abs(low - 15_000) < 450)
  }

  @Test("A shuffle is a permutation, the same for the same seed, and every place is as likely")
  func shuffle() {
    var (first, second) = (SplitMix64(seed: 7), SplitMix64(seed: 7))
    let shuffled = first.shuffled(Array(0..<50))
    #expect(
      shuffled == second.shuffled(Array(0..<50)) && shuffled.sorted() == Array(0..<50) && shuffled != Array(0..<50))
    // 6,000 shuffles of three: each element is first in about a third, give or take five standard errors.
    var counts = [0, 0, 0]
    for _ in 0..<6000 { counts[first.shuffled([0, 1, 2])[0]] += 1 }
    #expect(counts.allSatisfy { abs($0 - 2000) < 185 })
  }

  @Test("To skip draws is to draw them")
  func skips() {
    var (drawing, skipping) = (SplitMix64(seed: 8), SplitMix64(seed: 8))
    for _ in 0..<37 { _ = drawing.next() }
    skipping.skip(37)
    #expect(drawing.next() == skipping.next())
  }

  @Test("A draw below 0 traps")
  func noBound() async {
    await #expect(processExitsWith: .failure) {
      var generator = SplitMix64(seed: 1)
      _ = generator.next(below: 0)
    }
  }
}
