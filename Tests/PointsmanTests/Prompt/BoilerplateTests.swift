import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanSupport

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

  /// A session of an agent in its published shape, in words of this project's.
  struct Session: Sendable, CustomTestStringConvertible {
    let agent: String
    let request: String
    let prompt: Prompt
    var testDescription: String { "\(agent): \(request)" }

    static func all() throws -> [Session] {
      try Golden.lines("agents.jsonl").map { line in
        let json = try JSONValue(parsing: line)
        return Session(
          agent: try #require(json["agent"]?.string), request: try #require(json["request"]?.string),
          prompt: try PromptReader.line(line).prompt)
      }
    }
  }

  @Test("Of today's agents' sessions the request is left, word for word")
  func sessions() throws {
    let sessions = try Session.all()
    #expect(Set(sessions.map(\.agent)) == ["aider", "claude-code", "cline", "codex", "copilot", "cursor"])
    for session in sessions {
      #expect(session.prompt.routedText == session.request, "\(session)")
      #expect(session.prompt.lastUserTurn == session.request, "\(session)")
    }
  }

  @Test(
    "Tags around the user's words go, and the words stay",
    arguments: [
      ("<user_query>\nsort it\n</user_query>", "sort it"),
      ("<userRequest>\r\nsort it\r\n</userRequest>\r\n", "sort it"),
      (
        "<command-message>fix</command-message>\n<command-name>/fix</command-name>\n<command-args>450</command-args>",
        "450</command-args>"
      ),
      ("<command-name>/clear</command-name>\n<command-args></command-args>\nsort it", "sort it"),
      (
        "<command-name>/m</command-name>\n            <command-message>m</command-message>\n<command-args></command-args>",
        ""
      ),
      ("<command-name>/clear</command-name>\nsort it", "sort it"),
      ("<user_query>\n```\n</user_query>\n```\n</user_query>", "```\n</user_query>\n```"),
    ])
  func tags(text: String, said: String) { #expect(Boilerplate.stripped(from: text) == said) }

  @Test("A block without a closing mark goes on to the end of the turn, and no further")
  func toTheEnd() {
    let rules = "# *SEARCH/REPLACE block* Rules:\n\n```\n<<<<<<< SEARCH\n```\nmore"
    #expect(
      user("Sort the names.\n\n" + rules, "Rename tmp to total").userText == "Sort the names.\n\nRename tmp to total")
    #expect(Boilerplate.stripped(from: rules) == "")
  }

  @Test(
    "Words that only resemble an agent's stay",
    arguments: [
      "<rules>\nNo recursion.\n</rules>\nSort it.", "<context>\nWe sell shoes.\n</context>\nWrite a slogan.",
      "<user_info>\nAge: 7\n</user_info>", "<git_status>\nclean\n</git_status>",
      "# Context from my IDE setup:\nIt is slow.",
      "# Rules:\nNone.", "I have added these files to the chat", "[Request interrupted by user",
    ])
  func resembling(text: String) { #expect(Boilerplate.stripped(from: text) == nil) }
}
