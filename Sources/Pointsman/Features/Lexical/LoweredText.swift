/// Text in lower case, as Python's `str.lower` would have it, in UTF-8.
enum LoweredText {
  /// Appends the lower-case form of `text` to `bytes`. O(length).
  ///
  /// Unicode's unconditional mappings, and its one context-dependent rule that Python applies: a capital sigma that
  /// ends a word becomes ς.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      if scalar.isASCII {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        bytes.append(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)
      } else if scalar == "Σ" {
        bytes.append(contentsOf: (endsWord(scalars, at: index) ? "ς" : "σ").utf8)
      } else if scalar.properties.changesWhenLowercased {
        bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
      } else {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
      }
      index = scalars.index(after: index)
    }
  }

  /// Unicode's Final_Sigma: a cased letter before, none after, case-ignorable scalars aside.
  private static func endsWord(_ scalars: String.UnicodeScalarView, at sigma: String.Index) -> Bool {
    let before = scalars[..<sigma].last { !$0.properties.isCaseIgnorable }
    let after = scalars[scalars.index(after: sigma)...].first { !$0.properties.isCaseIgnorable }
    return (before?.properties.isCased ?? false) && !(after?.properties.isCased ?? false)
  }
}
