internal import PointsmanSupport

/// The pieces of a WordPiece vocabulary, laid out for look-up: open addressing over one array of text.
///
/// Piece 0 is [UNK]. For all-MiniLM-L6-v2 the others are those of `vocab.txt` from line 1,000 on, in its order: what
/// comes before are [unused…] and special tokens, which no text gives since brackets are words of their own. So piece p
/// has the reference's id p + 998, and 0 has 100.
package struct WordPieceVocabulary: Sendable {
  /// `lines`, and what is read behind them.
  private let text: [UInt8]
  /// Where each piece begins in `text`, and where one more would.
  private let starts: [UInt32]
  /// A power of two of slots, half of them free at least: the upper 16 bits of a hash and a piece, or 0.
  private let slots: [UInt32]
  /// For each byte the bytes of the longest piece that starts with it, and from 256 on of the longest that continues a
  /// word with it, "##" left out.
  private let longest: [Int]

  /// Bytes that must follow a word in its array: a look-up reads eight at a time.
  static let margin = 8

  /// Lays out `lines`; nil unless they are valid UTF-8, each ended by a line feed, none empty, none twice, the first
  /// [UNK], and 65,536 at most. O(length).
  package init?(lines: [UInt8]) {
    guard lines.last == 0x0a, lines.starts(with: "[UNK]\n".utf8), lines.count < 1 << 32,
      (try? UTF8Span(validating: lines.span)) != nil
    else { return nil }
    let text = lines + [UInt8](repeating: 0, count: Self.margin)
    let pieces = lines.count { $0 == 0x0a }
    guard pieces <= 1 << 16 else { return nil }
    var capacity = 1
    while capacity < 2 * pieces { capacity *= 2 }
    var (starts, slots) = ([UInt32](repeating: 0, count: pieces + 1), [UInt32](repeating: 0, count: capacity))
    var longest = [Int](repeating: 0, count: 512)
    guard Self.index(text.span, &starts, &slots, &longest) else { return nil }
    (self.text, self.starts, self.slots, self.longest) = (text, starts, slots, longest)
  }

  /// Fills the tables; false where a piece is empty or comes twice.
  private static func index(
    _ text: Span<UInt8>, _ starts: inout [UInt32], _ slots: inout [UInt32], _ longest: inout [Int]
  ) -> Bool {
    var starts = starts.mutableSpan
    var slots = slots.mutableSpan
    var longest = longest.mutableSpan
    var begin = 0
    for piece in 0..<starts.count - 1 {
      var end = begin
      while text[end] != 0x0a { end += 1 }
      if piece > 0 {
        let isContinuing = end > begin + 2 && text[begin] == UInt8(ascii: "#") && text[begin + 1] == text[begin]
        let word = begin + (isContinuing ? 2 : 0)..<end
        let hash = hash(text, word, continuing: isContinuing)
        let slot = position(hash, text, word, continuing: isContinuing, among: slots.span, starts.span, text)
        guard begin < end, slots[slot] == 0 else { return false }
        slots[slot] = UInt32(truncatingIfNeeded: hash >> 48) << 16 | UInt32(truncatingIfNeeded: piece)
        let first = Int(text[word.lowerBound]) + (isContinuing ? 256 : 0)
        longest[first] = max(longest[first], word.count)
      }
      begin = end + 1
      starts[piece + 1] = UInt32(truncatingIfNeeded: begin)
    }
    return true
  }

  /// No piece that starts with `byte`, or continues a word with it, has more bytes.
  func longest(_ byte: UInt8, continuing: Bool) -> Int { longest[Int(byte) + (continuing ? 256 : 0)] }

  /// The pieces in UTF-8, each ended by a line feed; a piece that continues a word starts with "##".
  package var lines: [UInt8] { text.dropLast(Self.margin) }

  /// The number of pieces.
  package var count: Int { starts.count - 1 }

  /// The piece of the given number, "##" and all.
  package func text(of piece: Int) -> String {
    String(decoding: text[Int(starts[piece])..<Int(starts[piece + 1]) - 1], as: UTF8.self)
  }

  /// The piece with the text `word[range]`, or "##" and that text if `continuing`; nil if there is none. O(length).
  @inline(__always)
  func piece(_ word: Span<UInt8>, _ range: Range<Int>, continuing: Bool) -> UInt16? {
    let hash = Self.hash(word, range, continuing: continuing)
    let slot = Self.position(hash, word, range, continuing: continuing, among: slots.span, starts.span, text.span)
    return slots[slot] == 0 ? nil : UInt16(truncatingIfNeeded: slots[slot])
  }

  /// Eight bytes at a time, times the golden ratio as a 64-bit fraction.
  @inline(__always)
  private static func hash(_ word: Span<UInt8>, _ range: Range<Int>, continuing: Bool) -> UInt64 {
    var hash: UInt64 = continuing ? 0x2323 : 0
    var index = range.lowerBound
    while index < range.upperBound {
      hash = (hash ^ eight(word, index, before: range.upperBound)) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 32
      index += 8
    }
    return hash
  }

  /// Up to eight bytes from `index` on, those before `end`.
  @inline(__always)
  private static func eight(_ bytes: Span<UInt8>, _ index: Int, before end: Int) -> UInt64 {
    let eight = bytes.loadUInt64(at: index)
    return end - index >= 8 ? eight : eight & (1 &<< UInt64(8 &* (end &- index)) &- 1)
  }

  /// The slot of the piece that is `word[range]`, or the free one where it would go.
  @inline(__always)
  private static func position(
    _ hash: UInt64, _ word: Span<UInt8>, _ range: Range<Int>, continuing: Bool,
    among slots: Span<UInt32>, _ starts: Span<UInt32>, _ text: Span<UInt8>
  ) -> Int {
    let (mask, tag) = (slots.count - 1, UInt32(truncatingIfNeeded: hash >> 48))
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 16 == tag {
        let piece = Int(slots[slot] & 0xffff)
        let begin = Int(starts[piece]) + (continuing ? 2 : 0)
        if Int(starts[piece + 1]) - 1 - begin == range.count, equal(text, begin, word, range),
          !continuing || text[begin - 2] == UInt8(ascii: "#") && text[begin - 1] == UInt8(ascii: "#")
        {
          break
        }
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  /// True if as many bytes from `start` on are those of `word[range]`.
  @inline(__always)
  private static func equal(_ text: Span<UInt8>, _ start: Int, _ word: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let end = start + range.count
    for offset in stride(from: 0, to: range.count, by: 8)
    where eight(text, start + offset, before: end) != eight(word, range.lowerBound + offset, before: range.upperBound) {
      return false
    }
    return true
  }
}
