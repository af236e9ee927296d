internal import Pointsman
internal import PointsmanSupport

/// Finds prompts that are the same, or nearly, and clusters them.
///
/// A prompt is the set of its runs of five words (shingles), letter case and punctuation aside. Prompts of the same words
/// are the same. Text that more than eight different prompts share, an instruction, examples or a template, says nothing
/// about copies: its shingles are left out. Two prompts are near-duplicates when the sets that remain have a Jaccard
/// similarity of at least 0.8, and no passage of one is exchanged for another (`WordDifference`). Candidates come from
/// MinHash with banding (Broder 1997; Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, ch. 3): 16 bands of 4
/// hashes find a pair at 0.8 with a probability above 0.999. A cluster is what a chain of such pairs connects.
struct NearDuplicates {
  /// For each prompt the smallest index of its cluster.
  let clusters: [Int]

  static let similarity = 0.8
  private static let shingleWords = 5
  private static let bands = 16
  private static let rowsPerBand = 4
  /// A candidate is compared with at most this many of its band's earlier prompts: a quadratic time is not to be had. Text
  /// that more prompts than these share is common text.
  static let comparisons = 8

  init(_ prompts: [Prompt]) {
    var union = DisjointSets(count: prompts.count)
    let (distinct, texts) = Self.distinct(prompts, &union)
    let shingles = Self.withoutCommonText(texts)
    let signatures = shingles.map(Self.signature)
    var words = DistinctWords(prompts: prompts)
    for band in 0..<Self.bands {
      var buckets: [ArraySlice<UInt64>: [Int]] = [:]
      let range = band * Self.rowsPerBand..<(band + 1) * Self.rowsPerBand
      // A prompt of common text alone is like no other.
      for index in distinct.indices where !shingles[index].isEmpty {
        let key = signatures[index][range]
        let earlier = buckets[key, default: []]
        for other in earlier where union.root(of: distinct[other]) != union.root(of: distinct[index]) {
          guard Self.mayBeNear(signatures[index], signatures[other]),
            Self.jaccard(shingles[index], shingles[other]) >= Self.similarity,
            !words.exchangesPassage(distinct[index], shingles[index], distinct[other], shingles[other])
          else { continue }
          union.join(distinct[index], distinct[other])
        }
        if earlier.count < Self.comparisons { buckets[key, default: []].append(index) }
      }
    }
    clusters = prompts.indices.map { union.root(of: $0) }
  }

  /// The first prompt of each sequence of words, with its shingles; the others are joined to it.
  private static func distinct(_ prompts: [Prompt], _ union: inout DisjointSets) -> ([Int], [[UInt64]]) {
    var first: [UInt64: Int] = [:]
    var (distinct, texts) = ([Int](), [[UInt64]]())
    for (index, prompt) in prompts.enumerated() {
      let words = NormalizedPrompt.wordHashes(of: prompt.userText)
      let whole = words.reduce(UInt64(words.count), combine)
      if let earlier = first[whole] {
        union.join(earlier, index)
      } else {
        first[whole] = index
        distinct.append(index)
        texts.append(sortedAndDistinct(shingles(of: words)))
      }
    }
    return (distinct, texts)
  }

  /// The hashes of the runs of five words, in the order of the text; of all words where there are fewer.
  static func shingles(of words: [UInt64]) -> [UInt64] {
    guard words.count > shingleWords else { return [words.reduce(0, combine)] }
    var hashes = [UInt64](repeating: 0, count: words.count - shingleWords + 1)
    for start in hashes.indices {
      var hash: UInt64 = 0
      for word in start..<start + shingleWords { hash = combine(hash, words[word]) }
      hashes[start] = hash
    }
    return hashes
  }

