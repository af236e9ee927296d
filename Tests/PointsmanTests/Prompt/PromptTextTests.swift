import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanSupport

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

  @Test("A conversation is cut as the text of its last turns is")
  func conversation() {
    let long = String(repeating: "ab cd\n", count: Prompt.window / 3)
    let turns = ["first", long, "yes", "last"].map { Message(role: .user, content: $0) }
    let prompt = Prompt(messages: turns)!
    #expect(prompt.routedText == Prompt(turns[1...].map(\.content).joined(separator: "\n\n")).routedText)
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

@Suite("Prompt.routedText")
struct RoutedTextTests {
  private static let easy = "Rename the variable tmp to total in this function"
  private static let hard = "Checkout hangs sometimes since Monday, no idea where to look"

  private func text(_ turns: [String]) -> String {
    Prompt(
      messages: turns.flatMap { [Message(role: .user, content: $0), Message(role: .assistant, content: "Done.")] })!
      .routedText
  }

  @Test(
    "A full request is read alone, whatever twenty turns before it say",
    arguments: [
      easy, hard, "请解释这段代码的作用并指出安全问题", "Rename tmp to total", "What is the capital of France?",
      "Remove the unused variable", "Prove Fermat's last theorem", "Add a docstring to parse",
    ])
  func alone(request: String) {
    for before in [Self.easy, Self.hard, "yes"] {
      #expect(text([String](repeating: before, count: 20) + [request]) == request)
    }
  }

  @Test(
    "A short turn is read with the request that it answers, and so are several",
    arguments: [
      "yes", "go on", "ja, bitte", "好的", "?", "Yes, please go on with it.", "sounds good to me", "ok, do that then",
      "ja, mach bitte weiter", "now the same for the parser", "oui, continue", "And in Python?", "Why?",
    ])
  func short(answer: String) {
    let easy = [String](repeating: Self.easy, count: 20)
    #expect(text(easy + [Self.hard, answer]) == Self.hard + "\n\n" + answer)
    #expect(text(easy + [Self.hard, answer, answer]) == [Self.hard, answer, answer].joined(separator: "\n\n"))
    #expect(text([answer]) == answer && text([answer, answer]) == answer + "\n\n" + answer)
  }

  @Test("Bytes count that are not white space: 28 make any turn a request, fewer than 12 none")
  func bound() {
    let (enough, short) = (String(repeating: "a", count: 28), String(repeating: "ü", count: 13) + "a")
    #expect(text(["before", enough]) == enough && text(["before", short]) == "before\n\n" + short)
    let spaced = "yes" + String(repeating: " \t\n", count: 40)
    #expect(text(["before", spaced]) == "before\n\n" + spaced)
    #expect(
      text(["before", "sort list b"]) == "before\n\nsort list b"
        && text(["before", "sort list bcde"]) == "sort list bcde")
  }

  @Test(
    "A single turn is read as it is, however short; what agents write does not count",
    arguments: ["", " ", "yes", hard])
  func single(turn: String) {
    #expect(Prompt(turn).routedText == turn)
    let reminder = "<system-reminder>\n" + Self.easy + "\n</system-reminder>\nyes"
    #expect(text([Self.hard, reminder]) == Self.hard + "\n\nyes")
  }

  @Test(
    "Probabilities after twenty other exchanges are those of the request alone but for the length of the conversation")
  func probabilities() throws {
    let router = try SmallRouter.full()
    let (lexical, semantic) = (
      try #require(router.heads[LexicalHead.self]), try #require(router.heads[SemanticHead.self])
    )
    let flat = try Router(
      manifest: router.manifest, heads: RouterHeads([lexical, semantic], intercepts: [0.5, -0.25, 0]))
    for (before, request) in [(Self.easy, Self.hard), (Self.hard, Self.easy)] {
      let messages = ([String](repeating: before, count: 20) + [request]).map { Message(role: .user, content: $0) }
      let conversation = try #require(Prompt(messages: messages))
      #expect(try flat.probabilities(for: conversation) == flat.probabilities(for: Prompt(request)))
      #expect(
        flat.distanceFromTraining(of: conversation).unseenNGramShare
          == flat.distanceFromTraining(of: Prompt(request)).unseenNGramShare)
    }
  }
}
