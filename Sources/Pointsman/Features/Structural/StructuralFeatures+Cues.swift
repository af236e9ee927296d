extension StructuralFeatures {
  /// What is asked for.
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

  /// What it is about, as far as single words tell.
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
