/// Why a decision log cannot be opened, read or merged.
package enum LogError: Error, Equatable, CustomStringConvertible {
  /// SQLite, or the system, refused.
  case failed(path: String, reason: String)
  /// The file holds something else.
  case noStore(path: String, reason: String)
  /// A newer Pointsman wrote it.
  case newer(path: String, version: Int, known: Int)
  /// Its digests are made under another key.
  case otherKey(path: String)
  /// A key is too short to keep prompts from being guessed.
  case shortKey(bytes: Int)
  /// No prompt is in it, and the format needs prompts.
  case noText(path: String, format: String)
  /// No decision has feedback, of that name where one was asked for.
  case noFeedback(path: String, name: String?, known: [String])
  /// Feedback has several names, and none was asked for.
  case severalNames(path: String, known: [String])
  /// Nothing is left to export, for these reasons.
  case nothingToExport(path: String, reasons: String)

  /// A number of a query lies outside its range.
  case outOfRange(name: String, value: Int, range: ClosedRange<Int>)

  package var description: String {
    switch self {
    case .outOfRange(let name, let value, let range):
      "\(name) is \(value); give a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .failed(let path, let reason): "\(path): the decision log failed, \(reason)"
    case .noStore(let path, let reason): "\(path): this is no decision log (\(reason)); name another file"
    case .newer(let path, let version, let known):
      "\(path): a newer Pointsman wrote this decision log, of version \(version); this one reads version \(known); "
        + "use the newer program, or name another file"
    case .otherKey(let path):
      "\(path): the digests of this decision log were made under another key; configure that key again, or name a "
        + "new file"
    case .shortKey(let bytes): "the key of a decision log has \(bytes) bytes; give at least 16"
    case .noText(let path, let format):
      "\(path): no prompt is stored, and the format \(format) needs prompts; set log.content: full to store them "
        + "from now on, or export --format jsonl, which has none"
    case .noFeedback(let path, let name, let known):
      "\(path): no decision has feedback" + (name.map { " of the name \"\($0)\"" } ?? "")
        + (known.isEmpty
          ? "; clients send it to POST /v1/feedback"
          : "; there is " + known.map { "\"\($0)\"" }.joined(separator: ", "))
    case .severalNames(let path, let known):
      "\(path): feedback has several names, " + known.map { "\"\($0)\"" }.joined(separator: ", ")
        + "; say which is the score"
    case .nothingToExport(let path, let reasons): "\(path): nothing is left to export: \(reasons)"
    }
  }
}

extension LogError {
  init(_ error: SQLiteError, path: String) {
    self =
      error.isNoDatabase ? .noStore(path: path, reason: error.message) : .failed(path: path, reason: error.message)
  }

  /// Does `body`, and says at which store it failed.
  static func at<Value>(_ path: String, _ body: () throws(SQLiteError) -> Value) throws(LogError) -> Value {
    do throws(SQLiteError) { return try body() } catch { throw LogError(error, path: path) }
  }
}
