import Pointsman

/// A vocabulary laid out for C: its text without line feeds, and an open-addressing table by 32-bit FNV-1a.
struct PieceTable {
  private(set) var text: [UInt8] = []
  /// Where each piece begins in `text`, and where one more would.
  private(set) var starts = [0]
  /// A power of two of slots, half of them free at least: a piece, or 0.
  private(set) var slots: [Int]
  /// Bytes of the longest piece.
  private(set) var longest = 1

  init(_ vocabulary: WordPieceVocabulary) {
    var capacity = 2
    while capacity < 2 * vocabulary.count { capacity *= 2 }
    slots = [Int](repeating: 0, count: capacity)
    for piece in 0..<vocabulary.count {
      let bytes = vocabulary.text(of: piece).utf8
      text += bytes
      starts.append(text.count)
      // [UNK] is no text's piece.
      guard piece > 0 else { continue }
      longest = max(longest, bytes.count)
      let hash = bytes.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
      var slot = Int(hash) & (capacity - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = piece
    }
  }
}
