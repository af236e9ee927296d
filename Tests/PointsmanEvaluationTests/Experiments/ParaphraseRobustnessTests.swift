import Pointsman
import Testing

@testable import Pointsman
@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Paraphrase robustness")
struct ParaphraseRobustnessTests {
  /// Sends prompts that meet `condition` to "b", with a probability of 3/4 for the chosen model.
  private func routing(to condition: @escaping (String) -> Bool) -> (Prompt) -> Decision {
    { prompt in
      let isB = condition(prompt.lastUserTurn)
      return Decision(
        model: isB ? "b" : "a", probabilities: isB ? [0.25, 0.75] : [0.75, 0.25], calibrationErrors: [nil, nil],
        costs: [nil, nil], latencies: [nil, nil], isPermitted: [true, true], margin: 0.5, marginError: nil,
        expectedCost: nil, rule: .objective,
        reason: "invented")
    }
  }

  private let pairs = [
    ParaphrasePair(id: "1", prompt: Prompt("Sort it."), paraphrase: Prompt("please sort")),
    ParaphrasePair(id: "2", prompt: Prompt("why so slow"), paraphrase: Prompt("It is slow, why?")),
    ParaphrasePair(id: "3", prompt: Prompt("please test it"), paraphrase: Prompt("needs a test")),
    ParaphrasePair(id: "4", prompt: Prompt("name it x"), paraphrase: Prompt("call it x")),
  ]

  @Test("By hand: a router that goes by \"please\" flips 2 of 4 pairs, and every prompt that lacks it")
  func byHand() throws {
    let robustness = ParaphraseRobustness(pairs, models: ["a", "b"], deciding: routing { $0.contains("please") })
    func counts(_ rate: FlipRate?) -> [Int] { rate.map { [$0.flips, $0.comparisons] } ?? [] }
    #expect(counts(robustness.paraphrase) == [2, 4] && robustness.paraphrase.share == 0.5)
    let rates = Dictionary(uniqueKeysWithValues: robustness.edits.map { ($0.edit, $0.rate) })
    #expect(counts(rates[.please]) == [3, 3])
    #expect(counts(rates[.lowerCase]) == [0, 1])
    #expect(counts(rates[.upperCaseInitial]) == [1, 3])  // "Please test it"
    #expect(counts(rates[.trailingNewline]) == [0, 4])
    #expect(counts(rates[.withoutFinalMarks]) == [0, 1])
    // Of ±ln 3 for each model: prompts −, −, +, − have a variance of 3/4 ln² 3; changes 2, 0, −2, 0 of 2 ln² 3.
    let expected = (2 / 0.75).squareRoot()
    #expect(abs((robustness.paraphrase.logitChange ?? 0) - expected) < 1e-9)
    #expect(rates[.trailingNewline]?.logitChange == 0)
    #expect(robustness.flips.prefix(2).map(\.id) == ["1", "3"])
    #expect(robustness.flips.prefix(2).allSatisfy { $0.edit == nil })
    let first = try #require(robustness.flips.first)
    #expect(first.before.model == "a" && first.after.model == "b" && first.changed == pairs[0].paraphrase)
    #expect(robustness.flips.count == 2 + 3 + 1)
  }

  @Test("A router that decides alike for all never flips; one that knows the prompts to the letter always does")
  func extremes() {
    let constant = ParaphraseRobustness(pairs, models: ["a", "b"], deciding: routing { _ in true })
    #expect(constant.flips.isEmpty && constant.edits.allSatisfy { $0.rate.flips == 0 })
    #expect(constant.paraphrase.logitChange == nil)
    let sensitive = ParaphraseRobustness(
      pairs, models: ["a", "b"], deciding: routing { text in pairs.contains { $0.prompt.lastUserTurn == text } })
    #expect(sensitive.paraphrase.share == 1 && sensitive.edits.allSatisfy { $0.rate.flips == $0.rate.comparisons })
  }

  @Test("The two sides of a pair may be swapped")
  func symmetry() {
    let swapped = pairs.map { ParaphrasePair(id: $0.id, prompt: $0.paraphrase, paraphrase: $0.prompt) }
    for letter in "abcdefghijklmnopqrstuvwxyz" {
      let decide = routing { $0.contains(letter) }
      #expect(
        ParaphraseRobustness(pairs, models: ["a", "b"], deciding: decide).paraphrase.flips
          == ParaphraseRobustness(swapped, models: ["a", "b"], deciding: decide).paraphrase.flips)
    }
  }

  @Test("Text and JSON tell rates, intervals, and each flip with both probabilities")
  func report() {
    let robustness = ParaphraseRobustness(
      Array(pairs.prefix(1)), models: ["a", "b"], deciding: routing { $0.contains("please") })
    #expect(robustness.text.contains("paraphrase                   1   1  100.0  [20.7, 100.0]"), "\(robustness.text)")
    #expect(
      robustness.text.contains("1, paraphrase: a → b\n  a 0.750, b 0.250: \"Sort it.\"\n  a 0.250, b 0.750: \"please"))
    let json = robustness.json
    #expect(json["pairs"] == .integer(1) && json["paraphrase"]?["share"]?.double == 1)
    #expect(json["edits"]?["no final punctuation"]?["flips"] == .integer(0))
    guard case .array(let flipped)? = json["flipped"] else { return #expect(Bool(false), "no list of flips") }
    #expect(flipped.first?["after"]?["probabilities"]?["b"]?.double == 0.75)
    let nothing = ParaphraseRobustness([], models: ["a", "b"], deciding: routing { _ in true })
    #expect(nothing.json["paraphrase"]?["share"] == .null && nothing.paraphrase.interval == nil)
  }
}

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
