/// A prompt with letter case, spaces and punctuation taken away: what two copies of a prompt still share.
enum NormalizedPrompt {
  /// Maximal runs of letters, digits and underscores, in lower case.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isASCII ? isASCIIWord(scalar.value) : scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word.append(contentsOf: scalar.isASCII ? lowered(scalar) : scalar.properties.lowercaseMapping.unicodeScalars)
      } else if !word.isEmpty {
        words.append(String(word))
        word = String.UnicodeScalarView()
      }
    }
    if !word.isEmpty { words.append(String(word)) }
    return words
  }

  static func text(of text: String) -> String { words(of: text).joined(separator: " ") }

  private static func isASCIIWord(_ value: UInt32) -> Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
    default: false
    }
  }

  private static func lowered(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    var view = String.UnicodeScalarView()
    let isUpper = scalar.value >= 0x41 && scalar.value <= 0x5a
    view.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
    return view
  }
}
