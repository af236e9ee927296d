internal import Pointsman
internal import PointsmanSupport

/// A file of outcomes open for reading, inflated where it is gzip; "-" is the standard input.
struct InputFile: ~Copyable {
  private let path: String
  private let file: FileReader
  /// Bytes from the file, before they are inflated.
  private var chunk: [UInt8] = []
  private var gzip: GzipStream?
  /// Bytes that were read, and inflated, but not handed out.
  private var pending: [UInt8] = []
  private var isAtStart = true
  private var isAtEnd = false

  init(path: String) throws(OutcomesError) {
    do {
      file = try FileReader(path: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    self.path = path
  }

  /// The first `count` bytes of the file, or all where it is shorter; they are still to be read.
  mutating func opening(_ count: Int) throws(OutcomesError) -> [UInt8] {
    chunk = [UInt8](repeating: 0, count: 1 << 16)
    while pending.count < count, try fill() {}
    return Array(pending.prefix(count))
  }

  /// Fills `buffer` from its start and returns how many bytes came: 0 at the end of the file.
  mutating func read(into buffer: inout [UInt8]) throws(OutcomesError) -> Int {
    if pending.isEmpty {
      if !isAtStart, gzip == nil { return try Self.read(file, path, into: &buffer) }
      if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: 1 << 16) }
      while pending.isEmpty, try fill() {}
    }
    let count = min(pending.count, buffer.count)
    buffer.replaceSubrange(..<count, with: pending[..<count])
    if count == pending.count { pending.removeAll(keepingCapacity: true) } else { pending.removeFirst(count) }
    return count
  }

  /// Reads one chunk into `pending`; false at the end of the file.
  private mutating func fill() throws(OutcomesError) -> Bool {
    guard !isAtEnd else { return false }
    let count = try Self.read(file, path, into: &chunk)
    if isAtStart, chunk[..<count].starts(with: [0x1f, 0x8b]) { gzip = GzipStream() }
    if isAtStart, count > 0 { isAtStart = false }
    guard count > 0 else {
      isAtEnd = true
      if gzip?.isWhole == false { throw .damaged(path: path, reason: "it ends early") }
      return false
    }
    do throws(GzipStream.Failure) {
      if try gzip?.inflate(chunk[..<count], into: &pending) == nil { pending += chunk[..<count] }
    } catch {
      switch error {
      case .damaged(let reason): throw .damaged(path: path, reason: reason)
      }
    }
    return true
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
