/// Tells a turn that is a request of its own from one that means something only after the turns before it: "yes", "go on",
/// "now the same for the CSV exporter".
///
/// A turn of 28 bytes or more that are not white space (about six words of English) is a request of its own. So is one of 12
/// bytes or more with two words beside those of `fillers`, if no word is one of `references`: "Rename tmp to total". A word is
/// a run of letters and digits of ASCII, whose case does not matter, and of bytes beyond ASCII.
package enum FullRequest {
  package static let enoughBytes = 28
  package static let leastBytes = 12
  package static let leastWords = 2

  /// Words that refer to a turn before.
  package static let references = words(
    "again also and another but continue else instead it its keep more next now other others same so that them then these "
      + "they this those too undo")

  /// Words of assent and grammar, which do not say what is wanted.
  package static let fillers = words(
    "a ahead all am an are as at be by can could d did do does for from go good great have how i in is just let ll m me my no "
      + "nope of ok okay on one or perfect please proceed re right s said sounds sure t thank thanks the to try up us ve was we "
      + "well what when where which who why will with would yeah yep yes you your "
      // German, French, Spanish.
      + "bitte danke das es genau gut ja mach machen nein weiter accord bien bon fais le merci non oui si vas "
      + "gracias hazlo sigue sí vale")

  private static func words(_ text: String) -> [[UInt8]] { text.split(separator: " ").map { Array($0.utf8) } }

  private static let referring = Set(references)
  private static let neutral = Set(fillers)

  /// True if a turn is a request of its own. O(length), and no further than needed for long turns.
  static func isAlone(_ turn: String) -> Bool {
    let text = turn.utf8Span.span
    var count = 0
    for index in text.indices where !Boilerplate.isSpace(text[index]) {
      count += 1
      if count >= enoughBytes { return true }
    }
    guard count >= leastBytes else { return false }
    var (word, wanted) = ([UInt8](), 0)
    for index in 0...text.count {
      let byte = index < text.count ? text[index] : UInt8(ascii: " ")
      if let lowered = lowered(byte) {
        word.append(lowered)
      } else if !word.isEmpty {
        if referring.contains(word) { return false }
        wanted += neutral.contains(word) ? 0 : 1
        word.removeAll(keepingCapacity: true)
      }
    }
    return wanted >= leastWords
  }

  /// A byte of a word, letters of ASCII in lower case; nil for a byte that parts words.
  private static func lowered(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: byte
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: nil
    }
  }
}
