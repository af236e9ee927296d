internal import PointsmanSupport

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
    .init("first line", "0 and up, log half lines; a title is short, a question in one paragraph is long") {
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
    .init("first-person words", "0 and up; somebody describes their own situation") { cue($0, .firstPerson) },
  ]

  /// The content of the text.
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

extension StructuralFeatures {
  /// Numbers and notation.
  static let numeric: [StructuralFeature] = [
    .init("number share", "0 to 1, numbers among words; tables and data") {
      share($0.numbers.total, of: $0.numbers.total + $0.words.total, pseudoCount: 5)
    },
    .init("largest number", "0 to some 12, log of its digits; big limits rule out the easy way") {
      smoothCount($0.numbers.largest)
    },
    .init("number size", "0 to some 5, log mean digits; years, amounts, or small counts") {
      smoothCount($0.numbers.digits / Double($0.numbers.total + 1))
    },
    .init("amounts", "0 and up, money and per cent; everyday arithmetic") { smoothCount($0.numbers.amounts) },
    .init("fractions", "0 and up, 3/4; exact reckoning") { smoothCount($0.numbers.fractions) },
    .init("powers", "0 and up, 10^9 and its like; limits and formulas") { smoothCount($0.numbers.powers) },
    .init("mathematical notation", "0 and up, LaTeX commands and signs like ≤ and ∀; formal statements") {
      smoothCount($0.marks.notation)
    },
    .init("dollar signs", "0 and up, money apart; mathematics between dollars, shell variables") {
      smoothCount($0.marks.dollars)
    },
    .init("variable share", "0 to 1, single letters among words; symbolic reasoning") {
      share($0.words.singleLetters, of: $0.words.total, pseudoCount: 5)
    },
  ]

  /// The layout of the task.
  static let shape: [StructuralFeature] = [
    .init("options", "0 and up, A. B. C. in order; a choice is easier than an answer of one's own") {
      smoothCount($0.options.total)
    },
    .init("question stem", "0 and up, log half lines before the options, or in all; the question without its answers") {
      smoothCount(Double($0.stem) / 40)
    },
    .init("bullets", "0 and up; several requirements or steps") { smoothCount($0.lines.bullets) },
    .init("questions", "0 and up, question marks; several questions at once") { smoothCount($0.marks.questions) },
    .init("blanks", "0 and up, underscores to be filled in; a cloze wants recall") { smoothCount($0.marks.blanks) },
    .init("examples", "0 and up, input, output, sample …; worked cases pin the task down") { cue($0, .example) },
  ]

  /// Signs of program text.
  static let code: [StructuralFeature] = [
    .init("code fences", "0 and up; pasted code") { smoothCount($0.marks.fences) },
    .init("inline code", "0 and up, single backquotes; names of things in code") { smoothCount($0.marks.backquotes) },
    .init("code-line share", "0 to 1; how much of the prompt looks like code") {
      Float($0.lines.code / Double($0.lines.filled + 1))
    },
    .init("bracket depth", "0 and up, log; nested calls, data and formulas") { smoothCount($0.marks.depth) },
    .init("identifiers", "0 and up, snake_case, camelCase, ::, word.word; names from a code base") {
      smoothCount($0.words.identifierJoints)
    },
    .init("calls", "0 and up, name( and name[; program text even where unmarked") {
      smoothCount($0.words.calls)
    },
    .init("files", "0 and up, names with an extension, paths; work across a repository") {
      smoothCount(Double($0.words.files) + 0.5 * Double($0.words.slashes))
    },
    .init("markup tags", "0 and up; HTML and XML") { smoothCount($0.marks.tags) },
    .init("quoted keys", "0 and up, a quote before a colon; JSON and dictionaries") { smoothCount($0.marks.keys) },
    .init("escapes", "0 and up, backslashes before no command; regular expressions, string escapes, paths") {
      smoothCount($0.marks.escapes)
    },
    .init("patch lines", "0 and up; a change to be reviewed or applied") { smoothCount($0.lines.patch) },
    .init("stack frames", "0 and up; a trace to be read") { smoothCount($0.lines.frames) },
    .init("error words", "0 and up, error, exception, ValueError; a failure to be explained") { cue($0, .errors) },
  ]
}

