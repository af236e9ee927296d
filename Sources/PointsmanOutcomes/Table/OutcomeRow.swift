public import Pointsman

/// A prompt of a benchmark, and what is known of it apart from the outcomes.
public struct OutcomeRow: Sendable {
  /// The row's own id, or "file:line" where it has none.
  public var id: String
  /// What the models were asked.
  public var prompt: Prompt
  /// The kind of task, as the benchmark names it.
  public var category: String?
  /// The benchmark it came from.
  public var dataset: String?
  /// Rows of one group never part between training and held-out folds.
  public var group: String?
  /// The part of the benchmark it belongs to, "train" or "test" as a rule.
  public var split: String?
  /// How much the row counts; 1 unless given.
  public var weight: Double
  /// Whether the outcomes say which of two answers was preferred (1 to 0, or ½ each), not how good either was.
  public var isBattle = false

  /// A row; all but the prompt is optional in a file.
  public init(
    id: String, prompt: Prompt, category: String? = nil, dataset: String? = nil, group: String? = nil,
    split: String? = nil, weight: Double = 1
  ) {
    (self.id, self.prompt, self.category, self.dataset) = (id, prompt, category, dataset)
    (self.group, self.split, self.weight) = (group, split, weight)
  }
}
