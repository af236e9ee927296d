/// One thing about a prompt, and what it adds to every model's logit.
public struct Contribution: Sendable, Equatable {
  /// What of the prompt it is.
  public let source: Source
  /// What it is, in words that follow "the prompt": `contains a stack trace`, or a piece of its text.
  public let text: String
  /// M signed numbers, in nats of odds.
  public let values: [Double]

  /// What a contribution is drawn from.
  public enum Source: String, Sendable, CaseIterable {
    /// What holds for any prompt: the intercept.
    case baseline
    /// One or two words as they stand in the prompt.
    case words
    /// The n-grams of characters within one word.
    case spelling
    /// A statistic of form, as far as it departs from its mean in training.
    case form
    /// The vectors of one word's pieces.
    case meaning
    /// A category of the training data that the prompt looks like.
    case kind
    /// A vector that the caller gave along with the prompt, as a whole: its numbers have no names.
    case vector
    /// How the models did on the training prompts nearest to this one.
    case neighbours
    /// A tag that the caller gave.
    case tag
  }

  /// One line for a reader, in English.
  public var phrase: String {
    switch source {
    case .baseline, .form, .vector, .neighbours: text
    case .kind: "looks like \(text)"
    case .tag: "is tagged \(text)"
    case .words: "says “\(text)”"
    case .spelling: "spelling of “\(text)”"
    case .meaning: "meaning of “\(text)”"
    }
  }
}
