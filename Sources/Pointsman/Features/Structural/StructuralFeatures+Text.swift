extension StructuralFeatures {
  /// How much there is to read.
  static let size: [StructuralFeature] = [
    .init("log characters", "0 and up; long prompts ask for more at once") { smoothCount($0.characters.total) },
    .init("log words", "0 and up; length without the weight of code and tables") { smoothCount($0.words.total) },
    .init("log lines", "0 and up; pasted material and lists have many lines") { smoothCount($0.lines.filled) },
    .init("sentence length", "0 to some 6, log words a sentence; involved sentences are harder to follow") {
      smoothCount(Double($0.words.total) / Double($0.marks.sentences + 1))
    },
    // In half lines of forty bytes, so that a word more in a short title moves it little.
    .init("first line", "0 and up, log half lines; a title is short, a question told in one paragraph is long") {
      smoothCount(Double($0.lines.first) / 40)
    },
  ]

  /// Who speaks, and how learned.
  static let register: [StructuralFeature] = [
    .init("distinct-word share", "0 to 1, log distinct over log words; worked examples and tables repeat themselves") {
      smoothCount($0.words.distinct) / (smoothCount($0.words.total) + 1)
    },
    .init("name share", "0 to 1, capitalised words inside sentences; names ask for knowledge of facts") {
      share($0.words.capitalised, of: $0.words.total, pseudoCount: 5)
    },
    .init("acronym share", "0 to 1, words all in capitals; abbreviations mark a field's jargon") {
      share($0.words.acronyms, of: $0.words.total, pseudoCount: 5)
    },
    .init("article share", "0 to 1, the; a situation described, not keywords") {
      share($0[.article], of: $0.words.total, pseudoCount: 5)
    },
    .init("first-person words", "0 and up; somebody tells of a situation of their own") { cue($0, .firstPerson) },
  ]

  /// What the text is made of.
  static let characters: [StructuralFeature] = [
    .init("digit share", "0 to 1; data and calculations") { characterShare($0, $0.characters.digits) },
    .init("capital share", "0 to 1; names, acronyms, shouting") { characterShare($0, $0.characters.capitals) },
    .init("space share", "0 to 1; indentation and tables") { characterShare($0, $0.characters.spaces) },
    .init("non-ASCII share", "0 to 1; other languages and typeset symbols") {
      characterShare($0, $0.characters.nonASCII)
    },
    .init("comma share", "0 to 1; enumerations and argument lists") { characterShare($0, $0.characters.commas) },
    .init("parenthesis share", "0 to 1; asides, calls, formulas") { characterShare($0, $0.characters.parentheses) },
    .init("operator share", "0 to 1; formulas and program text") { characterShare($0, $0.characters.operators) },
  ]

  /// A share of the text's characters, in which twenty more, all of another kind, are supposed.
  static func characterShare(_ statistics: borrowing TextStatistics, _ part: Int) -> Float {
    share(part, of: statistics.characters.total, pseudoCount: 20)
  }

  /// The smoothed number of words that carry `cue`.
  static func cue(_ statistics: borrowing TextStatistics, _ cue: Cue) -> Float { smoothCount(statistics[cue]) }
}
