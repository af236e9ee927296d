/// A hash table from a word to its cues: open addressing, built once, exact (keys are whole words).
struct CueIndex: Sendable {
  /// The index over ``CueLexicon/words``.
  static let standard = CueIndex(CueLexicon.words)

  private var slots: [Slot]
  private let shift: UInt64

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
      let slot = position(of: word)
      slots[slot] = Slot(low: word.low, high: word.high, cues: slots[slot].cues | cues)
    }
  }

  /// The cues of `word`, none if it is not listed; constant time on average.
  func cues(of word: PackedWord) -> CueMask {
    word.isWhole ? slots[position(of: word)].cues : 0
  }

  /// The slot that holds `word`, or the free one where it would go.
  private func position(of word: PackedWord) -> Int {
    // Fibonacci hashing: the golden ratio as a 64-bit fraction.
    var slot = Int(((word.low ^ (word.high &* 0xff51_afd7_ed55_8ccd)) &* 0x9e37_79b9_7f4a_7c15) >> shift)
    while slots[slot].cues != 0, slots[slot].low != word.low || slots[slot].high != word.high {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }
}
