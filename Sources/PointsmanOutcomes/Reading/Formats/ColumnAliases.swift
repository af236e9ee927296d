/// The names that public data sets give the members of a row, the canonical one first.
enum ColumnAliases {
  static let id = ["id", "sample_id", "query_id", "question_id"]
  static let prompt = ["prompt", "query", "question", "instruction"]
  static let category = ["category", "task_name", "eval_name", "subject"]
  static let dataset = ["dataset"]
  static let group = ["group"]
  static let split = ["split"]
  static let weight = ["weight"]
  static let model = ["model", "model_name"]
  static let score = ["score", "performance"]
  static let cost = ["cost", "total_cost"]
  /// A tag is a column of its own.
  static let tagPrefix = "tags."
}
