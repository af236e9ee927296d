package import Pointsman

/// The same request in the words of two people, which one model should serve.
package struct ParaphrasePair: Sendable, Equatable {
  package let id: String
  package let prompt: Prompt
  package let paraphrase: Prompt

  package init(id: String, prompt: Prompt, paraphrase: Prompt) {
    self.id = id
    self.prompt = prompt
    self.paraphrase = paraphrase
  }
}
