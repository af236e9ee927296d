internal import CPointsmanZlib

/// Inflates gzip, files of several members included, and passes over zeros after a member, as gzip does: tapes and some
/// copies pad with them.
@safe struct GzipStream: ~Copyable {
  /// On the heap, since zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// True if the last byte given ended a member: where a file may end.
  private(set) var isWhole = false
  /// True if more may come without further input, since the last output filled its buffer.
  private(set) var mayHoldMore = false

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

  /// Fills `output` from its start with what the bytes of `input` in `range` inflate to, or as much of it as there is room
  /// for. O(bytes in and out).
  ///
  /// - Returns: how many bytes were taken, and how many came.
  mutating func inflate(
    _ input: inout [UInt8], _ range: Range<Int>, into output: inout [UInt8]
  ) throws(Failure) -> (consumed: Int, written: Int) {
    var range = range
    let whole = range.count
    if isWhole {
      mayHoldMore = false
      while let first = range.first, input[first] == 0 { range = range.dropFirst() }
      guard let first = range.first else { return (whole, 0) }
      guard input[first] == 0x1f else { throw .damaged(reason: "bytes that are neither gzip nor zeros follow its end") }
      unsafe inflateReset(stream)
      isWhole = false
    }
    var (left, written, code) = (0, 0, Z_OK)
    // Safe: zlib reads at most what `range` has of `input` and writes at most `output`, both alive for the call.
    unsafe input.withUnsafeMutableBufferPointer { bytes in
      unsafe output.withUnsafeMutableBufferPointer { room in
        unsafe stream.pointee.next_in = bytes.baseAddress.map { unsafe $0 + range.lowerBound }
        unsafe stream.pointee.avail_in = UInt32(range.count)
        unsafe stream.pointee.next_out = room.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room.count)
        code = unsafe CPointsmanZlib.inflate(stream, Z_NO_FLUSH)
        left = unsafe Int(stream.pointee.avail_in)
        written = unsafe room.count - Int(stream.pointee.avail_out)
      }
    }
    // Z_BUF_ERROR: nothing could be done without more input, which is to come.
    guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
      // Safe: zlib's message, if any, is a NUL-terminated constant.
      throw .damaged(reason: unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "code \(code)")
    }
    isWhole = code == Z_STREAM_END
    mayHoldMore = written == output.count && !isWhole
    return (whole - left, written)
  }
}
