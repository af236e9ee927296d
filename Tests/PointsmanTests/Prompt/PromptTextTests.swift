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

@Suite("What agents write into the user's turns")
struct BoilerplateTests {
  private func user(_ turns: String...) -> Prompt {
    Prompt(messages: turns.map { Message(role: .user, content: $0) })!
  }

  @Test("Of a session with Codex the request is routed on, and the whole length counted")
  func codex() throws {
    let surroundings = """
      <environment_context>
        <cwd>/srv/shop</cwd>
        <approval_policy>on-request</approval_policy>
        <shell>zsh</shell>
      </environment_context>
      """
    let rules = """
      # AGENTS.md instructions for /srv/shop

      <INSTRUCTIONS>
      Run `make check` before you finish. Never touch `vendor/`.
      </INSTRUCTIONS>
      """
    let request = "The basket shows the wrong total since Monday. Find out why."
    let session = user(rules + surroundings, request)
    #expect(session.userText == request && session.lastUserTurn == request && session.routedText == request)
    let (long, short) = (StructuralFeatures.values(of: session), StructuralFeatures.values(of: Prompt(request)))
    let whole = try #require(StructuralFeatures.names.firstIndex(of: "earlier conversation"))
    #expect(long[whole] > short[whole])
    #expect(session.messages.count == 2 && session.messages[0].content == rules + surroundings)
  }

  @Test("Of a session with Claude Code every word of the user is left, reminders and output are not")
  func claudeCode() {
    let session = Prompt(messages: [
      .init(role: .system, content: "You are an agent that works in a terminal."),
      .init(
        role: .user,
        content: "<system-reminder>\nThe file notes.md may be of use.\n</system-reminder>\n\nRename tmp to total in "
          + "basket.swift\n<system-reminder>Your list of things to do is empty.</system-reminder>\n"),
      .init(role: .assistant, content: "Done."),
      .init(role: .user, content: "<local-command-stdout>\nok, 12 tests\n</local-command-stdout>"),
      .init(role: .user, content: ""),
      .init(role: .assistant, content: "All green."),
      .init(role: .user, content: "Now explain what it did"),
      .init(role: .user, content: "<system-reminder>It is late.</system-reminder>"),
    ])!
    #expect(session.userText == "Rename tmp to total in basket.swift\n\nNow explain what it did")
    #expect(session.lastUserTurn == "Now explain what it did")
  }

  @Test("Cline's details go, its task's text stays, and so do the files that the user named")
  func cline() {
    let prompt = Prompt(
      """
      <task>
      Add a null check to parse_config
      </task>

      <file_content path="config.py">
      def parse_config(path): ...
      </file_content>

      <environment_details>
      # VSCode Visible Files
      config.py

      # Current Mode
      ACT MODE
      </environment_details>
      """)
    #expect(
      prompt.userText
        == "<task>\nAdd a null check to parse_config\n</task>\n\n<file_content path=\"config.py\">\n"
        + "def parse_config(path): ...\n</file_content>")
  }

  @Test(
    "What only looks like a block stays to the last byte",
    arguments: [
      // Within a line, as when someone asks about it.
      "What does <system-reminder>x</system-reminder> mean?",
      // Not closed; closed by another name; with attributes.
      "<environment_context>\nfor ever", "<system-reminder>\n</system_reminder>\n",
      "<system-reminder level=\"2\">x</system-reminder>",
      // Pasted as code.
      "Why is this in my log?\n```xml\n<environment_details>\n# Mode\n</environment_details>\n```\n",
      // Names that people use.
      "<context>\nWe sell shoes.\n</context>\n<instructions>\nWrite a slogan.\n</instructions>",
      "  leading space, a < b, trailing line\n", "# AGENTS.md instructions are what?", "<", "", " \n",
    ])
  func ordinary(text: String) {
    #expect(Prompt(text).userText == text && Prompt(text).lastUserTurn == text)
    #expect(Boilerplate.stripped(from: text) == nil)
  }

  @Test("Where nothing else is said the blocks are what is routed on")
  func onlyBlocks() {
    let reminder = "<system-reminder>Answer in French.</system-reminder>"
    #expect(user(reminder).userText == reminder && !user(reminder).isBlank)
    #expect(user(reminder, " ").userText == reminder + "\n\n ")
    #expect(user("", " ").isBlank)
  }

  @Test("Lines that end as on Windows, several blocks in a row, text right behind a block")
  func edges() {
    let text =
      "one\r\n<system-reminder>\r\nx\r\n</system-reminder>\r\n<turn_aborted>y</turn_aborted>\t\r\ntwo\r\n<bash-stdout>z</bash-stdout> three"
    #expect(Prompt(text).userText == "one\r\ntwo\r\n three")
  }

  @Test("A block is found wherever it begins", arguments: 0..<20)
  func places(before: Int) {
    let ahead = String(repeating: "ü", count: before / 2) + String(repeating: "x", count: before % 2)
    let text = ahead + (before == 0 ? "" : "\n") + "<turn_aborted>y</turn_aborted>"
    #expect(Boilerplate.stripped(from: text) == ahead)
  }

  @Test("A fence that a block holds opens no fence outside of it")
  func fences() {
    #expect(
      Prompt("<system-reminder>\n```\n</system-reminder>\nask\n<system-reminder>\n</system-reminder>").userText == "ask"
    )
  }

  @Test("Many openings without an end take no longer than one look for each name", .tags(.slow))
  func openings() {
    let text = String(repeating: "<system-reminder>\n<environment_context>\n", count: 50_000)
    #expect(Boilerplate.stripped(from: text) == nil)
  }

  /// The repository's own prompts and, where they are at hand, public ones of other projects.
  private static let files: [String] = {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    let shared = ["livecodebench_gen_train", "exercism_codewhisper", "leetcode_drift"].map {
      "../shared/data/\($0).jsonl"
    }
    return (["Data/coding-assistants.jsonl"] + shared).map { "\(root)/\($0)" }
  }()

  @Test("Prompts that no agent wrote into are what they were, byte for byte", arguments: files)
  func untouched(file: String) throws {
    guard let bytes = try? FileReader.contents(of: file) else {
      return #expect(file.contains("/shared/"), "the repository's data set is not there")
    }
    let prompts = try bytes.split(separator: UInt8(ascii: "\n")).map { try PromptReader.line(Array($0)).prompt }
    #expect(!prompts.isEmpty)
    for prompt in prompts {
      let turns = prompt.messages.filter { $0.role == .user }
      #expect(
        prompt.userText == turns.map(\.content).joined(separator: "\n\n") && prompt.lastUserTurn == turns.last?.content)
    }
  }
}
