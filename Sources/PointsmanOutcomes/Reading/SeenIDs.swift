internal import Pointsman

/// Where each id came first.
///
/// In one file an id stands once. Files may number their rows alike, but one id with one prompt in two files is one row
/// read twice.
struct SeenIDs {
  private var paths: [String] = []
  private var places: [String: Place] = [:]
  private let severalFiles: Bool

  private struct Place {
    let file: Int32
    let line: Int
    /// A hash of the prompt, where there are several files.
    let prompt: Int
  }

  init(files: Int) { severalFiles = files > 1 }

  /// Throws where the record's id came before.
  mutating func see(_ record: OutcomeRecord, path: String) throws(RowFault) {
    if paths.last != path { paths.append(path) }
    let prompt = severalFiles ? record.row.prompt.messages.hashValue : 0
    let place = Place(file: Int32(paths.count - 1), line: record.line, prompt: prompt)
    guard let first = places.updateValue(place, forKey: record.row.id) else { return }
    if first.file == place.file {
      throw RowFault(
        line: record.line, column: 1, found: "id \"\(record.row.id)\" again, first on line \(first.line)",
        expected: "each id once a file; mend the ids, or leave them out")
    }
    guard first.prompt == place.prompt else { return }
    throw RowFault(
      line: record.line, column: 1,
      found: "id \"\(record.row.id)\" with the same prompt as \(paths[Int(first.file)]):\(first.line)",
      expected: "each row once; leave one of the files out, or mend the ids")
  }
}
