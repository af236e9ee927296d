/// Consecutive Unicode scalars that a block treats alike: for programs that read prompts without Swift's own tables.
package struct ScalarRun: Sendable, Equatable {
  /// The first scalar; the run ends where the next one begins.
  package let start: UInt32
  /// Their class, in terms of the block.
  package let kind: UInt8
  /// The difference between each scalar and its replacement.
  package let delta: Int32

  /// The bits of the lexical block's kinds.
  package enum LexicalKind {
    package static let space: UInt8 = 1
    package static let word: UInt8 = 2
    package static let cased: UInt8 = 4
    package static let caseIgnorable: UInt8 = 8
  }

  /// The lexical block's table of scalars: lower case, and classes.
  ///
  /// Two mappings are not in it: İ becomes two scalars, and Σ depends on its neighbours.
  package static let lexical = runs { scalar in
    let bytes = Array(String(scalar).utf8)
    var (kind, index) = (UInt8(0), 0)
    switch CharacterClass.next(bytes.span, &index) {
    case .space: kind = LexicalKind.space
    case .word: kind = LexicalKind.word
    case .other: break
    }
    if scalar.properties.isCased { kind |= LexicalKind.cased }
    if scalar.properties.isCaseIgnorable { kind |= LexicalKind.caseIgnorable }
    let lowered = scalar.properties.lowercaseMapping.unicodeScalars
    precondition(lowered.count == 1 || scalar == "İ", "a second scalar has a lower case of several")
    return (kind, lowered.count == 1 ? Int32(lowered.first!.value) - Int32(scalar.value) : 0)
  }

  /// The semantic block's table of scalars: kind 0 removed, 1 a space, 2 a word of its own, 3 a part of a word.
  package static let semantic = runs { scalar in
    let (kind, replacement) = ScalarNormalization.standard.normalized(scalar.value)
    return (kind.rawValue, Int32(replacement) - Int32(scalar.value))
  }

  private static func runs(_ classify: (Unicode.Scalar) -> (kind: UInt8, delta: Int32)) -> [ScalarRun] {
    var runs: [ScalarRun] = []
    for value in 0...UInt32(0x10ffff) {
      // Surrogates are not scalars, and do not occur in UTF-8.
      guard let scalar = Unicode.Scalar(value) else { continue }
      let (kind, delta) = classify(scalar)
      if kind != runs.last?.kind || delta != runs.last?.delta {
        runs.append(ScalarRun(start: value, kind: kind, delta: delta))
      }
    }
    return runs
  }
}
