internal import CPointsmanZlib
internal import Pointsman
package import PointsmanSupport

/// A file of outcomes open for reading, or bytes in place of one, inflated where they are gzip; the path "-" is the
/// standard input.
package struct InputFile: ~Copyable, ByteSource {
  private let path: String
  /// Fills a buffer from its start and returns how many bytes came: 0 at the end.
  private let source: (inout [UInt8]) throws(OutcomesError) -> Int
  /// Bytes from the file, before they are inflated.
  private var chunk: [UInt8] = []
  private var gzip: GzipStream?
  /// Bytes that were read, and inflated, but not handed out.
  private var pending: [UInt8] = []
  private var isAtStart = true
  private var isAtEnd = false

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
      pending.removeFirst(part.count)
      return part.count
    }
    path = name
  }

  /// The first `count` bytes of the file, or all where it is shorter; they are still to be read.
  mutating func opening(_ count: Int) throws(OutcomesError) -> [UInt8] {
    chunk = [UInt8](repeating: 0, count: 1 << 16)
    while pending.count < count, try fill() {}
    return Array(pending.prefix(count))
  }

  /// Fills `buffer` from its start and returns how many bytes came: 0 at the end of the file.
  package mutating func read(into buffer: inout [UInt8]) throws(OutcomesError) -> Int {
    if pending.isEmpty {
      if !isAtStart, gzip == nil { return try source(&buffer) }
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
    let count = try source(&chunk)
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

/// Inflates gzip, files of several members included. No other code calls zlib.
@safe struct GzipStream: ~Copyable {
  /// On the heap, since zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// True if the last byte given ended a member: where a file may end.
  private(set) var isWhole = false

  enum Failure: Error {
    case damaged(reason: String)
  }

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15: the largest window there is; 16 more: a gzip header is expected. Safe: the stream is allocated and zeroed.
    let code = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "zlib has no memory")
  }

  deinit {
    // Safe: initialised above, and this is its last use.
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Appends what `input` inflates to. O(bytes in and out).
  mutating func inflate(_ input: ArraySlice<UInt8>, into output: inout [UInt8]) throws(Failure) {
    var input = Array(input)
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var (consumed, written, code) = (0, 0, Z_OK)
    repeat {
      if isWhole {
        unsafe inflateReset(stream)
        isWhole = false
      }
      // Safe: zlib reads at most what is left of `input` and writes at most `chunk`, both alive for the call.
      unsafe input.withUnsafeMutableBufferPointer { bytes in
        unsafe chunk.withUnsafeMutableBufferPointer { room in
          unsafe stream.pointee.next_in = bytes.baseAddress.map { unsafe $0 + consumed }
          unsafe stream.pointee.avail_in = UInt32(bytes.count - consumed)
          unsafe stream.pointee.next_out = room.baseAddress
          unsafe stream.pointee.avail_out = UInt32(room.count)
          code = unsafe CPointsmanZlib.inflate(stream, Z_NO_FLUSH)
          consumed = unsafe bytes.count - Int(stream.pointee.avail_in)
          written = unsafe room.count - Int(stream.pointee.avail_out)
        }
      }
      // Z_BUF_ERROR: nothing could be done without more input, which is to come.
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
        // Safe: zlib's message, if any, is a NUL-terminated constant.
        throw .damaged(reason: unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "code \(code)")
      }
      isWhole = code == Z_STREAM_END
      output += chunk[..<written]
    } while consumed < input.count || written == chunk.count
  }
}
