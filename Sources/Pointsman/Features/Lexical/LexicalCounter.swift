/// Counts a prompt's hashed n-grams. Keeps its memory from prompt to prompt.
///
/// After `count`, `buckets` holds the distinct buckets in the order of their first n-gram, and `counts` how often each
/// came.
package struct LexicalCounter {
  package private(set) var buckets: [UInt32] = []
  package private(set) var counts: [UInt32] = []

  private let specification: LexicalSpecification
  /// An open-addressing table over `buckets`: one more than an index into it, or 0 where free.
  private var slots: [UInt32] = []
  private var lowered: [UInt8] = []
  private var scratch: [UInt8] = []
  private var starts: [Int] = []

  package init(_ specification: LexicalSpecification) {
    self.specification = specification
  }

  /// Counts the n-grams of `text`. O(length).
  package mutating func count(_ text: String) {
    buckets.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    lowered.removeAll(keepingCapacity: true)
    LoweredText.append(text, to: &lowered)
    // A byte starts at most three character n-grams and one word n-gram of each order; half of the slots stay free.
    var capacity = 1024
    while capacity < lowered.count * 10 { capacity *= 2 }
    if slots.count == capacity {
      for k in slots.indices { slots[k] = 0 }
    } else {
      slots = [UInt32](repeating: 0, count: capacity)
    }
    countWords()
    countCharacters()
  }

  /// Words, `\w+|[^\w\s]`, alone and in pairs joined by a space: a mark of punctuation is a word of its own.
  private mutating func countWords() {
    scratch.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    var index = 0
    while index < lowered.count {
      let begin = index
      let kind = CharacterClass.next(lowered.span, &index)
      if kind == .space { continue }
      while kind == .word, index < lowered.count {
        var following = index
        if CharacterClass.next(lowered.span, &following) != .word { break }
        index = following
      }
      starts.append(scratch.count)
      scratch.append(contentsOf: lowered[begin..<index])
      scratch.append(0x20)
    }
    starts.append(scratch.count)
    for word in starts.indices.dropLast() {
      add(starts[word]..<starts[word + 1] - 1, .words)
      if word + 2 < starts.count { add(starts[word]..<starts[word + 2] - 1, .words) }
    }
  }

  /// Runs of 3 to 5 characters within words that white space parts, a space standing at either end of a word.
  private mutating func countCharacters() {
    var index = 0
    while index < lowered.count {
      let begin = index
      if CharacterClass.next(lowered.span, &index) == .space { continue }
      // starts[k] is where character k of the padded word begins; its own end closes the list.
      starts.removeAll(keepingCapacity: true)
      starts += [0, 1]
      while index < lowered.count {
        var following = index
        if CharacterClass.next(lowered.span, &following) == .space { break }
        starts.append(1 + index - begin)
        index = following
      }
      scratch.removeAll(keepingCapacity: true)
      scratch.append(0x20)
      scratch.append(contentsOf: lowered[begin..<index])
      starts.append(scratch.count)
      scratch.append(0x20)
      starts.append(scratch.count)
      countCharactersOfWord()
    }
  }

  private mutating func countCharactersOfWord() {
    let length = starts.count - 1
    for size in 3...5 {
      // A word no longer than the size gives itself, once for all sizes.
      guard size < length else { return add(0..<scratch.count, .characters) }
      for first in 0...length - size { add(starts[first]..<starts[first + size], .characters) }
    }
  }

  /// Counts the n-gram at `range` of `scratch`.
  @inline(__always)
  private mutating func add(_ range: Range<Int>, _ family: LexicalFamily) {
    let bucket =
      specification.firstBucket(of: family)
      + MurmurHash3.bucket(MurmurHash3.hash(scratch.span, range), of: specification.familyBuckets)
    let mask = slots.count - 1
    // Fibonacci hashing (Knuth, TAOCP 3, 6.4) spreads neighbouring buckets over the table.
    var slot = Int((bucket &* 2_654_435_769) >> 7) & mask
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if buckets[known] == bucket {
        counts[known] += 1
        return
      }
      slot = (slot + 1) & mask
    }
    buckets.append(bucket)
    counts.append(1)
    slots[slot] = UInt32(buckets.count)
  }
}
