import Testing

@testable import Pointsman

@Suite("Prompt.window")
struct PromptWindowTests {
  @Test("Up to the window all of a prompt is read")
  func whole() {
    let text = String(repeating: "ab ", count: Prompt.window / 3)
    #expect(Prompt(text).routedText == text)
    let turns = ["one", "two ü", "three"].map { Message(role: .user, content: $0) }
    let prompt = Prompt(messages: turns + [Message(role: .assistant, content: "no")])!
    #expect(prompt.routedText == prompt.userText)
    let system = Prompt(messages: [.init(role: .system, content: "a"), .init(role: .assistant, content: "b")])!
    #expect(system.routedText == system.userText)
  }

  @Test("Of a longer prompt the first half of the window is read, and the last", arguments: [1, 2, 3, 4])
  func halves(length: Int) throws {
    let character = ["a", "ü", "漢", "🦀"][length - 1]
    // One byte before, so that the cuts fall within characters.
    let text = "x" + String(repeating: character, count: Prompt.window / length + 1)
    #expect(text.utf8.count > Prompt.window)
    let read = Prompt(text).routedText.split(separator: "\n")
    try #require(read.count == 2)
    #expect(text.hasPrefix(read[0]) && text.hasSuffix(read[1]))
    #expect(read.allSatisfy { (Prompt.window / 2 - 3...Prompt.window / 2).contains($0.utf8.count) })
  }

  @Test("A conversation is cut as its text is")
  func conversation() {
    let half = String(repeating: "ab cd\n", count: Prompt.window / 9)
    let turns = [half, "middle", half, "last"].map { Message(role: .user, content: $0) }
    let prompt = Prompt(messages: turns)!
    #expect(prompt.routedText == Prompt(prompt.userText).routedText)
    #expect(prompt.routedText.utf8.count <= Prompt.window + 1)
  }

  @Test("A byte past the window moves no probability by a hundredth")
  func noCliff() throws {
    let router = try SmallRouter.full()
    let text = String(String(repeating: "Write a test for the function. ", count: 3000).prefix(Prompt.window))
    let (at, past) = (try router.probabilities(for: Prompt(text)), try router.probabilities(for: Prompt(text + ".")))
    #expect(zip(at, past).allSatisfy { abs($0 - $1) < 0.01 })
  }
}
