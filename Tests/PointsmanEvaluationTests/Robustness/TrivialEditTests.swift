import Pointsman
import Testing

@testable import PointsmanEvaluation

@Suite("Trivial edits")
struct TrivialEditTests {
  @Test(
    "By hand",
    arguments: [
      (TrivialEdit.lowerCase, "Fix Über.swift!", "fix über.swift!"), (.upperCaseInitial, "über x", "Über x"),
      (.trailingSpace, "a", "a "), (.trailingNewline, "a", "a\n"), (.please, "fix it", "please fix it"),
      (.withoutFinalMarks, "why. oh why?!…", "why. oh why"),
    ])
  func byHand(edit: TrivialEdit, text: String, expected: String) {
    #expect(edit.applied(to: Prompt(text)) == Prompt(expected))
  }

  @Test(
    "Nil where there is nothing to change, or nothing would be left",
    arguments: [
      (TrivialEdit.lowerCase, "fix it"), (.upperCaseInitial, "Fix it"), (.upperCaseInitial, "{ }"),
      (.please, "Please fix it"), (.withoutFinalMarks, "fix it"), (.withoutFinalMarks, "?!"),
    ])
  func unchanged(edit: TrivialEdit, text: String) { #expect(edit.applied(to: Prompt(text)) == nil) }

  @Test("Only the last turn of a conversation is edited", arguments: TrivialEdit.allCases)
  func lastTurn(edit: TrivialEdit) throws {
    let turns = ["which One?", "This One.", "why That one?"].enumerated().map {
      Message(role: $0 == 1 ? .assistant : .user, content: $1)
    }
    let conversation = try #require(Prompt(messages: turns))
    let edited = try #require(edit.applied(to: conversation))
    #expect(Array(edited.messages.dropLast()) == Array(turns.dropLast()))
    #expect(edited.messages.last != turns.last && edited.messages.last?.role == .user)
  }
}
