import Testing

@testable import Pointsman

@Suite("Router on several threads")
struct RouterConcurrencyTests {
  @Test("Every task reads the same probabilities, whatever prompts the others route")
  func concurrent() async throws {
    let router = try SmallRouter.full()
    let prompts = (0..<40).map { Prompt(String(repeating: "word \($0) ", count: 1 + $0 * 13 % 40)) }
    let expected = try prompts.map { try router.probabilities(for: $0) }
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          prompts.indices.allSatisfy { k in
            let index = (k + task * 5) % prompts.count
            return (try? router.probabilities(for: prompts[index])) == expected[index]
          }
        }
      }
      for await agrees in group { #expect(agrees) }
    }
  }
}
