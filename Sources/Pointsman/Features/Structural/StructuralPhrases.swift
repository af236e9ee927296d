/// A structural feature in words: one phrase if its value lies above the mean in training, one
/// if it lies below.
///
/// Phrases follow "the prompt …". Many prompts have nothing of a feature, and lie below the mean of what few have
/// much of. So the phrase is "little or no".
enum StructuralPhrases {
  /// The phrase for the feature called `name`; every feature of the table has one.
  static func phrase(for name: String, isHigh: Bool) -> String {
    guard let phrases = table[name] else { return "\(isHigh ? "much" : "little") of: \(name)" }
    return isHigh ? phrases.high : phrases.low
  }

  /// By the feature's name.
  static let table: [String: (high: String, low: String)] = Dictionary(
    uniqueKeysWithValues: (measures + contents + cues).map { ($0.name, ($0.high, $0.low)) })

  private typealias Entry = (name: String, high: String, low: String)

  /// Lengths and shares: more or less than usual.
  private static let measures: [Entry] = [
    ("log characters", "is long", "is short"),
    ("log words", "has many words", "has few words"),
    ("log lines", "has many lines", "has few lines"),
    ("sentence length", "has long sentences", "has short sentences"),
    ("first line", "has a long first line", "has a short first line"),
    ("distinct-word share", "repeats few words", "repeats many words"),
    ("name share", "names many things", "names few things"),
    ("acronym share", "has many acronyms", "has few acronyms"),
    ("article share", "tells in full sentences", "speaks in keywords"),
    ("digit share", "has many digits", "has few digits"),
    ("capital share", "has many capitals", "has few capitals"),
    ("space share", "has much white space", "has little white space"),
    ("non-ASCII share", "has many signs beyond ASCII", "has few signs beyond ASCII"),
    ("comma share", "has many commas", "has few commas"),
    ("parenthesis share", "has many parentheses", "has few parentheses"),
    ("operator share", "has many operators", "has few operators"),
    ("number share", "has many numbers", "has few numbers"),
    ("largest number", "has a large number in it", "has no large number"),
    ("number size", "has numbers of many digits", "has numbers of few digits, or none"),
    ("variable share", "has many one-letter names", "has few one-letter names"),
    ("question stem", "has a long question", "has a short question"),
    ("code-line share", "is code to a good part", "is hardly code"),
    ("bracket depth", "nests brackets deeply", "nests brackets little or not at all"),
    ("log turns", "comes late in a conversation", "comes early in a conversation"),
    ("earlier conversation", "follows a long conversation", "follows little conversation"),
  ]

  /// Things that a prompt has or lacks.
  private static let contents: [Entry] = [
    ("amounts", "has amounts of money or per cent", "has little or no money or per cent"),
    ("fractions", "has fractions", "has few or no fractions"),
    ("powers", "has powers such as 10^9", "has few or no powers"),
    ("mathematical notation", "has mathematical notation", "has little or no mathematical notation"),
    ("dollar signs", "has dollar signs", "has few or no dollar signs"),
    ("options", "gives options to choose from", "gives few or no options to choose from"),
    ("bullets", "has a list", "has little or no list"),
    ("questions", "asks with question marks", "has few or no question marks"),
    ("blanks", "has blanks to fill in", "has few or no blanks to fill in"),
    ("examples", "gives examples", "gives few or no examples"),
    ("code fences", "contains fenced code", "contains little or no fenced code"),
    ("inline code", "quotes inline code", "quotes little or no inline code"),
    ("identifiers", "names identifiers", "names few or no identifiers"),
    ("calls", "contains calls", "contains few or no calls"),
    ("files", "names files", "names few or no files"),
    ("markup tags", "contains markup", "contains little or no markup"),
    ("quoted keys", "contains JSON or a dictionary", "contains little or no JSON"),
    ("escapes", "contains backslashes", "contains few or no backslashes"),
    ("patch lines", "contains a patch", "contains little or no patch"),
    ("stack frames", "contains a stack trace", "contains no stack trace to speak of"),
    ("error words", "describes an error", "describes little or no error"),
  ]

  /// The topic, by its words.
  private static let cues: [Entry] = [
    ("first-person words", "speaks of the writer", "speaks little or not of the writer"),
    ("explain words", "asks to explain or document", "asks little or not to explain"),
    ("design words", "speaks of design", "speaks little or not of design"),
    ("debug words", "speaks of a fault", "speaks little or not of a fault"),
    ("test words", "speaks of tests", "speaks little or not of tests"),
    ("security words", "speaks of security", "speaks little or not of security"),
    ("refactor words", "asks to change code that works", "asks little or not to change code that works"),
    ("trade-off words", "asks for a judgement", "asks little or not for a judgement"),
    ("generate words", "asks for something new", "asks little or not for something new"),
    ("function-call words", "speaks of one function", "speaks little or not of one function"),
    ("constraint words", "sets conditions", "sets few or no conditions"),
    ("vague words", "is vague", "is hardly vague"),
    ("negation words", "negates", "negates little or not"),
    ("fact-question words", "asks for facts", "asks little or not for facts"),
    ("how and why", "asks how or why", "asks little or not how or why"),
    ("conditional words", "supposes something", "supposes little or nothing"),
    ("quantity words", "asks for a quantity", "asks little or not for a quantity"),
    ("truth words", "has claims to be judged", "has few or no claims to be judged"),
    ("mathematics words", "speaks of mathematics", "speaks little or not of mathematics"),
    ("algorithm words", "speaks of algorithms", "speaks little or not of algorithms"),
    ("arithmetic words", "is a word problem", "is hardly a word problem"),
    ("Python words", "speaks of Python", "speaks little or not of Python"),
    ("other language words", "speaks of another programming language", "speaks little of other programming languages"),
    ("shell words", "speaks of shell or deployment", "speaks little or not of shell or deployment"),
    ("database words", "speaks of databases", "speaks little or not of databases"),
    ("framework words", "speaks of a framework", "speaks little or not of a framework"),
  ]
}
