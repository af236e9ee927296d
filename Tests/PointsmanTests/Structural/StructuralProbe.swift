import Pointsman

/// The values of the structural features of a text, by name.
func structural(_ text: String, turns: Int = 1, conversationBytes: Int? = nil) -> [String: Float] {
  let bytes = Array(text.utf8)
  return Dictionary(
    uniqueKeysWithValues: zip(
      StructuralFeatures.names, structural(bytes, turns: turns, conversationBytes: conversationBytes ?? bytes.count)))
}

/// The values of the structural features of bytes, in order.
func structural(_ bytes: [UInt8], turns: Int = 1, conversationBytes: Int = 0) -> [Float] {
  var values: [Float] = []
  StructuralFeatures.values(lastTurn: bytes, turns: turns, conversationBytes: conversationBytes, into: &values)
  return values
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
