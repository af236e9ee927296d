/// A hash table from a word to its cues: open addressing, built once, exact (keys are whole words).
struct CueIndex: Sendable {
  /// The index over ``CueLexicon/words``.
  static let standard = CueIndex(CueLexicon.words)

  private var slots: [Slot]
  private let shift: UInt64
  /// A bit for each of the 2^14 upper parts that a word's hash may have, set where a listed word has it: most words are
  /// not listed, and are known by these two kilobytes not to be.
  private var filter = [UInt64](repeating: 0, count: 256)

  private struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var cues: CueMask = 0
  }

  /// Builds the index in time linear in the words; a word under several cues keeps them all.
  init(_ lexicon: [(cue: Cue, words: String)]) {
    let entries = lexicon.flatMap { entry in entry.words.split(separator: " ").map { (PackedWord($0), entry.cue.mask) }
    }
    // A quarter full at most, so that a miss ends after about one probe.
    var bits: UInt64 = 4
    while 1 << bits < 4 * entries.count { bits += 1 }
    shift = 64 - bits
    slots = Array(repeating: Slot(), count: 1 << Int(bits))
    for (word, cues) in entries {
      precondition(word.isWhole, "a cue word has at most 16 bytes")
      let hash = Self.hash(of: word)
      filter[Int(hash >> 56)] |= 1 << (hash >> 50 & 63)
      let slot = position(of: word, hash)
      slots[slot] = Slot(low: word.low, high: word.high, cues: slots[slot].cues | cues)
    }
  }

  /// The cues of `word`, none if it is not listed; constant time on average.
  @inline(__always)
  func cues(of word: PackedWord) -> CueMask {
    let hash = Self.hash(of: word)
    guard word.isWhole, filter[Int(hash >> 56)] >> (hash >> 50 & 63) & 1 != 0 else { return 0 }
    return slots[position(of: word, hash)].cues
  }

  /// Fibonacci hashing: the golden ratio as a 64-bit fraction.
  @inline(__always)
  private static func hash(of word: PackedWord) -> UInt64 {
    (word.low ^ (word.high &* 0xff51_afd7_ed55_8ccd)) &* 0x9e37_79b9_7f4a_7c15
  }

  /// The slot that holds `word`, or the free one where it would go.
  private func position(of word: PackedWord, _ hash: UInt64) -> Int {
    var slot = Int(hash >> shift)
    while slots[slot].cues != 0, slots[slot].low != word.low || slots[slot].high != word.high {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }
}
