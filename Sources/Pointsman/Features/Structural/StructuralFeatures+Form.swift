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
