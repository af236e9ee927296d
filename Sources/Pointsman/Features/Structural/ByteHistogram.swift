/// How often each byte value occurs; ``CharacterTally`` keeps what is wanted of it.
struct ByteHistogram {
  private var counts = InlineArray<256, Int>(repeating: 0)
  /// Bytes read.
  let total: Int

  /// Counts the bytes of `text`; linear time.
  init(_ text: Span<UInt8>) {
    total = text.count
    for position in text.indices { counts[Int(text[position])] += 1 }
  }

  subscript(_ character: Unicode.Scalar) -> Int {
    counts.span[Int(UInt8(truncatingIfNeeded: character.value))]
  }

  /// Occurrences of the bytes in `range`.
  func count(_ range: ClosedRange<UInt8>) -> Int {
    var sum = 0
    // Through the span: reading the array itself in a loop copies it each time.
    let counts = counts.span
    for byte in range { sum += counts[Int(byte)] }
    return sum
  }
}
