internal import Pointsman
internal import PointsmanSupport

/// A file format of outcomes.
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
  /// JSON Lines, one prompt a line with `scores` by model, as trainers of routers write them: `{"prompt", "scores": {…}}`.
  case jsonlScores = "jsonl-scores"
  /// Logs of Inspect, `.eval` or `.json`.
  case inspect
  /// Folders of lm-evaluation-harness, with `samples_*.jsonl`.
  case lmEval = "lm-eval"
  /// Results of promptfoo, `-o results.json`.
  case promptfoo
  /// Run folders of HELM.
  case helm
  /// Logs of openai/evals.
  case openaiEvals = "openai-evals"
  /// LiveBench: questions, answers and judgments.
  case livebench
  /// `…_eval_results.json` of EvalPlus and BigCodeBench.
  case evalplus
  /// Reports of SWE-bench.
  case sweBench = "swe-bench"
  /// Folders of aider's benchmark.
  case aider

  var isCSV: Bool { self == .csvLong || self == .csvWide || self == .csvBattles }
  /// True if a prompt's outcomes are on several rows.
  var isLong: Bool { self == .jsonlLong || self == .csvLong }
}

/// Finds the format of a file by its first bytes.
struct FormatSniffer {
  /// Enough for the first line of most files, and for the header of any CSV.
  static let length = 1 << 16

  private let path: String
  private let bytes: ArraySlice<UInt8>

  /// - Parameter opening: the first bytes of the content, as many as `length` where there are as many.
  init(_ opening: ArraySlice<UInt8>, path: String) {
    self.path = path
    bytes = opening.starts(with: [0xef, 0xbb, 0xbf]) ? opening.dropFirst(3) : opening
  }

  /// The format, by the members of the first object or the columns of the header, and the dialect of CSV.
  ///
  /// A file that is not text, or JSON in another shape than lines of objects, is refused, even if its format is `given`.
  func format(given: OutcomeFormat?) throws(OutcomesError) -> (format: OutcomeFormat, dialect: CSVDialect) {
    if Safetensors.mayBegin(with: bytes) {
      throw .notText(
        path: path, found: "a router or another safetensors file", remedy: "give outcomes, in JSON Lines or CSV")
    }
    if let signature = FileSignature(bytes) { throw .notText(path: path, signature) }
    let dialect = CSVDialect(bytes)
    guard let first = bytes.first(where: { $0 > 0x20 }) else { return (given ?? .jsonl, CSVDialect()) }
    if let given, given.isCSV { return (given, dialect ?? CSVDialect()) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      if let shape = JSONShape(bytes) { throw .otherShape(path: path, shape) }
      return (given ?? jsonFormat, CSVDialect())
    }
    if let given { return (given, CSVDialect()) }
    if let dialect { return (csvFormat(dialect), dialect) }
    // A line that is not JSON among others that are is a fault of its own.
    let lines = bytes.split(separator: 0x0a)
    guard !lines.contains(where: { $0.first { $0 > 0x20 } == UInt8(ascii: "{") }) else { return (.jsonl, CSVDialect()) }
    throw neither
  }

  /// The error of a text that is not JSON and has no known column.
  private var neither: OutcomesError {
    let line = bytes.drop { $0 <= 0x20 }.prefix { $0 != 0x0a && $0 != 0x0d }
    let separators = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
    let columns = separators.map { CSVHeader.names(line, separator: $0) }.max { $0.count < $1.count }!
    let found =
      columns.count > 1
      ? "the columns \(Self.listed(columns))" : "\"\(String(decoding: line.prefix(40), as: UTF8.self))\""
    return .invalid(
      path: path, line: 1, column: 1, found: found,
      expected: "a JSON object a line, or CSV with a column named \(ColumnAliases.prompt.joined(separator: " or "))")
  }

  /// A dozen names at most, none longer than a line.
  private static func listed(_ names: [String]) -> String {
    names.prefix(12).map { String($0.prefix(40)) }.joined(separator: ", ")
      + (names.count > 12 ? ", … (\(names.count) in all)" : "")
  }

  private var jsonFormat: OutcomeFormat {
    var json = JSONReader(Array(bytes.drop { $0 <= 0x20 }))
    var keys: Set<String> = []
    // The keys before a fault, such as the end of the opening, tell enough.
    try? {
      var object = try json.beginObject()
      while let key = try json.nextKey(&object) {
        keys.insert(key)
        try json.skipValue()
      }
    }()
    if keys.contains("outcomes") || keys.contains("battle") { return .jsonl }
    if keys.contains("model_a"), keys.contains("model_b") { return .jsonlBattles }
    if !keys.isDisjoint(with: ColumnAliases.model) { return .jsonlLong }
    return keys.contains("scores") ? .jsonlScores : .jsonl
  }

  /// By the header, which has known columns.
  private func csvFormat(_ dialect: CSVDialect) -> OutcomeFormat {
    var header = bytes
    if dialect.hasSeparatorLine { header = header.drop { $0 != 0x0a && $0 != 0x0d }.drop { $0 == 0x0a || $0 == 0x0d } }
    let columns = Set(CSVHeader.names(header, separator: dialect.separator))
    if columns.contains("model_a"), columns.contains("model_b") { return .csvBattles }
    return columns.isDisjoint(with: ColumnAliases.model) || columns.isDisjoint(with: ColumnAliases.score)
      ? .csvWide : .csvLong
  }
}
