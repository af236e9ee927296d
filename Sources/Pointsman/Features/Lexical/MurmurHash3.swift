internal import PointsmanSupport

/// MurmurHash3_x86_32 by Austin Appleby (public domain), with seed 0: the hash of scikit-learn's `HashingVectorizer`.
enum MurmurHash3 {
  /// The hash of `bytes[range]`. O(length).
  @inline(__always)
  static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var hash: UInt32 = 0
    var index = range.lowerBound
    while index + 4 <= range.upperBound {
      hash = mixed(hash, bytes.loadUInt32(at: index))
      index += 4
    }
    let rest = UInt32(truncatingIfNeeded: range.upperBound - index)
    var tail: UInt32 = 0
    if index + 4 <= bytes.count {
      // Bytes behind the range are read as well, and masked: a loop over up to three bytes costs more.
      tail = bytes.loadUInt32(at: index) & (1 << (8 * rest) - 1)
    } else {
      for k in 0..<rest { tail |= UInt32(bytes[index + Int(k)]) << (8 * k) }
    }
    return finished(hash ^ scramble(tail), length: UInt32(truncatingIfNeeded: range.count))
  }

  /// scikit-learn's column for a hash among `buckets` columns: |hash as a signed number| mod `buckets`, a power of two.
  ///
  /// scikit-learn has a value of its own in place of |Int32.min|, which has no Int32; modulo a power of two both are 0.
  @inline(__always)
  static func bucket(_ hash: UInt32, of buckets: UInt32) -> UInt32 {
    let sign = UInt32(bitPattern: Int32(bitPattern: hash) >> 31)
    return ((hash ^ sign) &- sign) & (buckets - 1)
  }

  @inline(__always)
  static func scramble(_ block: UInt32) -> UInt32 {
    let product = block &* 0xcc9e_2d51
    return (product << 15 | product >> 17) &* 0x1b87_3593
  }

  /// The hash of some bytes, unfinished, after one more block of them.
  @inline(__always)
  static func mixed(_ hash: UInt32, _ block: UInt32) -> UInt32 {
    let mixed = hash ^ scramble(block)
    return (mixed << 13 | mixed >> 19) &* 5 &+ 0xe654_6b64
  }

  /// The hash once all bytes are in it.
  @inline(__always)
  static func finished(_ hash: UInt32, length: UInt32) -> UInt32 {
    var hash = hash ^ length
    hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
    hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
    return hash ^ hash >> 16
  }
}

extension MurmurHash3 {
  /// The hash of bytes that come in parts of up to four.
  struct Stream {
    /// Of all whole blocks.
    private var hash: UInt32 = 0
    /// Up to three bytes behind them, and eight times how many.
    private var pending: UInt32 = 0
    private var bits: UInt64 = 0

    /// Appends the lowest `bytes` of `part`, from 0 to 4 of them; those above are 0.
    @inline(__always)
    mutating func append(_ part: UInt32, bytes: UInt32) {
      let joined = UInt64(part) << bits | UInt64(pending)
      bits += UInt64(8 * bytes)
      // Both are done alike: a guess would go wrong half the time.
      let isWhole = bits >= 32
      hash = isWhole ? MurmurHash3.mixed(hash, UInt32(truncatingIfNeeded: joined)) : hash
      pending = UInt32(truncatingIfNeeded: isWhole ? joined >> 32 : joined)
      bits &= 31
    }

    /// The hash of all `length` bytes appended.
    @inline(__always)
    func finished(length: UInt32) -> UInt32 {
      MurmurHash3.finished(hash ^ MurmurHash3.scramble(pending), length: length)
    }
  }
}
