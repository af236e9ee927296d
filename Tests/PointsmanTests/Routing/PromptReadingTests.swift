import Testing

@testable import Pointsman

@Suite("PromptReading")
struct PromptReadingTests {
  private let prompt = Prompt(messages: [
    Message(role: .user, content: "Write tests for the parser"), Message(role: .assistant, content: "Done."),
    Message(role: .user, content: "now the same for `f(x)`"),
  ])!

  @Test("Every part is what its own routine makes of the prompt, in whatever order it is asked for, and again")
  func parts() throws {
    let specification = try #require(LexicalSpecification(bitsPerFamily: 8))
    let vocabulary = SmallRouter.semantic().vocabulary
    var counter = LexicalCounter(specification)
    counter.count(prompt.userText)
    var tokenizer = WordPieceTokenizer(vocabulary)
    tokenizer.tokenize(prompt.userText)
    let checks: [(inout PromptReading) -> Bool] = [
      { $0.text == Array(prompt.userText.utf8) },
      { $0.nGrams(specification).buckets == counter.buckets && $0.nGrams(specification).counts == counter.counts },
      { $0.pieces(vocabulary).pieces == tokenizer.pieces },
      { $0.structuralFeatures == StructuralFeatures.values(of: prompt) },
    ]
    var scratch = RoutingScratch()
    for first in checks.indices {
      // The memory of the reading before, of another prompt, leaves no trace.
      var other = PromptReading(of: Prompt(String(repeating: "other words, ", count: 30)), in: scratch)
      _ = (other.nGrams(specification), other.pieces(vocabulary), other.structuralFeatures)
      var reading = PromptReading(of: prompt, in: other.scratch)
      for k in 0..<8 { #expect(checks[(first + k) % 4](&reading), "part \((first + k) % 4) after \(first)") }
      scratch = reading.scratch
    }
  }

  @Test("Text is read within the window")
  func window() {
    let long = Prompt(String(repeating: "a b ", count: Prompt.window))
    var reading = PromptReading(of: long, in: RoutingScratch())
    #expect(reading.text == Array(long.routedText.utf8) && reading.text.count <= Prompt.window + 1)
  }
}
