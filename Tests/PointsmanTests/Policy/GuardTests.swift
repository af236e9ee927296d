import Testing

@testable import Pointsman

@Suite("Reliability and domain check")
struct GuardTests {
  @Test("A bin's calibration error holds its bias and what its size leaves open, as written out by hand")
  func reliability() throws {
    // Four prompts at 0.2, one of them solved; four at 0.8, all solved.
    let probabilities = [0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8]
    let scores: [Double] = [1, 1, 0, 1, 0, 1, 0, 1]
    let reliability = try #require(Reliability(probabilities: probabilities, scores: scores, bins: 2))
    #expect(reliability.edges == [0.5])
    let low = (0.05 * 0.05 + (0.8 * 0.8 + 3 * 0.2 * 0.2) / 4 / 4).squareRoot()
    let high = (0.2 * 0.2 + 0.2 * 0.2 / 4).squareRoot()
    #expect(abs(reliability.calibrationError(of: 0.1) - low) < 1e-12)
    #expect(abs(reliability.calibrationError(of: 0.9) - high) < 1e-12)
  }

  @Test("Prompts of one probability share a bin, and bins that this empties are left out")
  func ties() throws {
    let reliability = try #require(Reliability(probabilities: [0.5, 0.5, 0.5, 0.7], scores: [0, 1, 0, 1], bins: 4))
    #expect(reliability.edges.count == 1 && abs(reliability.edges[0] - 0.6) < 1e-12)
    #expect(Reliability(probabilities: [], scores: []) == nil)
  }

