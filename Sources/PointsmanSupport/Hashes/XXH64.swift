/// XXH64 by Yann Collet: it detects accidental changes, not deliberate ones, some twenty times as fast as SHA-256.
package enum XXH64 {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9e37_79b1_85eb_ca87, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63, 0x27d4_eb2f_1656_67c5
  )

  /// The hash of `bytes`. O(length).
  package static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
    let bytes = bytes.span
    var index = 0
    var hash = seed &+ primes.4
    if bytes.count >= 32 {
      var (a, b, c, d) = (seed &+ primes.0 &+ primes.1, seed &+ primes.1, seed, seed &- primes.0)
      while index + 32 <= bytes.count {
        // One check of bounds for the four.
        let stripe = bytes.extracting(index..<index + 32)
        a = round(a, stripe.loadUInt64(at: 0))
        b = round(b, stripe.loadUInt64(at: 8))
        c = round(c, stripe.loadUInt64(at: 16))
        d = round(d, stripe.loadUInt64(at: 24))
        index += 32
      }
      hash = rotated(a, 1) &+ rotated(b, 7) &+ rotated(c, 12) &+ rotated(d, 18)
      for lane in [a, b, c, d] { hash = (hash ^ round(0, lane)) &* primes.0 &+ primes.3 }
    }
    hash &+= UInt64(bytes.count)
    while index + 8 <= bytes.count {
      hash = rotated(hash ^ round(0, bytes.loadUInt64(at: index)), 27) &* primes.0 &+ primes.3
      index += 8
    }
    if index + 4 <= bytes.count {
      hash = rotated(hash ^ UInt64(bytes.loadUInt32(at: index)) &* primes.0, 23) &* primes.1 &+ primes.2
      index += 4
    }
    while index < bytes.count {
      hash = rotated(hash ^ UInt64(bytes[index]) &* primes.4, 11) &* primes.0
      index += 1
    }
    hash = (hash ^ hash >> 33) &* primes.1
    hash = (hash ^ hash >> 29) &* primes.2
    return hash ^ hash >> 32
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* primes.1, 31) &* primes.0
  }

  @inline(__always)
  private static func rotated(_ x: UInt64, _ n: UInt64) -> UInt64 { x << n | x >> (64 - n) }
}
