public import Pointsman

/// How one model did on one prompt.
public struct Outcome: Sendable, Equatable {
  /// From 0 (failed) to 1 (solved); a fraction where several samples or criteria were averaged.
  public var score: Double
  /// USD, at least 0; nil where it was not recorded.
  public var cost: Double?
  /// Seconds until the answer was there, at least 0; nil where they were not recorded.
  public var latency: Double?
  /// Seconds until the first token of the answer was there (time to first token, TTFT), at least 0; nil where they were not
  /// recorded.
  public var firstTokenTime: Double?
  /// Tokens that the model read; nil where they were not counted.
  public var inputTokens: Double?
  /// Tokens of the answer; nil where they were not counted.
  public var outputTokens: Double?
  /// Characters of the answer; nil where they were not counted.
  public var outputCharacters: Double?
  /// How many runs the score is a mean of; nil where it is one run's, or nobody says.
  public var repeats: Double?
  /// The probability with which the outcome was to be observed, above 0 and at most 1; nil where nobody says.
  public var propensity: Double?

  /// An outcome with the two figures that nearly all have.
  public init(score: Double, cost: Double? = nil) {
    (self.score, self.cost) = (score, cost)
  }

  /// Tokens of the answer or, where they were not counted, a quarter of its characters: four characters a token is the
  /// rule of thumb for English and code.
  public var estimatedOutputTokens: Double? { outputTokens ?? outputCharacters.map { $0 / 4 } }

  /// Tokens a second after the first token: `(outputTokens − 1) / (latency − firstTokenTime)`, 1 over vLLM's time per output
  /// token (TPOT). nil unless all three are known, there are two tokens, the difference is positive and the speed at most
  /// 1e15: an answer that came in one piece has no such speed, and tokens by all seconds are another quantity.
  public var outputSpeed: Double? {
    guard let outputTokens, outputTokens > 1, let latency, let firstTokenTime, latency > firstTokenTime else {
      return nil
    }
    let speed = (outputTokens - 1) / (latency - firstTokenTime)
    return Measure.amounts ~= speed ? speed : nil
  }
}

extension Outcome {
  /// A quantity recorded of an answer beside its score: its name in every format, and where it is kept.
  struct Measure: Sendable {
    let name: String
    let path: any WritableKeyPath<Outcome, Double?> & Sendable
    /// The description of a valid number, for error messages.
    let expected: String

    var range = amounts

    /// No answer costs, takes or holds more; sums and squares of such numbers stay finite.
    static let amounts = 0.0...1e15

    static let all = [
      Measure(name: "cost", path: \.cost, expected: "a cost in USD of at least 0 and at most 1e15"),
      Measure(name: "latency_s", path: \.latency, expected: "seconds, at least 0 and at most 1e15"),
      Measure(name: "first_token_s", path: \.firstTokenTime, expected: "seconds, at least 0 and at most 1e15"),
      Measure(name: "input_tokens", path: \.inputTokens, expected: "tokens, at least 0 and at most 1e15"),
      Measure(name: "output_tokens", path: \.outputTokens, expected: "tokens, at least 0 and at most 1e15"),
      Measure(name: "repeats", path: \.repeats, expected: "a number of runs, at least 0 and at most 1e15"),
      Measure(name: "output_chars", path: \.outputCharacters, expected: "characters, at least 0 and at most 1e15"),
      Measure(
        name: "propensity", path: \.propensity, expected: "a probability of at least 0.000001 and at most 1",
        range: 1e-6...1),
    ]
  }
}

/// A prompt of a benchmark, and what is known of it apart from the outcomes.
public struct OutcomeRow: Sendable {
  /// The row's own id, or "file:line" where it has none.
  public var id: String
  /// The prompt that the models were given.
  public var prompt: Prompt
  /// The kind of task, as the benchmark names it.
  public var category: String?
  /// The benchmark it came from.
  public var dataset: String?
  /// Rows of one group never part between training and held-out folds.
  public var group: String?
  /// The part of the benchmark it belongs to, "train" or "test" as a rule.
  public var split: String?
  /// How much the row counts, in training and in every figure; 1 unless given.
  public var weight: Double
  /// True if the outcomes say which of two answers was preferred (1 to 0, or ½ each), not how good either was.
  public var isBattle = false

  /// A row; all but the prompt is optional, in memory as in a file.
  public init(
    id: String = "", prompt: Prompt, category: String? = nil, dataset: String? = nil, group: String? = nil,
    split: String? = nil, weight: Double = 1
  ) {
    (self.id, self.prompt, self.category, self.dataset) = (id, prompt, category, dataset)
    (self.group, self.split, self.weight) = (group, split, weight)
  }
}

extension OutcomeRow {
  /// Weights that training, in single precision, can square and sum.
  static let weightRange = 0.0...1e9
  static let expectedWeight = "a weight of at least 0 and at most 1e9"
}
