/// The normalization of a Unicode scalar by all-MiniLM-L6-v2's tokenizer, before it looks for pieces.
///
/// One look-up replaces the reference's five steps, `BertNormalizer` (clean text, CJK characters apart, NFD without
/// nonspacing marks, lower case) and `BertPreTokenizer` (white space and punctuation part words): all of them treat a
/// scalar alike at every place, except for the order of combining marks, and the vocabulary has no mark that could move.
/// The table is made from the reference itself: its categories are of Unicode 8, its decompositions from before 13, its
/// lower case of 17, and the system's would differ from each.
struct ScalarNormalization: Sendable {
  enum Kind: UInt8, Sendable {
    /// Controls, formats, nonspacing marks: the text on both sides is one word.
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
  /// The difference that is added to the scalars of each run.
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

  /// The parts of a scalar that decomposes into several, if a vocabulary may know all of them; else nil.
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

extension ScalarNormalization {
  /// The 2,022 runs of scalars that fare alike, as Tests/PointsmanTests/Golden/make_scalar_normalization.py wrote them,
  /// which says how they are spelt; from PyPI's tokenizers 0.23.3.
  static let runs = """
    9R2S2R1SiR1SfAaW7Aq+wW6AqW4AxR1S1A5W1A3W1A1W1R8W2A3W1A3W1A1-2nW1-2oW1-2pW1-2qW1-2rW1-2sW1+wW1-2sW1-2rW1-2sW1-2tW1-\
    2uW1-2rW1-2sW1-2tW1-2uW1+wW2-2rW1-2sW1-2tW1-2uW1-2vW1W1+wW1-2sW1-2tW1-2uW1-2vW1-2sW1+wW1W1-3jW1-3kW1-3lW1-3mW1-3nW\
    1-3oW1W1-3oW1-3nW1-3oW1-3pW1-3qW1-3nW1-3oW1-3pW1-3qW1W2-3nW1-3oW1-3pW1-3qW1-3rW2W1-3oW1-3pW1-3qW1-3rW1-3oW1W1-3qW1\
    -4fW1-4gW1-4hW1-4iW1-4jW1-4kW1-4jW1-4kW1-4lW1-4mW1-4nW1-4oW1-4pW2-4qW1-4rW1+1W1W1-4tW1-4uW1-4vW1-4wW1-4xW1-4yW1-4z\
    W1-50W1-51W1-52W1-51W1-52W1-53W1-54W1-55W1-56W1-57W2-58W1-59W1+1W1W1-5bW1-5cW1-5dW1-5eW1-5fW1-5gW1-5hW1-5iW1-5jW3W\
    1-5mW2-5nW1-5oW1W1-5pW1-5qW1-5rW1-5sW1-5tW1-5uW2W1+1W1W1-5xW1-5yW1-5zW1-60W1-61W1-62W1W1+1W1W1-65W1-66W1-67W1-68W1\
    -69W1-6aW1+1W1W1-6aW1-6bW1-6cW1-6dW1-6eW2-6fW1-6gW1-6hW1-6iW1-6jW1-6kW1-6lW2-6mW1-6nW1-6oW1-6pW2W1-6rW1-6sW1-6tW1-\
    6uW1-6vW1-6wW1-6xW1-6yW1-6zW1-70W1-71W1-72W1-71W1-72W1-71W1-72W2-73W1-74W1-75W1-76W1-77W1-78W7W1+5qW8W1+5mW1+5nW1+\
    1W2W1+5rW2W1+5tW4W1+5vW1+5xW2W1-8hW1-8iW4W1+62W2W1+62W5W1-8qW1-8rW2+61W4W1+63WlW1-a4W1-a5W1-9yW1-9zW1-9uW1-9vW1-9q\
    W1-9rW1-9sW1-9tW1-9uW1-9vW1-9wW1-9xW1-9yW1-9zW1W1-alW1-amW1-anW1-aoW1-70W1-71W2W1-anW1-aoW1-alW1-amW1-ajW1-akW1-al\
    W1-amW1+4kW1+4jW1-auW3W1-b1W1-b2W2W1-ayW1-azW1-bdW1-beW1-7qW1-7rW1-7aW1-7bW1-bjW1-bkW1-blW1-bmW1-bjW1-bkW1-blW1-bm\
    W1-bjW1-bkW1-blW1-bmW1-bhW1-biW1-bjW1-bkW1-biW1-bjW1-bkW1-blW1-bjW1-bkW1-blW1-bmW1-bpW2-bqW1-brW2W1-c6W1-c7W6W1-cl\
    W1-cmW1-cjW1-ckW1-cbW1-ccW1-cdW1-ceW1-cfW1-cgW1-chW1-ciW1-c9W1-caWgW1+1xW1+1zW56W34ReW1-n7A6W1-kdW1+17W1-k0A1+19W1\
    +1aW1+1bW1W1+1fW1W1+1jW1+1mW1+15Wh+wW1W7+wW1+fW1+qW1+5W1+8W1+9W1+aW1+lWpW1-hW1-6W1-dW1-8W1-5W11W1-1oWbW1+1hW1+1gW1\
    +28W1+1cW1+28W1W1+28W1+27W4+28W1+1aW1+17W1+1hW1W9+wW1+vWm+wW9W1-1WmW1-rW1-sW1W1-wW3W1-1W4W1-yW1-11W1-rW10W5R1kW1+f\
    W1-3vW1-3wWdW1-4gW1-4hW1-4iW1-4jW2W1-4hW1-4iW4W1-4mW2-4nW1-4oW2W1-4qW1-4rW1-4sW1-4tW1-4oW1-4pW4W1-4fW1-4gW1-4rW1-4\
    sW1-4tW1-4uW1-4vW1-4wW1-4tW1-4uW2W1-4tW1-4uW1jW5+1cW3W1+1cW1W2+1cW2W2+1cW3W3+1cW1W1+1cW1W1+1cW2W4+1cW1W1+1cW1W1+1c\
    W5W6A15W2A6W19R1A1R1A2R1A2R1A1R17W2AbW6R3W2A1W2A2WbR1A1R1W2A2W1+5W1+4W1+10W1+2W1+10W10WlRaW4A2W1R29W1-1WgW1-1W1A1W\
    8R1W6R2W2R1W4RiWeA1W1R1W1RuWrR2jWbR1mW9R3W3AsW4R1W9R1W3R1W5R2WfAqW3R2W1A3oWwR12W1-1W7W1-1W8W1R1W1R4W8R4W1R3W7R3-1v\
    W1-1rW1-1nW2W1-1cW2W2R2AaW1AgW1R1mW1R4W4R8W1ReW1-1nW2W1-1cW2W2RtW2R1lW1R4W2R4W2R2W3R3W1RuW2R3W1RbW2R1lW1R4W5R1W2R4\
    W1RkW2RcW1AgW1R1mW1R2W1R1W4R8W1R8W1RbW2RuW1R1pW1RcW1R1eW1R1pW3R5W3R1W4R7W2RbW2RtW1R1mW1R2W1R6W1R5W2RkW2RtW1R1rW4R8\
    W1RkW2R2uW1R7W3R1W1RtW1A1oW1R2W7RcW8R1AaW2A2dW1R2W6R1W2RbW6R1iWfA1W1A3W2RrW1R1W1R1W1R4A5W1-1WeW1-1W4W1-1WpWeR1W5R1\
    A2R5WbR1W10R9W1R9W5A4W2A2aW4R1W6R1W2R2W2RbW6A8W2R4W3RgW4RdW1R2W2R6W1RfW1R2lW1AgxW3R9A47W1Ah8W2AhW1SqW2A26W3A10W3Rt\
    W3R2ArW2RuW2R1sW2R1W7R8W1R2WbR3A1W3A2W1RyWbA4R4aW1R3aW3R4W2R9W1R6W3R8W2A5tW2R2W1R2W2A1iW1R1W7R1W1R1W1R2W8R6WaR2W1R\
    wW7A1W6A2WeR1uW4R1cW1R1W5R1W1R5W1RnW7AaW9RcW2RwW4R2W2R1W3R1kW1R1W2R3W1R1W3RaW4A18W8R2W2R3W5A1qW2AgW6-2bkW1W7-2bkW2\
    W4-2bkWsW8A8W3R1AdR1W7R4W1R6W1R3W2R5iW1iR6W4R1-5unW2-5uoW1-5upW1-5uqW1-5urW1-5usW2-5utW2-5uuW1-5uvW1-5uwW1-5uxW1-5\
    uyW1-5uzW1-5v0W1-5v1W1-5v2W2-5v3W1-5v4W1-5v5W1-5v6W1-5v7W1-5v8W1-5v9W1-5vaW1-5vbW2-5vcW2-5vdW2-5veW1-5vfW1-5vgW1-5\
    vhW1-5viW1-5vjW1-5vkW1-5vlW1-5vmW2-5vnW1-5voW1-5vpW1-5vqW1-5vpW1-5vqW1-5vrW1-5vsW1-5vtW2-5vuW1-5vvW1-5vwW1-5vxW1-5\
    vyW1-5vzW1-5w0W2-5w1W1-5w2W1-5w3W1-5w4W1-5w5W2-5w6W1-5w7W1-5w8W1-5w9W1-5waW1-5wbW1-5wcW2-5wdW1-5weW1-5wfW1-5wgW1-5\
    whW1-5wiW1-5wjW2-5wkW1-5wlW1-5wmW1-5wnW1-5wmW1-5wnW1-5woW1-5wpW1-5wqW1-5wrW1-5wsW2-5wtW1-5wuW1-5wvW1-5wwW1-5wxW1-5\
    wyW1-5wzW1-5x0W1-5x1W2-5x2W1-5x3W1-5x4W1-5x5W1-5x6W1-5x7W1-5x8W2-5x9W1-5xaW1-5xbW1-5xcW1-5xdW1-5xeW1-5xfW1-5xgW1-5\
    xhW2-5xiW1-5xjW1-5xkW2-5xlW1-5xmW1-5xnW1-5xoW1-5xpW1-5xqW1-5xrW1-5xsW1-5xtW2-5xuW1-5xvW1-5xwW2-5xxW2-5xyW1-5xzW1-5\
    y0W1-5y1W1-5y2W1-5y3W1-5ymW1-5ybW1-5y9W1-5y8W4W1-5vjW1W1-5z3W1-5z4W1-5z5W1-5z6W1-5z7W1-5z8W1-5z9W1-5zaW1-5zbW1-5zc\
    W1-5zdW1-5zeW1-5zfW1-5zgW1-5zhW1-5ziW1-5zjW1-5zkW1-5zlW1-5zmW1-5znW1-5zoW1-5zpW1-5zqW1-5znW1-5zoW1-5zpW1-5zqW1-5zr\
    W1-5zsW1-5ztW1-5zuW1-5zvW1-5zwW1-5zxW1-5zyW1-5zzW1-600W1-601W1-602W1-5zzW1-600W1-601W1-602W1-5zxW1-5zyW1-5zzW1-600\
    W1-601W1-602W1-603W1-604W1-605W1-606W1-607W1-608W1-609W1-60aW1-60bW1-60cW1-60dW1-60eW1-60fW1-60gW1-60hW1-60iW1-60j\
    W1-60kW1-60fW1-60gW1-60hW1-60iW1-60jW1-60kW1-60lW1-60mW1-60nW1-60oW1-60pW1-60qW1-60rW1-60sW1-60pW1-60qW1-60rW1-60s\
    W1-60tW1-60uW1-60vW1-60wW6W1-5e7W1-5e8W1-5e9W1-5eaW1-5ebW1-5ecW1-5edW1-5eeW1-5efW1-5egW1-5ehW1-5eiW1-5ejW1-5ekW1-5\
    elW1-5emW1-5ejW1-5ekW1-5elW1-5emW1-5enW1-5eoW2W1-5erW1-5esW1-5etW1-5euW1-5evW1-5ewW2W1-5exW1-5eyW1-5ezW1-5f0W1-5f1\
    W1-5f2W1-5f3W1-5f4W1-5f5W1-5f6W1-5f7W1-5f8W1-5f9W1-5faW1-5fbW1-5fcW1-5fbW1-5fcW1-5fdW1-5feW1-5ffW1-5fgW1-5fhW1-5fi\
    W1-5fjW1-5fkW1-5flW1-5fmW1-5fnW1-5foW1-5fpW1-5fqW1-5flW1-5fmW1-5fnW1-5foW1-5fpW1-5fqW2W1-5ftW1-5fuW1-5fvW1-5fwW1-5\
    fxW1-5fyW2W1-5fvW1-5fwW1-5fxW1-5fyW1-5fzW1-5g0W1-5g1W1-5g2W1W1-5g4W1W1-5g6W1W1-5g8W1W1-5gaW1-5g7W1-5g8W1-5g9W1-5ga\
    W1-5gbW1-5gcW1-5gdW1-5geW1-5gfW1-5ggW1-5ghW1-5giW1-5gjW1-5gkW1-5glW1-5gmW1-5hbW1-5hcW1-5h9W1-5haW1-5h9W1-5haW1-5h9\
    W1-5haW1-5h5W1-5h6W1-5h1W1-5h2W1-5gzW1-5h0W2W1-5hrW1-5hsW1-5htW1-5huW1-5hvW1-5hwW1-5hxW1-5hyW1-5hzW1-5i0W1-5i1W1-5\
    i2W1-5i3W1-5i4W1-5i5W1-5i6W1-5i1W1-5i2W1-5i3W1-5i4W1-5i5W1-5i6W1-5i7W1-5i8W1-5i9W1-5iaW1-5ibW1-5icW1-5idW1-5ieW1-5\
    ifW1-5igW1-5hzW1-5i0W1-5i1W1-5i2W1-5i3W1-5i4W1-5i5W1-5i6W1-5i7W1-5i8W1-5i9W1-5iaW1-5ibW1-5icW1-5idW1-5ieW1-5j3W1-5\
    j4W1-5j5W1-5j6W1-5j7W1W1-5j9W1-5jaW1-5jbW1-5jcW1-5jdW1-5jeW1-5jfW1W1-5j9W2W1-655W1-5jfW1-5jgW1-5jhW1W1-5jjW1-5jkW1\
    -5jnW1-5joW1-5jnW1-5joW1-5jpW3W1-5jrW1-5jsW1-5jtW1-5juW2W1-5jxW1-5jyW1-5jzW1-5k0W1-5k1W1-5k2W4W1-5jvW1-5jwW1-5jxW1\
    -5jyW1-5k3W1-5k4W1-5k1W1-5k2W1-5k3W1-5k4W1-5k5W1-5k6W1-5kbW1-66dW1-66eW1-68fA2W1-5k9W1-5kaW1-5kbW1W1-5kdW1-5keW1-5\
    kpW1-5kqW1-5khW1-5kiW1-5kjW1-66hW2WbS5RoA2S5R1SkA1WdA1WcA1S5R1WaRdW2AeW2A1tWdR4W1R3WcR1hW1-5stW3W1-6gvW1-6h6W32W1-\
    aW1-9WiW1-qWwW1+3W1lW1-1W1rW1-1WmW1-6qrA1W1-1WbW1-6r6A1-6r5A2-cWiW1-2W3W1-2W3jW4AtW2+2jjAu5WeA27W2AvWaAb7WmA1rW4Aw\
    W2Ah0W1-8afWaW1-8bgW1W1-8bjW1-8biW3iW3R7W4A1W2A34W1AeW1R2oWwR1bA1WjAcdW1S3A4WaA2WcAaW4R2W1AcW1AeW1-1W1W1-1W1W1-1W1\
    W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W2W1-1W1W1-1W1W1-1W6W1-1W1-2W1W1-1W1-2W1W1-1W1-2W1W1-1W1-2W1W1\
    -1W1-2WmW1-26W4W2R5W1AbW1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W1W1-1W3W1-1W1W1-1W2W1-1W1W1-1W1W1-1W6W1-1W1-\
    2W1W1-1W1-2W1W1-1W1-2W1W1-1W1-2W1W1-1W1-2WmW1-26W2W1-8W3W1AlgW534A1sWg74AziW2A7hW3A2nW1R3W1AaR1AvW2R28W2R6A50W1-wn\
    fW1-wn5W1-wn8WmW1-wn7W1oW1R3W1R4W1RpW2R25W4A24W1R9W2AgWiR6W3A1W1A15W8R2AnWbRdW1AwW3R1cW1R2W4R2W1R4WdAgW2A5W1R1vW6R\
    2W2R2W2RcW1R8W1RfW4AsW1R1fW1R1W3R2W2R5W2R1W1RsW2AcW2R2W2A4W1R6mW1R2W1R2W1A1W1R8peW6ioR2A1-kzcA7A1-ke1A1A1-vk4AvA1-\
    km6A1iA1-wukA3A1-xuiA5A1-prgA1-n51AdA1-nilA4A1-vm6A8A1-wz3A3A1-umyAyA1-kfxAiA1-htjA2A1-x1aApA1-sybA7A1-kkdAaA1-swt\
    A2A1-p4cAgA1-mgsA1A1-m7zAeA1-pffA1A1-pe4AaA1-krtAuA1-rtaA1A1-rhhA4A1-phqAgA1-nokA1-nolA7A1-l2oA1fA1-rjsApA1-nglA23\
    AtW1-1cg4W1RbW1-1cg1W1-1cg2W1-1cg3W1-1cg4W1-1cguW1-1cgvW7-1cgwW1W5-1cgwW1W1-1cgwW1W2-1cgwW1W2-1cgwW1W5-1cgwW1-1chi\
    W1-1chnW1-1cheW1-1ch6WdrW2A5cWgRaA6WgRzA1WeA1W1A4W1A1W2A43W1R1W3A1W6A1W4AaW2A3W2AqW3A1W1ArW1A1W1A1W7A43W3R1W1R76W3\
    A6yW1R6aW1R45W5R10W1A1cW1AbiW1AknW1A5jW1AvW1A5dW3R1W2R5W4R14W3R4W1RgW9A12W1A2tW2R9W7A1uW7A2hW4Av8W1R1iWfR7A1dW3R1d\
    W4R2W2R2A1R4A1qW3R10W5R1W8RbW4A1bW1R2AaW2R1gW9R6W5A3R1AdW1A1W3A27W3R2W1R1W2R6A2zW1A1hW1R3W8RlW2R1mW1R3W1R11W7R3W5R\
    8uW6R1W1R4W2R1W2R2W1A6jW4R6W2R1W2RnA4W2R2dW8R2W1R1W2R3A2vW1R1W1R2W6R1W1R2tW3R2W4R1W5RgW3A2ltW5AdtlW2A3kW5R1A1mW7R5\
    A8W1AuiW4Rf7uW2R1A4R43nW3R9WgR2W7RuW4R44W3R1izW1jR4W1eR8W1ReW1R2W5AfW5R1WfR2sgW7R4kpWwyoAwW3dsA74W49cA85sW17A1-3pq\
    sA2A1-3pp0AzA1-3oucA23A1-3nbbAjA1-3mw2ApA1-3lxwA1gA1-3kp6A13A1-3jj2AsA1-3iufA1-3iugAeA1-3idjA1oA1-3gmaA3wAfhepW1Ru\
    W2oR3kW6oR1e6oW1ekeR2W1ekeR2W
    """
}
