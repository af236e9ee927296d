/// MurmurHash3_x86_32 by Austin Appleby (public domain), with seed 0: the hash of scikit-learn's `HashingVectorizer`.
enum MurmurHash3 {
  /// The hash of `bytes[range]`. O(length).
  @inline(__always)
  static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var hash: UInt32 = 0
    var index = range.lowerBound
    while index + 4 <= range.upperBound {
      let block =
        UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
        | UInt32(bytes[index + 3]) << 24
      hash ^= scramble(block)
      hash = (hash << 13 | hash >> 19) &* 5 &+ 0xe654_6b64
      index += 4
    }
    var tail: UInt32 = 0
    var shift: UInt32 = 0
    while index < range.upperBound {
      tail |= UInt32(bytes[index]) << shift
      shift += 8
      index += 1
    }
    hash ^= scramble(tail)
    hash ^= UInt32(truncatingIfNeeded: range.count)
    hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
    hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
    return hash ^ hash >> 16
  }

  /// scikit-learn's column for a hash among `buckets` columns: |hash as a signed number| mod `buckets`.
  @inline(__always)
  static func bucket(_ hash: UInt32, of buckets: UInt32) -> UInt32 {
    let signed = Int32(bitPattern: hash)
    // scikit-learn keeps clear of |Int32.min|, which has no Int32, by this value in its place.
    guard signed != .min else { return (2_147_483_647 - (buckets - 1)) % buckets }
    return UInt32(signed.magnitude) % buckets
  }

  private static func scramble(_ block: UInt32) -> UInt32 {
    let product = block &* 0xcc9e_2d51
    return (product << 15 | product >> 17) &* 0x1b87_3593
  }
}
