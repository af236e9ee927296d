import Pointsman
import PointsmanSupport

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
