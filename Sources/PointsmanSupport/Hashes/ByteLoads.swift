extension Span where Element == UInt8 {
  /// Four bytes as a number, the first the lowest; traps unless all lie within.
  @inlinable @inline(__always)
  package func loadUInt32(at index: Int) -> UInt32 {
    // Safe: the load checks that all four lie within, and any four bytes are a number.
    UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt32.self))
  }

  /// Eight bytes as a number, the first the lowest; traps unless all lie within.
  @inlinable @inline(__always)
  package func loadUInt64(at index: Int) -> UInt64 {
    // Safe, as above.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
  }
}
