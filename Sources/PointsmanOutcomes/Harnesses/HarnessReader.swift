internal import Pointsman
internal import PointsmanSupport

/// Reads the logs of one evaluation harness. A reader is one file, and one line of `HarnessReaders.all`.
///
/// A log begins with an anchor, the file in which the harness keeps scores. The anchor is recognised by its content. What
/// else the log needs is found beside the anchor.
protocol HarnessReader {
  /// The format that `--format` names.
  static var format: OutcomeFormat { get }
  /// True if the file with this opening and name is an anchor.
  static func isAnchor(_ opening: JSONOpening, name: String) -> Bool
  /// The answers in an anchor, each a record of one model, to be joined.
  static func records(
    of file: HarnessFile, _ context: inout HarnessContext
  ) throws(OutcomesError) -> [Result<OutcomeRecord, RowFault>]
}

/// The table of harnesses.
enum HarnessReaders {
  static var all: [any HarnessReader.Type] {
    [
      InspectReader.self, LMEvalReader.self, PromptfooReader.self, HELMReader.self, OpenAIEvalsReader.self,
      LiveBenchReader.self, EvalPlusReader.self, SWEBenchReader.self, AiderReader.self,
    ]
  }

  /// The formats' names.
  static var names: [String] { all.map { $0.format.rawValue } }

  /// The harness whose anchor a file is; nil for any other file.
  static func reader(of opening: JSONOpening, name: String) -> (any HarnessReader.Type)? {
    all.first { $0.isAnchor(opening, name: name) }
  }

  /// The harness that has this format; nil for formats of rows.
  static func reader(of format: OutcomeFormat?) -> (any HarnessReader.Type)? { all.first { $0.format == format } }

  /// The ends of names that anchors have, gzip or not: other files of a folder are not opened.
  static func mayBeAnchor(_ path: String) -> Bool {
    let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
    return [".json", ".jsonl", ".eval"].contains { name.hasSuffix($0) }
  }
}

/// A file of a log, in memory.
struct HarnessFile {
  /// As messages name it.
  let path: String
  /// False for a stream: it has no neighbours.
  let isOnDisk: Bool
  /// Decompressed where it is gzip.
  let bytes: [UInt8]

  /// The last part of the path.
  var name: String { Self.name(path) }
  /// The folder that the file is in, without a slash at its end; "." for the working folder.
  var folder: String { Self.folder(path) }

  static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  static func folder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The most that is read of one file: 4 GiB.
  private static let limit = 4 << 30

  /// Reads a file from its start; nothing of it was handed out yet.
  static func contents(_ file: consuming InputFile, path: String) throws(OutcomesError) -> [UInt8] {
    var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 18))
    while true {
      let count = try file.read(into: &chunk)
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else {
        throw .unreadable(path: path, reason: "it has more than \(limit >> 30) GiB, the most that is read of a log")
      }
      bytes += chunk[..<count]
    }
  }

  /// Another file of the log; nil where there is none.
  static func neighbour(_ path: String) throws(OutcomesError) -> [UInt8]? {
    guard FolderListing.isFile(path) else { return nil }
    return try contents(InputFile(path: path), path: path)
  }

  /// The objects of JSON Lines, one after another, each with its line; blank lines are passed over.
  func forEachLine(_ body: (inout JSONReader, FilePlace) throws(OutcomesError) -> Void) throws(OutcomesError) {
    try Self.forEachLine(of: bytes, body)
  }

  static func forEachLine(
    of bytes: [UInt8], _ body: (inout JSONReader, FilePlace) throws(OutcomesError) -> Void
  ) throws(OutcomesError) {
    var (start, line) = (bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0, 1)
    while start < bytes.count {
      let end = ByteScan.firstLineFeed(in: bytes.span, start..<bytes.count) ?? bytes.count
      let text = bytes[start..<end]
      if text.contains(where: { $0 > 0x20 }) {
        var json = JSONReader(Array(text))
        try body(&json, FilePlace(line: line))
      }
      (start, line) = (end + 1, line + 1)
    }
  }

  /// The error of a JSON text that is one value: `text` is it, or a part of it that begins at `offset`.
  func error(_ error: JSONError, line: Int? = nil) -> OutcomesError {
    if let line { return RowFault(error, line: line).error(path: path) }
    var lines = LineCounter(bytes)
    let place = lines.place(of: error.offset)
    return .invalid(path: path, line: place.line, column: place.column, found: error.found, expected: error.expected)
  }
}

/// The state that readers of harnesses share while a command's files are read.
struct HarnessContext {
  let options: OutcomeReader
  /// Sentences for the user, each once.
  private(set) var notes: [String] = []
  /// Files that belong to several anchors, by path, as they were read.
  var cache: [String: Any] = [:]
  /// Runs that were read, by the id that the harness gave them, each with its file.
  private var runs: [String: String] = [:]
  private var prompts: [String: Prompt]?
  private var answers: Set<String> = []

  init(_ options: OutcomeReader) { self.options = options }

  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Throws where a run comes again, as where a log and its copy in another format lie in one folder.
  mutating func begin(run: String, path: String) throws(OutcomesError) {
    guard let first = runs.updateValue(path, forKey: run), first != path else { return }
    throw .harness(
      path: path, found: "the run \(run) again, first in \(first)",
      remedy: "give one of the two files; copies of a run are no repeats")
  }

  /// False if an answer of this id, which a harness gives once, was read before.
  mutating func isNew(answer id: String) -> Bool { answers.insert(id).inserted }

  /// The prompt of an id in the file of instances; nil where that has none.
  mutating func prompt(of id: String) throws(OutcomesError) -> Prompt? {
    if prompts == nil {
      if let path = options.instances { prompts = try HarnessInstances.read(path) } else { prompts = [:] }
    }
    return prompts?[id]
  }
}
