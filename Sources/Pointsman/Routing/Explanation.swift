package import PointsmanSupport

/// Why a router rates a prompt as it does: every model's logit, taken apart into signed contributions.
///
/// For each model the contributions add up to the logit, and the calibration makes the probability of it; nothing is
/// left out, and nothing is estimated.
public struct Explanation: Sendable, Equatable {
  /// Names of the M models, in alphabetical order.
  public let models: [String]
  /// M logits, as the router computes them.
  public let logits: [Double]
  /// M probabilities, calibrated and, where tags are known, corrected by them.
  public let probabilities: [Double]
  /// The parts of each logit: the baseline first, then block by block in the order of the text.
  public let contributions: [Contribution]
  /// The change of the calibrated log odds by each known tag. Empty without a context block.
  public let corrections: [Contribution]

  /// The contributions to the logit of model `m`, less those to the logit of model `rival`; by falling
  /// size. O(n log n).
  ///
  /// These sum to the difference of the two logits: what put the one model ahead of the other.
  public func contributions(of m: Int, against rival: Int) -> [(contribution: Contribution, difference: Double)] {
    contributions.map { ($0, $0.values[m] - $0.values[rival]) }.enumerated()
      .sorted { (abs($1.element.1), $0.offset) < (abs($0.element.1), $1.offset) }.map(\.element)
  }
}

extension Router {
  /// Takes every model's logit for `prompt` apart into what the prompt contributes to it. O(length of the prompt · M),
  /// some hundred times slower than routing.
  ///
  /// ```swift
  /// let explanation = try router.explanation(for: Prompt("Write a unit test"))
  /// for part in explanation.contributions(of: 0, against: 1).prefix(5) { print(part.contribution.text, part.difference) }
  /// ```
  public func explanation(for prompt: Prompt) throws(RouterError) -> Explanation {
    try withReading(of: prompt) { (reading) throws(RouterError) in
      let contributions = try heads.contributions(of: &reading)
      let logits = try heads.logits(of: &reading).map(Double.init)
      let calibrated = zip(manifest.models, logits).map { $0.calibration.probability(logit: $1) }
      return Explanation(
        models: models, logits: logits, probabilities: try probabilities(of: &reading), contributions: contributions,
        corrections: heads.flatMap { $0.corrections(for: prompt, to: calibrated) })
    }
  }
}

extension Explanation {
  /// Every contribution to every logit.
  package var json: JSONValue {
    func byModel(_ values: [Double]) -> JSONValue { .object(zip(models, values).map { ($0, .figure($1)) }) }
    func list(_ contributions: [Contribution]) -> JSONValue {
      .array(
        contributions.map {
          .object([
            ("source", .string($0.source.rawValue)), ("text", .string($0.text)), ("logits", byModel($0.values)),
          ])
        })
    }
    return .object([
      ("probabilities", byModel(probabilities)), ("logits", byModel(logits)),
      ("contributions", list(contributions)), ("corrections", list(corrections)),
    ])
  }
}

/// A property of a prompt, and its contribution to every model's logit.
public struct Contribution: Sendable, Equatable {
  /// The part of the prompt that it is drawn from.
  public let source: Source
  /// A phrase that follows "the prompt", `contains a stack trace`, or a piece of the prompt's text, its words cut to 64
  /// bytes: "aaaaaaaa… (65,536 bytes)".
  public let text: String
  /// M signed numbers, in nats of odds.
  public let values: [Double]

  /// The parts of a prompt that contributions are drawn from.
  public enum Source: String, Sendable, CaseIterable {
    /// The intercept, which is the same for any prompt.
    case baseline
    /// One or two words of the prompt.
    case words
    /// The n-grams of characters within one word.
    case spelling
    /// A statistic of form, as far as it departs from its mean in training.
    case form
    /// The vectors of one word's pieces.
    case meaning
    /// A category of the training data that the prompt looks like.
    case category
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
    case .category: "looks like \(text)"
    case .tag: "is tagged \(text)"
    case .words: "says “\(text)”"
    case .spelling: "spelling of “\(text)”"
    case .meaning: "meaning of “\(text)”"
    }
  }
}
