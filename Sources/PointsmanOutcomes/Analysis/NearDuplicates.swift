internal import Pointsman
internal import PointsmanSupport

/// Finds prompts that are the same, or nearly, and clusters them.
///
/// A prompt is the set of its runs of five words (shingles), letter case and punctuation aside. Two prompts are
/// near-duplicates when their sets have a Jaccard similarity of at least 0.8. Candidates come from MinHash with banding
/// (Broder 1997; Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, ch. 3): 16 bands of 4 hashes find a pair
/// at 0.8 with a probability above 0.999. A cluster is what a chain of such pairs connects.
struct NearDuplicates {
  /// For each prompt the smallest index of its cluster.
  let clusters: [Int]

  static let similarity = 0.8
  private static let shingleWords = 5
  private static let bands = 16
  private static let rowsPerBand = 4
  /// A candidate is compared with at most this many of its band's earlier prompts, so that a template that a whole
  /// benchmark shares costs no quadratic time.
  private static let comparisons = 8

  init(_ prompts: [Prompt]) {
    let shingles = prompts.map { Self.shingles(of: $0.userText) }
    let signatures = shingles.map(Self.signature)
    var union = DisjointSets(count: prompts.count)
    for band in 0..<Self.bands {
      var buckets: [ArraySlice<UInt64>: [Int]] = [:]
      let range = band * Self.rowsPerBand..<(band + 1) * Self.rowsPerBand
      for index in prompts.indices {
        let key = signatures[index][range]
        let earlier = buckets[key, default: []]
        for other in earlier where union.root(of: other) != union.root(of: index) {
          guard Self.mayBeNear(signatures[index], signatures[other]) else { continue }
          if Self.jaccard(shingles[index], shingles[other]) >= Self.similarity { union.join(index, other) }
        }
        if earlier.count < Self.comparisons { buckets[key, default: []].append(index) }
      }
    }
    clusters = prompts.indices.map { union.root(of: $0) }
  }

  /// Sorted distinct hashes of the runs of five words; of all words where there are fewer.
  private static func shingles(of text: String) -> [UInt64] {
    let words = NormalizedPrompt.wordHashes(of: text)
    guard words.count > shingleWords else { return [words.reduce(0, combine)] }
    var hashes = Set<UInt64>()
    for start in 0...words.count - shingleWords {
      hashes.insert(words[start..<start + shingleWords].reduce(0, combine))
    }
    return hashes.sorted()
  }

  private static let functions: [(multiplier: UInt64, offset: UInt64)] = {
    var generator = SplitMix64(seed: 0)
    return (0..<bands * rowsPerBand).map { _ in (generator.next() | 1, generator.next()) }
  }()

  /// For each of 64 hash functions the least hash over the set.
  private static func signature(_ shingles: [UInt64]) -> [UInt64] {
    functions.map { multiplier, offset in
      var least = UInt64.max
      for shingle in shingles { least = min(least, mix(shingle &* multiplier &+ offset)) }
      return least
    }
  }

  /// True if half of the hashes agree: of a pair at 0.8 fewer do twice in 10⁸ draws, and looking costs a tenth of
  /// comparing the sets.
  private static func mayBeNear(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    var agreeing = 0
    for k in a.indices where a[k] == b[k] { agreeing += 1 }
    return 2 * agreeing >= a.count
  }

  /// |A ∩ B| / |A ∪ B| of two sorted sets.
  private static func jaccard(_ a: [UInt64], _ b: [UInt64]) -> Double {
    var (i, j, common) = (0, 0, 0)
    while i < a.count && j < b.count {
      if a[i] == b[j] { common += 1 }
      let step = (a[i] <= b[j], b[j] <= a[i])
      if step.0 { i += 1 }
      if step.1 { j += 1 }
    }
    return Double(common) / Double(a.count + b.count - common)
  }

  private static func combine(_ a: UInt64, _ b: UInt64) -> UInt64 { mix((a &* 31) ^ b) }

  private static func mix(_ value: UInt64) -> UInt64 {
    let z = (value ^ value >> 32) &* 0xd6e8_feb8_6659_fd93
    return z ^ z >> 32
  }
}

/// Connected elements, by union-find with path halving (Tarjan & van Leeuwen 1984).
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) {
    parents = Array(0..<count)
  }

  /// The least element connected with `element`.
  mutating func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(of: a), root(of: b))
    parents[max(a, b)] = min(a, b)
  }
}

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
