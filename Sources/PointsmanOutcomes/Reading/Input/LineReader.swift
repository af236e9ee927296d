internal import Pointsman
internal import PointsmanSupport

/// The lines of a file, one after another, in memory that does not grow with the file.
package struct LineReader: ~Copyable {
  /// A line past this is refused: it is no prompt, and would not leave memory for anything else.
  static let limit = 64 << 20

  private let path: String
  private var file: InputFile
  private let replacesInvalidBytes: Bool
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var start = 0
  private var end = 0
  /// The number of the line returned last, from 1.
  package private(set) var number = 0
  /// Lines in which bytes that are not UTF-8 were replaced.
  private(set) var replaced = 0

  package init(path: String) throws(OutcomesError) {
    self.init(try InputFile(path: path), path: path, replacesInvalidBytes: false)
  }

  init(_ file: consuming InputFile, path: String, replacesInvalidBytes: Bool) {
    self.file = file
    (self.path, self.replacesInvalidBytes) = (path, replacesInvalidBytes)
  }

  /// The next line without its end (LF, or CR LF); nil at the end of the file. A byte-order mark before the first is
  /// dropped.
  package mutating func next() throws(OutcomesError) -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if let newline = ByteScan.firstLineFeed(in: buffer.span, start..<end) {
        let end = buffer[start..<newline]
        start = newline + 1
        return finish(line.isEmpty ? Array(end) : line + end)
      }
      line += buffer[start..<end]
      guard line.count <= Self.limit else { throw .lineTooLong(path: path, line: number + 1, limit: Self.limit) }
      start = 0
      end = try file.read(into: &buffer)
      if end == 0 { return line.isEmpty ? nil : finish(line) }
    }
  }

  private mutating func finish(_ line: [UInt8]) -> [UInt8] {
    number += 1
    var line = line
    if line.last == 0x0d { line.removeLast() }
    if number == 1, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    if replacesInvalidBytes, String(validating: line, as: UTF8.self) == nil {
      line = Array(String(decoding: line, as: UTF8.self).utf8)
      replaced += 1
    }
    return line
  }
}
