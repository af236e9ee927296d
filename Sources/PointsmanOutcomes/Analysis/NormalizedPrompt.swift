/// A prompt without letter case, spaces and punctuation: two copies of a prompt still share it.
enum NormalizedPrompt {
  /// A 64-bit FNV-1a hash of each maximal run of letters, digits and underscores, in lower case; of the whole
  /// text where it has none. O(length).
  static func wordHashes(of text: String) -> [UInt64] {
    var hashes: [UInt64] = []
    var hash = Self.basis
    var isInWord = false
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        if isASCIIWord(scalar.value) {
          let isUpper = scalar.value >= 0x41 && scalar.value <= 0x5a
          hash = step(hash, UInt8(truncatingIfNeeded: isUpper ? scalar.value | 0x20 : scalar.value))
          isInWord = true
          continue
        }
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        for byte in scalar.properties.lowercaseMapping.utf8 { hash = step(hash, byte) }
        isInWord = true
        continue
      }
      if isInWord { hashes.append(hash) }
      (hash, isInWord) = (Self.basis, false)
    }
    if isInWord { hashes.append(hash) }
    // A prompt of signs alone is its signs: without words, all such prompts would be copies of each other.
    return hashes.isEmpty ? [text.utf8.reduce(Self.basis, step)] : hashes
  }

  /// FNV-1a's offset basis and, below, its prime (Fowler, Noll & Vo).
  private static let basis: UInt64 = 0xcbf2_9ce4_8422_2325

  private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  private static func isASCIIWord(_ value: UInt32) -> Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
    default: false
    }
  }
}