  /// Each set without the shingles that more than `comparisons` sets have. O(shingles).
  ///
  /// The sets are counted by a part of the hash. With four places a shingle, the chance that others make a rare one common
  /// is below 10⁻¹⁰; in the largest table, of 128 MB, it stays below 10⁻⁴ up to 200 million shingles.
  private static func withoutCommonText(_ sets: [[UInt64]]) -> [[UInt64]] {
    guard sets.count > comparisons else { return sets }
    let total = sets.reduce(0) { $0 + $1.count }
    var bits = 10
    while bits < 27 && 1 << bits < 4 * total { bits += 1 }
    var counts = [UInt8](repeating: 0, count: 1 << bits)
    let shift = UInt64(64 - bits)
    for set in sets {
      for shingle in set {
        let place = Int(shingle >> shift)
        if counts[place] <= comparisons { counts[place] += 1 }
      }
    }
    return sets.map { set in
      let common = set.contains { counts[Int($0 >> shift)] > comparisons }
      return common ? set.filter { counts[Int($0 >> shift)] <= comparisons } : set
    }
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

  private static func sortedAndDistinct(_ values: [UInt64]) -> [UInt64] {
    var values = values
    values.sort()
    var kept = 0
    for index in values.indices where index == 0 || values[index] != values[kept - 1] {
      values[kept] = values[index]
      kept += 1
    }
    values.removeLast(values.count - kept)
    return values
  }

  private static func combine(_ a: UInt64, _ b: UInt64) -> UInt64 { mix((a &* 31) ^ b) }

  private static func mix(_ value: UInt64) -> UInt64 {
    let z = (value ^ value >> 32) &* 0xd6e8_feb8_6659_fd93
    return z ^ z >> 32
  }
}

/// The words of the few prompts that are compared word by word, kept from one comparison to the next.
private struct DistinctWords {
  let prompts: [Prompt]
  private var known: [Int: [UInt64]] = [:]

  init(prompts: [Prompt]) {
    self.prompts = prompts
  }

  /// True if one prompt has another passage where the other has its own, common text aside.
  mutating func exchangesPassage(_ a: Int, _ aShingles: [UInt64], _ b: Int, _ bShingles: [UInt64]) -> Bool {
    WordDifference(words(of: a, aShingles), words(of: b, bShingles)).isPassage
  }

  /// The words of `shingles`, which are sorted, in the order of the text.
  private mutating func words(of prompt: Int, _ shingles: [UInt64]) -> [UInt64] {
    if let known = known[prompt] { return known }
    let words = NormalizedPrompt.wordHashes(of: prompts[prompt].userText)
    let own = Set(shingles)
    let all = NearDuplicates.shingles(of: words)
    let length = words.count - all.count + 1
    var (kept, end) = ([UInt64](), 0)
    for (start, shingle) in all.enumerated() where own.contains(shingle) {
      kept += words[max(start, end)..<start + length]
      end = start + length
    }
    known[prompt] = kept
    return kept
  }
}

/// The rest of two texts without the words that they begin and end with alike.
///
/// Copies differ in a word here and there, so that most words between the first difference and the last are the same.
/// Where a passage of five words or more is exchanged for another, most are not: two questions on one text, for
/// example, or two questions after the same examples.
struct WordDifference {
  /// The words left of each text, and how many they have in common.
  private let (first, second, common): (Int, Int, Int)

  private static let passageWords = 5

  init(_ a: [UInt64], _ b: [UInt64]) {
    var (start, aEnd, bEnd) = (0, a.count, b.count)
    while start < min(aEnd, bEnd), a[start] == b[start] { start += 1 }
    while aEnd > start, bEnd > start, a[aEnd - 1] == b[bEnd - 1] { (aEnd, bEnd) = (aEnd - 1, bEnd - 1) }
    var counts: [UInt64: Int] = [:]
    for word in a[start..<aEnd] { counts[word, default: 0] += 1 }
    var common = 0
    for word in b[start..<bEnd] {
      if let count = counts[word], count > 0 {
        counts[word] = count - 1
        common += 1
      }
    }
    (first, second, self.common) = (aEnd - start, bEnd - start, common)
  }

  /// True if each text has at least five words there that the other has not, and they share less than half.
  var isPassage: Bool {
    min(first, second) - common >= Self.passageWords && 2 * common < first + second - common
  }
}
