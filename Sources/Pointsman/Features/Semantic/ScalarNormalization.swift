/// What all-MiniLM-L6-v2's tokenizer makes of a Unicode scalar before it looks for pieces.
///
/// One look-up stands for the reference's five steps, `BertNormalizer` (clean text, CJK characters apart, NFD without
/// nonspacing marks, lower case) and `BertPreTokenizer` (white space and punctuation part words): all of them treat a
/// scalar alike wherever it stands, but for the order of combining marks, and the vocabulary has no mark that could move.
/// The table is made from the reference itself: its categories are of Unicode 8, its decompositions from before 13, its
/// lower case of 17, and the system's would differ from each.
struct ScalarNormalization: Sendable {
  enum Kind: UInt8, Sendable {
    /// Controls, formats, nonspacing marks: what stands on either side is one word.
    case removed
    /// Parts words.
    case space
    /// A word of its own: punctuation, CJK ideographs.
    case alone
    /// A part of a word.
    case word
  }

  static let standard = ScalarNormalization(runs: Self.runs)

  /// The first scalar of each run, ascending from 0.
  private var starts: [UInt32] = []
  private var kinds: [Kind] = []
  /// What is added to the scalars of each run.
  private var deltas: [Int32] = []

  private init(runs: String) {
    var (start, magnitude, gap, sign): (UInt32, UInt32, UInt32?, Int32) = (0, 0, nil, 1)
    for byte in runs.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): magnitude = magnitude * 36 + UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "z"): magnitude = magnitude * 36 + UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        (gap, sign, magnitude) = (magnitude, byte == UInt8(ascii: "-") ? -1 : 1, 0)
      default:
        starts.append(start)
        kinds.append(
          byte == UInt8(ascii: "R")
            ? .removed
            : byte == UInt8(ascii: "S") ? .space : byte == UInt8(ascii: "A") ? .alone : .word)
        deltas.append(gap == nil ? 0 : sign * Int32(magnitude))
        start += gap ?? magnitude
        (gap, magnitude) = (nil, 0)
      }
    }
  }

  /// The kind of `scalar`, and the scalar that takes its place. O(log runs).
  func normalized(_ scalar: UInt32) -> (kind: Kind, scalar: UInt32) {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle }
    }
    return (kinds[low], UInt32(truncatingIfNeeded: Int32(truncatingIfNeeded: scalar) &+ deltas[low]))
  }

  /// The parts of a scalar that decomposes into several of which a vocabulary may know all; nil for any other.
  static func parts(of scalar: UInt32) -> (first: UInt32, second: UInt32, third: UInt32?)? {
    switch scalar {
    case 0xac00...0xd7a3:
      // A Hangul syllable: The Unicode Standard, 3.12.
      let (syllable, trailing) = ((scalar - 0xac00) / 28, (scalar - 0xac00) % 28)
      return (0x1100 + syllable / 21, 0x1161 + syllable % 21, trailing > 0 ? 0x11a7 + trailing : nil)
    // The vowel signs O of Bengali and OO of Tamil.
    case 0x09cb: return (0x09c7, 0x09be, nil)
    case 0x0bcb: return (0x0bc7, 0x0bbe, nil)
    default: return nil
    }
  }
}
