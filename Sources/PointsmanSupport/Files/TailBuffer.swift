/// The last bytes of a stream of any length.
package struct TailBuffer {
  private var kept: [UInt8] = []
  private let limit: Int

  /// - Parameter limit: how many bytes are kept, at most.
  package init(limit: Int) {
    self.limit = limit
  }

  package mutating func append(_ bytes: RawSpan) {
    // Safe: the bytes are good within the call.
    unsafe bytes.withUnsafeBytes { unsafe kept.append(contentsOf: $0.suffix(limit)) }
    if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
  }

  /// The last `limit` bytes.
  package var bytes: ArraySlice<UInt8> { kept.suffix(limit) }
}
