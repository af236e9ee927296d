/// The pieces of a WordPiece vocabulary, laid out for look-up: open addressing over one array of text.
///
/// Piece 0 is [UNK]. For all-MiniLM-L6-v2 the others are those of `vocab.txt` from line 1,000 on, in its order: what
/// stands before are [unused…] and special tokens, which no text gives since brackets are words of their own. So piece p
/// has the reference's id p + 998, and 0 has 100.
package struct WordPieceVocabulary: Sendable {
  /// The pieces in UTF-8, each ended by a line feed; a piece that continues a word starts with "##".
  package let lines: [UInt8]
  /// Where each piece begins in `lines`, and where one more would.
  private var starts: [UInt32] = [0]
  /// A power of two of slots, half of them free at least: the upper half of a hash and a piece, or 0.
  private var slots: [UInt32]
  /// Bytes of the longest piece.
  private(set) var longest = 0

  /// Lays out `lines`; nil unless they are valid UTF-8, each ended by a line feed, none empty, none twice, the first
  /// [UNK], and 65,536 at most. O(length).
  package init?(lines: [UInt8]) {
    guard lines.last == 0x0a, lines.starts(with: "[UNK]\n".utf8), lines.count < 1 << 32,
      (try? UTF8Span(validating: lines.span)) != nil
    else { return nil }
    self.lines = lines
    let pieces = lines.count { $0 == 0x0a }
    guard pieces <= 1 << 16 else { return nil }
    starts.reserveCapacity(pieces + 1)
    var capacity = 1
    while capacity < 2 * pieces { capacity *= 2 }
    slots = [UInt32](repeating: 0, count: capacity)
    let bytes = lines.span
    var hash = Self.wordHash
    for index in bytes.indices {
      guard bytes[index] == 0x0a else {
        hash = Self.extended(hash, by: bytes[index])
        continue
      }
      let (piece, range) = (starts.count - 1, Int(starts[starts.count - 1])..<index)
      if piece > 0 {
        let slot = position(hash, bytes, range, skipping: 0)
        guard !range.isEmpty, slots[slot] == 0 else { return nil }
        slots[slot] = hash & 0xffff_0000 | UInt32(piece)
        longest = max(longest, range.count)
      }
      starts.append(UInt32(index + 1))
      hash = Self.wordHash
    }
  }

  /// The number of pieces.
  package var count: Int { starts.count - 1 }

  /// The piece of the given number, "##" and all.
  package func text(of piece: Int) -> String {
    String(decoding: lines[Int(starts[piece])..<Int(starts[piece + 1]) - 1], as: UTF8.self)
  }

  /// The piece with the given hash that is `word[range]`, to which "##" is to be thought in front where `continuing`.
  @inline(__always)
  func piece(_ hash: UInt32, _ word: Span<UInt8>, _ range: Range<Int>, continuing: Bool) -> UInt16? {
    let entry = slots[position(hash, word, range, skipping: continuing ? 2 : 0)]
    return entry == 0 ? nil : UInt16(truncatingIfNeeded: entry)
  }

  /// The slot of the piece that is `word[range]` but for its first `skipping` bytes, or the free one where it would go.
  @inline(__always)
  private func position(_ hash: UInt32, _ word: Span<UInt8>, _ range: Range<Int>, skipping: Int) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      if (slots[slot] ^ hash) >> 16 == 0 {
        let piece = Int(slots[slot] & 0xffff)
        let begin = Int(starts[piece]) + skipping
        if Int(starts[piece + 1]) - 1 - begin == range.count {
          var k = 0
          while k < range.count, lines[begin + k] == word[range.lowerBound + k] { k += 1 }
          if k == range.count { break }
        }
      }
      slot = (slot + 1) & mask
    }
    return slot
  }
}

extension WordPieceVocabulary {
  /// The hash, 32-bit FNV-1a, of no byte: where a word's begins.
  static let wordHash: UInt32 = 0x811c_9dc5
  /// The hash of "##": where that of the rest of a word begins.
  static let continuingHash = extended(extended(wordHash, by: UInt8(ascii: "#")), by: UInt8(ascii: "#"))

  @inline(__always)
  static func extended(_ hash: UInt32, by byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 0x0100_0193 }
}
