/// A source of bytes that is read from front to back.
package protocol ByteSource: ~Copyable {
  associatedtype Failure: Error

  /// Fills `buffer` from its start and returns how many bytes came: 0 at the end.
  mutating func read(into buffer: inout [UInt8]) throws(Failure) -> Int
}

extension FileReader: ByteSource {}

/// Why the next line cannot be had.
package enum LineError<SourceFailure: Error>: Error {
  /// The source failed.
  case source(SourceFailure)
  /// The line has more than `limit` bytes.
  case tooLong(line: Int, limit: Int)
  /// The line is not the JSON that was expected.
  case json(JSONError, line: Int)
}

/// The lines of a source, in memory that does not grow with it: of a text file, or of JSON Lines.
///
/// A line ends in LF or CR LF, which is not part of it. A byte-order mark before the first line is dropped.
package struct TextLines<Source: ByteSource & ~Copyable>: ~Copyable {
  /// The longest line that is read unless another limit is given, in bytes: a longer one is no prompt, and would leave
  /// no memory for anything else.
  package static var standardLimit: Int { 64 << 20 }

  /// The number of the line returned last, from 1.
  package private(set) var number = 0
  /// Lines in which bytes that are not UTF-8 were replaced.
  package private(set) var replaced = 0

  /// True if the line returned last ends with the file and without a line feed.
  package private(set) var isCut = false

  private var source: Source
  private let limit: Int
  private let replacesInvalidUTF8: Bool
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var start = 0
  private var end = 0
  /// True if the rest of a line that was too long is still to be passed over.
  private var isWithinLongLine = false

  /// Reads `source` on from where it is. With `replacesInvalidUTF8` bytes that are not UTF-8 become U+FFFD.
  package init(_ source: consuming Source, limit: Int = standardLimit, replacesInvalidUTF8: Bool = false) {
    self.source = source
    (self.limit, self.replacesInvalidUTF8) = (limit, replacesInvalidUTF8)
  }

  /// The next line; nil at the end. After a line that was too long reading goes on with the one after it.
  package mutating func next() throws(LineError<Source.Failure>) -> [UInt8]? {
    if isWithinLongLine { try passLongLine() }
    var line: [UInt8] = []
    while true {
      let newline = ByteScan.firstLineFeed(in: buffer.span, start..<end)
      let rest = buffer[start..<(newline ?? end)]
      guard line.count + rest.count <= limit else {
        number += 1
        isWithinLongLine = true
        throw .tooLong(line: number, limit: limit)
      }
      if let newline {
        start = newline + 1
        return finish(line.isEmpty ? Array(rest) : line + rest)
      }
      line += rest
      if try !fill() {
        isCut = true
        return line.isEmpty ? nil : finish(line)
      }
    }
  }

  /// The next line that holds more than spaces and tabs; nil at the end.
  package mutating func nextNonblank() throws(LineError<Source.Failure>) -> [UInt8]? {
    while true {
      // Empty lines are passed over within the buffer: there may be millions.
      while !isWithinLongLine, start < end, buffer[start] == 0x0a {
        start += 1
        number += 1
      }
      guard let line = try next() else { return nil }
      if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return line }
    }
  }

  private mutating func passLongLine() throws(LineError<Source.Failure>) {
    repeat {
      if let newline = ByteScan.firstLineFeed(in: buffer.span, start..<end) {
        start = newline + 1
        break
      }
    } while try fill()
    isWithinLongLine = false
  }

  /// Replaces the buffer, whose bytes were all taken, by what comes next; false at the end.
  private mutating func fill() throws(LineError<Source.Failure>) -> Bool {
    start = 0
    do throws(Source.Failure) {
      end = try source.read(into: &buffer)
    } catch {
      end = 0
      throw .source(error)
    }
    return end > 0
  }

  /// The value that `read` makes of the next line that is not blank, which must be one JSON text; nil at the end.
  package mutating func nextValue<Value>(
    _ read: (inout JSONReader) throws(JSONError) -> Value
  ) throws(LineError<Source.Failure>) -> Value? {
    guard let line = try nextNonblank() else { return nil }
    var json = JSONReader(line)
    do throws(JSONError) {
      let value = try read(&json)
      try json.end()
      return value
    } catch {
      throw .json(error, line: number)
    }
  }

  private mutating func finish(_ line: [UInt8]) -> [UInt8] {
    number += 1
    var line = line
    if line.last == 0x0d { line.removeLast() }
    if number == 1, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    if replacesInvalidUTF8, String(validating: line, as: UTF8.self) == nil {
      line = Array(String(decoding: line, as: UTF8.self).utf8)
      replaced += 1
    }
    return line
  }
}