  @Test("Errors shrink as prompts grow in number where probabilities are right")
  func shrinks() throws {
    let p = [0.5, 0.5, 0.5, 0.5]
    let few = try #require(Reliability(probabilities: p, scores: [0, 1, 0, 1]))
    let many = try #require(
      Reliability(
        probabilities: (0..<100).flatMap { _ in p }, scores: (0..<100).flatMap { _ in [0, 1, 0, 1] as [Double] }))
    #expect(abs(many.calibrationError(of: 0.5) - few.calibrationError(of: 0.5) / 10) < 1e-12)
  }

  @Test("The guard names what lies beyond its bound, and is silent within it")
  func bounds() {
    let domainCheck = DomainCheck(unseenNGramShareBound: 0.4, featureDistanceBound: 2)
    #expect(domainCheck.violation(by: .init(unseenNGramShare: 0.4, featureDistance: 2)) == nil)
    #expect(domainCheck.violation(by: .init(unseenNGramShare: 0.55, featureDistance: 0))?.contains("55 %") ?? false)
    #expect(domainCheck.violation(by: .init(unseenNGramShare: nil, featureDistance: 2.1))?.contains("form") ?? false)
    #expect(
      DomainCheck(unseenNGramShareBound: nil, featureDistanceBound: nil).violation(
        by: .init(unseenNGramShare: 1, featureDistance: 9)) == nil)
  }

  @Test("Novelty is the share of weight in buckets that no prompt filled; a training prompt's own do not count")
  func unseenNGramShare() throws {
    let specification = try #require(LexicalSpecification(bitsPerFamily: 8))
    // Of nine prompts, bucket 0 is in all, 1 in one, 2 in none.
    let documents = [9, 1, 0] + [Int](repeating: 0, count: specification.buckets - 3)
    let idf = documents.map { TermFrequency.inverseDocumentFrequency(documents: $0, total: 9) }
    let heads = LexicalHead(
      specification: specification, inverseDocumentFrequencies: idf,
      weights: [Float](repeating: 0, count: specification.buckets), models: 1)
    func share(_ buckets: [Int], of all: [Int]) -> Double {
      Double(buckets.reduce(0) { $0 + idf[$1] } / all.reduce(0) { $0 + idf[$1] })
    }
    #expect(abs(heads.unseenNGramShare(of: [0, 1, 2] as [UInt32], rows: 9) - share([2], of: [0, 1, 2])) < 1e-3)
    #expect(
      abs(heads.unseenNGramShare(of: [0, 1, 2] as [UInt32], rows: 9, itself: true) - share([1, 2], of: [0, 1, 2]))
        < 1e-3)
    #expect(heads.unseenNGramShare(of: [] as [UInt32], rows: 9) == 0)
    // Buckets of characters do not count.
    #expect(heads.unseenNGramShare(of: [0, 300] as [UInt32], rows: 9) == 0)
  }

  @Test("The domain check reads the window of a long prompt, as training and the logits do")
  func window() throws {
    // Fewer training prompts than the weights suppose, so that some words count as unseen.
    let router = try SmallRouter.full().with { $0.training.rows = 1 }
    let middle = (0..<20_000).map { "word\($0)" }.joined(separator: " ")
    let ends = String(repeating: "write tests ", count: Prompt.window / 20)
    let prompt = Prompt(ends + middle + " " + ends)
    let (long, short) = (prompt, Prompt(prompt.routedText))
    #expect(prompt.userText.utf8.count > 2 * Prompt.window && short.userText.utf8.count <= Prompt.window + 1)
    let share = try #require(router.distanceFromTraining(of: long).unseenNGramShare)
    #expect(share == router.distanceFromTraining(of: short).unseenNGramShare)
    #expect(share != router.distanceFromTraining(of: Prompt(middle)).unseenNGramShare)
  }

  @Test("Memory that is kept from prompt to prompt does not grow beyond the window's")
  func keptMemory() throws {
    let router = try SmallRouter.full()
    func kept(after prompt: Prompt) throws -> Int {
      _ = try router.probabilities(for: prompt)
      _ = router.distanceFromTraining(of: prompt)
      let scratch = try #require(router.pool.take())
      defer { router.pool.give(scratch) }
      return heldBytes(scratch)
    }
    // The window's text twice over, so that every list is as long as it can become.
    let words = String(repeating: "a1 ", count: Prompt.window / 3)
    let atWindow = try kept(after: Prompt(words))
    #expect(atWindow > Prompt.window)
    #expect(try kept(after: Prompt(String(repeating: words, count: 40))) <= 2 * atWindow)
  }

  @Test(
    "Weights count in shares, bias and variance; the size of a bin is Kish's effective number; alike, they change nothing"
  )
  func weightedReliability() throws {
    let (probabilities, scores) = ([0.2, 0.2, 0.8, 0.8], [1.0, 0, 1, 0])
    let weighted = try #require(
      Reliability(probabilities: probabilities, scores: scores, weights: [1, 3, 2, 2], bins: 2))
    // Residuals 0.8 and -0.2 by 1 and 3: bias 0.05, mean square 0.19, effective number 16 / 10.
    #expect(abs(weighted.calibrationErrors[0] - (0.05 * 0.05 + 0.19 * 10 / 16).squareRoot()) < 1e-12)
    #expect(weighted.shares == [0.5, 0.5] && weighted.edges == [0.5])
    #expect(
      Reliability(probabilities: probabilities, scores: scores, weights: [7, 7, 7, 7])
        == Reliability(probabilities: probabilities, scores: scores))
    let uneven = (0..<50).map { 1e-9 + Double($0 % 7) * 1e7 }
    let many = try #require(
      Reliability(probabilities: uneven.map { $0 / 1e8 }, scores: uneven.map { _ in 1 }, weights: uneven))
    #expect(abs(many.shares.reduce(0, +) - 1) < 1e-9)
  }
}

/// The bytes of all arrays within `value`.
private func heldBytes(_ value: Any) -> Int {
  if let array = value as? any HeldArray { return array.heldBytes }
  return Mirror(reflecting: value).children.reduce(0) { $0 + heldBytes($1.value) }
}

private protocol HeldArray { var heldBytes: Int { get } }

extension Array: HeldArray {
  fileprivate var heldBytes: Int { capacity * MemoryLayout<Element>.stride }
}
