internal import CPointsmanZlib

/// Inflates gzip, several members on end included: the one place that calls zlib.
@safe struct GzipStream: ~Copyable {
  /// On the heap, since zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether the last byte given ended a member: where a file may end.
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