extension StructuralFeatures {
  /// The request.
  static let requests: [StructuralFeature] = [
    .init("explain words", "0 and up; explanation and documentation") { cue($0, .explain) },
    .init("design words", "0 and up; architecture and interfaces") { cue($0, .design) },
    .init("debug words", "0 and up; a fault to be found") { cue($0, .debug) },
    .init("test words", "0 and up; tests to be written or passed") { cue($0, .test) },
    .init("security words", "0 and up; security-sensitive work") { cue($0, .security) },
    .init("refactor words", "0 and up; changing code that works") { cue($0, .refactor) },
    .init("trade-off words", "0 and up; a judgement is wanted, not a fact") { cue($0, .tradeoff) },
    .init("generate words", "0 and up; something new is to be written") { cue($0, .generate) },
    .init("function-call words", "0 and up, function, return, argument; one unit of code") { cue($0, .function) },
  ]

  /// How it is asked.
  static let manner: [StructuralFeature] = [
    .init("constraint words", "0 and up, must, only, at most; conditions to keep in mind") { cue($0, .constraint) },
    .init("vague words", "0 and up, something, weird, stuff; the task itself is unclear") { cue($0, .vague) },
    .init("negation words", "0 and up; negated questions are missed more often") { cue($0, .negation) },
    .init("fact-question words", "0 and up, which, what, who, when, where; recall or a choice is wanted") {
      cue($0, .factQuestion)
    },
    .init("how and why", "0 and up; reasons or a procedure are wanted") { cue($0, .howWhy) },
    .init("conditional words", "0 and up, if, suppose, given; reasoning from assumptions") { cue($0, .conditional) },
    .init("quantity words", "0 and up, how many, total, average; a number is wanted") { cue($0, .quantity) },
    .init("truth words", "0 and up, true, correct, statement; claims to be judged") { cue($0, .truth) },
  ]

  /// The topic, as far as single words show it.
  static let subjects: [StructuralFeature] = [
    .init("mathematics words", "0 and up; school and college mathematics") { cue($0, .mathematics) },
    .init("algorithm words", "0 and up, array, tree, query; contest problems") { cue($0, .algorithm) },
    .init("arithmetic words", "0 and up, cost, each, remaining; word problems") { cue($0, .arithmetic) },
  ]

  /// Languages and tools.
  static let tools: [StructuralFeature] = [
    .init("Python words", "0 and up; models differ by language") { cue($0, .python) },
    .init("other language words", "0 and up, JavaScript, Rust, Java …; models differ by language") {
      cue($0, .language)
    },
    .init("shell words", "0 and up, shell, containers, deployment; work outside the program") { cue($0, .shell) },
    .init("database words", "0 and up; SQL and schemas") { cue($0, .database) },
    .init("framework words", "0 and up; a library must be known") { cue($0, .framework) },
  ]

  /// The conversation around the turn.
  static let conversation: [StructuralFeature] = [
    .init("log turns", "0 and up; long conversations carry context") { smoothCount($0.turns) },
    .init("earlier conversation", "0 and up, log bytes before this turn; how much must be remembered") {
      smoothCount($0.earlierBytes)
    },
  ]
}

/// log(1 + n): one more matters less the more there are.
func smoothCount(_ n: Int) -> Float { log1p(Float(n)) }

/// log(1 + x) of a quantity that is not negative.
func smoothCount(_ x: Double) -> Float { Float(log1p(x)) }

/// part / (whole + pseudoCount): zero for an empty text, and slow to leave it.
func share(_ part: Int, of whole: Int, pseudoCount: Float) -> Float { Float(part) / (Float(whole) + pseudoCount) }
