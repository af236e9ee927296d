import Foundation
import Testing

@testable import Pointsman

@Suite("ContextHead")
struct ContextHeadTests {
  private func corrected(_ probabilities: [Double], _ tags: [String: String]) -> [Double] {
    var probabilities = probabilities
    TaggedRouter.context().correct(&probabilities, for: Prompt("p", tags: tags))
    return probabilities
  }

  @Test(
    "Without tags, or with unseen keys and values alone, not a bit of a probability changes",
    arguments: [[:], ["action": "deploy"], ["tool": "fix"], ["language": "", "action": "Fix"]])
  func fallback(tags: [String: String]) throws {
    let probabilities = [0.1 + 0.2, 1e-12, 1]
    #expect(corrected(probabilities, tags).map(\.bitPattern) == probabilities.map(\.bitPattern))
    let (with, without) = (try TaggedRouter.full(), try withoutContext())
    let prompt = TaggedRouter.prompt(tags: tags)
    #expect(try with.probabilities(for: prompt) == without.probabilities(for: TaggedRouter.prompt()))
  }

  @Test("A known tag gives slope · log odds + intercept + weight, key after key")
  func formula() {
    let odds = { (p: Double) in log(p / (1 - p)) }
    let sigma = { (z: Double) in 1 / (1 + exp(-z)) }
    let fixed = corrected([0.3, 0.6, 0.9], ["action": "fix"])
    let expected = [sigma(odds(0.3) + 0.5), sigma(0.5 * odds(0.6) + 0.25 - 1), sigma(-0.5 + 2)]
    for (a, b) in zip(fixed, expected) { #expect(abs(a - b) < 1e-12) }
    let both = corrected([0.3, 0.6, 0.9], ["action": "fix", "language": "swift"])
    #expect(both[0].bitPattern == fixed[0].bitPattern)
    #expect(abs(both[1] - sigma(odds(fixed[1]) + 0.75)) < 1e-12)
  }

  @Test("A probability of 0 or 1 stays finite under any tag")
  func extremes() {
    for p in corrected([0, 1, 0], ["action": "fix", "language": "swift"]) { #expect(p > 0 && p < 1) }
  }

  @Test("Wrong shapes, disorder, and numbers out of range make no block")
  func hostile() {
    func heads(
      _ tags: [PromptTag] = TaggedRouter.tags, slopes: [Float] = [1, 1], intercepts: [Float] = [0, 0],
      weights: [Float] = [0, 0, 0]
    ) -> ContextHead? {
      ContextHead(tags: tags, models: 1, slopes: slopes, intercepts: intercepts, weights: weights)
    }
    #expect(heads() != nil)
    #expect(heads(TaggedRouter.tags.reversed()) == nil)
    #expect(heads([PromptTag("a", "b"), PromptTag("a", "b"), PromptTag("c", "d")]) == nil)
    for slopes: [Float] in [[1], [1, -0.1], [1, 1.5], [.nan, 1]] { #expect(heads(slopes: slopes) == nil) }
    #expect(heads(intercepts: [0]) == nil && heads(intercepts: [0, .infinity]) == nil)
    #expect(heads(weights: [0, 0]) == nil && heads(weights: [0, .nan, 0]) == nil)
  }

  private func withoutContext() throws -> Router {
    try Router(
      manifest: TaggedRouter.manifest(), heads: .init([TaggedRouter.vectors()], intercepts: [0.5, -0.25, 0]))
  }
}
