/// A way to write outcomes down.
public enum OutcomeFormat: String, Sendable, CaseIterable {
  /// JSON Lines, one prompt a line with all its `outcomes`, or one `battle`: the canonical form.
  case jsonl
  /// JSON Lines, one prompt and model a line, as LLMRouter has them: `query`, `model_name`, `performance`.
  case jsonlLong = "jsonl-long"
  /// CSV, one prompt and model a row: `prompt`, `model`, `score`.
  case csvLong = "csv-long"
  /// CSV, one prompt a row and one column a model: RouterBench's `<model>` and `<model>|total_cost`, RouteLLM's True and
  /// False.
  case csvWide = "csv-wide"
  /// JSON Lines, one battle a line: `model_a`, `model_b`, `winner`, as LMArena has them.
  case jsonlBattles = "jsonl-battles"
  /// CSV, one battle a row.
  case csvBattles = "csv-battles"

  var isCSV: Bool { self == .csvLong || self == .csvWide || self == .csvBattles }
  /// Whether a prompt's outcomes stand on several rows.
  var isLong: Bool { self == .jsonlLong || self == .csvLong }
}
