import PointsmanSupport
import Testing

@testable import PointsmanEvaluation

@Suite("Half-random sample of prompts to label")
struct LabelSampleTests {
  @Test("Half are drawn at random, and the others are the most uncertain that were not drawn")
  func halves() {
    let sample = LabelSample(7, of: 40, seed: 3)
    #expect(sample.random.count == 4 && sample.uncertain.count == 3)
    let others = (0..<40).filter { !sample.random.contains($0) }
    #expect(sample.uncertain == Array(others.prefix(3)))
    #expect(LabelSample(7, of: 40, seed: 3).random == sample.random)
    #expect(LabelSample(7, of: 40, seed: 4).random != sample.random)
  }

  @Test("Inclusion probabilities are the shares of draws, and sum to the size of the sample")
  func probabilities() {
    let (count, candidates, draws) = (9, 25, 4_000)
    var times = [Int](repeating: 0, count: candidates)
    for seed in 0..<draws {
      let sample = LabelSample(count, of: candidates, seed: UInt64(seed))
      for rank in sample.random + sample.uncertain { times[rank] += 1 }
    }
    let sample = LabelSample(count, of: candidates, seed: 0)
    let expected = (0..<candidates).map(sample.probability)
    #expect(agree(expected.reduce(0, +), Double(count)))
    // The most uncertain are always in, those far down by the random draw alone.
    #expect(expected.prefix(4).allSatisfy { $0 == 1 } && agree(expected[20], 5 / 25.0))
    for rank in 0..<candidates {
      let share = Double(times[rank]) / Double(draws)
      let error = (expected[rank] * (1 - expected[rank]) / Double(draws)).squareRoot()
      #expect(abs(share - expected[rank]) <= 4 * error + 1e-12, "rank \(rank)")
    }
  }

  @Test(
    "A sample of all, of one, or of none has its probabilities",
    arguments: [(10, 10), (30, 10), (1, 5), (0, 5), (3, 0)])
  func edges(count: Int, candidates: Int) {
    let sample = LabelSample(count, of: candidates, seed: 1)
    let taken = min(count, candidates)
    #expect(sample.random.count + sample.uncertain.count == taken)
    let sum = (0..<candidates).reduce(0) { $0 + sample.probability(rank: $1) }
    #expect(agree(sum, Double(taken)))
  }

  @Test("A large sample takes no time")
  func large() {
    let sample = LabelSample(20_000, of: 50_000, seed: 1)
    let sum = (0..<50_000).reduce(0) { $0 + sample.probability(rank: $1) }
    #expect(abs(sum - 20_000) < 1e-6)
  }
}
