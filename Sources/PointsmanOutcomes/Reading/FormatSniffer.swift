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

  init(_ opening: [UInt8], path: String) {
    self.path = path
    bytes = opening.starts(with: [0xef, 0xbb, 0xbf]) ? opening.dropFirst(3) : opening[...]
  }

  /// Signatures of files that are not text, and what makes text of them.
  private static let signatures: [(bytes: [UInt8], name: String, remedy: String)] = [
    (
      Array("PAR1".utf8), "Parquet",
      "python3 -c 'import sys, pandas; pandas.read_parquet(sys.argv[1]).to_json(sys.stdout, orient=\"records\", "
        + "lines=True)' FILE makes JSON Lines of it"
    ),
    ([0x28, 0xb5, 0x2f, 0xfd], "zstd", "unpack it first: zstd -dc FILE | pointsman … -"),
    ([0xfd, 0x37, 0x7a, 0x58], "xz", "unpack it first: xz -dc FILE | pointsman … -"),
    (Array("BZh".utf8), "bzip2", "unpack it first: bzip2 -dc FILE | pointsman … -"),
    (Array("PK\u{3}\u{4}".utf8), "zip", "unpack it first: unzip -p FILE | pointsman … -"),
    ([0xff, 0xfe], "UTF-16", "convert it first: iconv -f UTF-16 -t UTF-8 FILE | pointsman … -"),
    ([0xfe, 0xff], "UTF-16", "convert it first: iconv -f UTF-16 -t UTF-8 FILE | pointsman … -"),
  ]

  /// The format, by the members of the first object or the columns of the header; JSON Lines where nothing tells.
  ///
  /// A file that is not text is refused, even if its format is `given`.
  func format(given: OutcomeFormat?) throws(OutcomesError) -> OutcomeFormat {
    for (signature, name, remedy) in Self.signatures where bytes.starts(with: signature) {
      throw .notText(path: path, found: "a \(name) file", remedy: remedy)
    }
    if let given { return given }
    guard let first = bytes.first(where: { $0 > 0x20 }) else { return .jsonl }
    if first == UInt8(ascii: "{") { return jsonFormat }
    if first == UInt8(ascii: "[") {
      throw .notText(
        path: path, found: "one JSON array", remedy: "write it as JSON Lines: jq -c '.[]' FILE | pointsman … -")
    }
    return csvFormat ?? .jsonl
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
    return keys.isDisjoint(with: ColumnAliases.model) ? .jsonl : .jsonlLong
  }

  /// By the header, which has a column for the prompt; nil without one.
  private var csvFormat: OutcomeFormat? {
    let header = bytes.prefix { $0 != 0x0a }
    let columns = Set(
      String(decoding: header, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimming { $0 == "\"" || $0.isWhitespace } })
    if columns.contains("model_a"), columns.contains("model_b") { return .csvBattles }
    guard !columns.isDisjoint(with: ColumnAliases.prompt) else { return nil }
    return columns.isDisjoint(with: ColumnAliases.model) || columns.isDisjoint(with: ColumnAliases.score)
      ? .csvWide : .csvLong
  }
}

extension StringProtocol {
  /// Without the characters at either end that `isTrimmed`.
  fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isTrimmed(last) { text.removeLast() }
    return String(text.drop(while: isTrimmed))
  }
}
