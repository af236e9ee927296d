internal import Pointsman
package import PointsmanSupport

/// A file of outcomes open for reading, or bytes in place of one, inflated where they are gzip; the path "-" is the
/// standard input.
package struct InputFile: ~Copyable, ByteSource {
  private let path: String
  /// Fills a buffer from its start and returns how many bytes came: 0 at the end.
  private let source: (inout [UInt8]) throws(OutcomesError) -> Int
  /// Bytes from the file, before they are inflated; those in `rest` are still to be.
  private var chunk: [UInt8] = []
  private var rest = 0..<0
  private var gzip: GzipStream?
  /// The first bytes of the content, while they were looked at but not handed out.
  private var opening: [UInt8] = []
  private var openingStart = 0
  private var isStarted = false
  /// True once the source has returned 0. It is not asked again: a terminal would wait for a second end of the input.
  private var hasEnded = false
  /// True if the lines of the file end with a carriage return alone, which is handed out as a line feed.
  private(set) var endsLinesWithCR = false

  package init(path: String) throws(OutcomesError) {
    let file: FileReader
    do {
      file = try FileReader(path: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    source = { (buffer: inout [UInt8]) throws(OutcomesError) in try Self.read(file, path, into: &buffer) }
    self.path = path
  }

  /// Reads what `next` returns, piece after piece, until that is nil. Errors give `name` in place of a path.
  package init(named name: String, pieces next: @escaping () -> [UInt8]?) {
    var pending: ArraySlice<UInt8> = []
    source = { (buffer: inout [UInt8]) in
      while pending.isEmpty {
        guard let piece = next() else { return 0 }
        pending = piece[...]
      }
      let part = pending.prefix(buffer.count)
      buffer.replaceSubrange(..<part.count, with: part)
      pending = pending.dropFirst(part.count)
      return part.count
    }
    path = name
  }

  /// The same, as they are in the file, whatever its lines end with.
  mutating func beginning(_ count: Int) throws(OutcomesError) -> ArraySlice<UInt8> {
    while opening.count < count, try openFurther() {}
    return opening.prefix(count)
  }

  /// The first `count` bytes of the content, or all where it is shorter; they are still to be read.
  mutating func opening(_ count: Int) throws(OutcomesError) -> ArraySlice<UInt8> {
    while opening.count < count, try openFurther() {}
    findLineEnds()
    return opening.prefix(count)
  }

  /// Throws where the content is not text but another kind of file, or JSON that is spread over many lines, as far as its
  /// first bytes tell. Reads no more than they are: what comes line by line is answered line by line.
  package mutating func checkHasLines() throws(OutcomesError) {
    repeat {
      guard try openFurther() else { break }
    } while FileSignature.mayBegin(with: opening[...])
    findLineEnds()
    if let signature = FileSignature(opening[...]) { throw .notText(path: path, signature) }
    var first = JSONReader(Array(opening.drop { $0 <= 0x20 }.prefix { $0 != 0x0a }))
    guard (try? first.skipValue()) == nil, let shape = JSONShape(opening[...]) else { return }
    throw .otherShape(path: path, shape)
  }

  /// Fills `buffer` from its start and returns how many bytes came: 0 at the end of the file.
  package mutating func read(into buffer: inout [UInt8]) throws(OutcomesError) -> Int {
    if !isStarted { _ = try openFurther() }
    guard openingStart < opening.count else {
      opening = []
      openingStart = 0
      return try content(into: &buffer)
    }
    let count = min(opening.count - openingStart, buffer.count)
    buffer.replaceSubrange(..<count, with: opening[openingStart..<openingStart + count])
    openingStart += count
    return count
  }

  /// Appends what comes next to `opening`; false at the end.
  private mutating func openFurther() throws(OutcomesError) -> Bool {
    if !isStarted { try start() }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = try content(into: &buffer)
    opening += buffer[..<count]
    return count > 0
  }

  /// Finds out if the file is gzip, by its first two bytes, which may come one by one.
  private mutating func start() throws(OutcomesError) {
    isStarted = true
    chunk = [UInt8](repeating: 0, count: 1 << 16)
    var (first, one): ([UInt8], [UInt8]) = ([], chunk)
    repeat {
      let count = try pull(into: &one)
      if count == 0 { break }
      first += one[..<count]
    } while first == [0x1f]
    chunk.replaceSubrange(..<first.count, with: first)
    chunk += repeatElement(0, count: max(0, 1 << 16 - chunk.count))
    rest = 0..<first.count
    if first.starts(with: [0x1f, 0x8b]) { gzip = GzipStream() }
  }

  /// Fills `buffer` with content, inflated where the file is gzip; 0 at the end.
  private mutating func content(into buffer: inout [UInt8]) throws(OutcomesError) -> Int {
    var count = 0
    if gzip != nil {
      count = try inflated(into: &buffer)
    } else if rest.isEmpty {
      count = try pull(into: &buffer)
    } else {
      count = min(rest.count, buffer.count)
      buffer.replaceSubrange(..<count, with: chunk[rest.prefix(count)])
      rest = rest.dropFirst(count)
    }
    if endsLinesWithCR { Self.replaceCR(&buffer, count) }
    return count
  }

  /// Fills `buffer` with bytes of the source; 0 at the end, again and again.
  private mutating func pull(into buffer: inout [UInt8]) throws(OutcomesError) -> Int {
    guard !hasEnded else { return 0 }
    let count = try source(&buffer)
    hasEnded = count == 0
    return count
  }

  private mutating func inflated(into buffer: inout [UInt8]) throws(OutcomesError) -> Int {
    while true {
      if !rest.isEmpty || gzip?.mayHoldMore == true {
        var progress: (consumed: Int, written: Int)?
        do throws(GzipStream.Failure) {
          progress = try gzip?.inflate(&chunk, rest, into: &buffer)
        } catch {
          switch error {
          case .damaged(let reason): throw .damaged(path: path, reason: reason)
          }
        }
        rest = rest.dropFirst(progress?.consumed ?? 0)
        if let progress, progress.written > 0 { return progress.written }
        continue
      }
      rest = 0..<(hasEnded ? 0 : try source(&chunk))
      hasEnded = rest.isEmpty
      guard rest.isEmpty else { continue }
      if gzip?.isWhole == false { throw .damaged(path: path, reason: "it ends early") }
      return 0
    }
  }

  private mutating func findLineEnds() {
    guard !endsLinesWithCR, Self.endsFirstLineWithCR(opening[...]) else { return }
    endsLinesWithCR = true
    Self.replaceCR(&opening, opening.count)
  }

  /// True if the first line, whose quotes may hold line breaks, ends with a carriage return and no line feed.
  private static func endsFirstLineWithCR(_ bytes: ArraySlice<UInt8>) -> Bool {
    let isJSON = bytes.first { $0 > 0x20 }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? false
    var (isQuoted, index) = (false, bytes.startIndex)
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isJSON && isQuoted: index += 1
      case 0x0a where !isQuoted: return false
      case 0x0d where !isQuoted: return index + 1 < bytes.endIndex && bytes[index + 1] != 0x0a
      default: break
      }
      index += 1
    }
    return false
  }

  private static func replaceCR(_ bytes: inout [UInt8], _ count: Int) {
    for index in 0..<count where bytes[index] == 0x0d { bytes[index] = 0x0a }
  }

  private static func read(
    _ file: borrowing FileReader, _ path: String, into buffer: inout [UInt8]
  ) throws(OutcomesError) -> Int {
    do {
      return try file.read(into: &buffer)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }
}

extension LineError<OutcomesError> {
  /// The fault as an error of the file at `path`.
  package func error(path: String) -> OutcomesError {
    switch self {
    case .source(let error): error
    case .tooLong(let line, let limit): .lineTooLong(path: path, line: line, limit: limit)
    case .json(let error, let line):
      .invalid(path: path, line: line, column: error.offset + 1, found: error.found, expected: error.expected)
    }
  }
}
