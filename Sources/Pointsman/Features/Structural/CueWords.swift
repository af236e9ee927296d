/// A kind of word that indicates the request of a prompt, with any topic.
package enum Cue: Int, CaseIterable, Sendable {
  // The request.
  case explain, design, debug, test, security, refactor, tradeoff, generate, function
  // How it is asked.
  case constraint, vague, negation, factQuestion, howWhy, conditional, quantity, truth, example
  // The register of the text.
  case article, firstPerson
  // The topic, as far as form shows it.
  case mathematics, algorithm, arithmetic
  // Programming.
  case errors, python, language, shell, database, framework, fileExtension

  /// This cue's bit in a ``CueMask``.
  package var mask: CueMask { 1 << CueMask(rawValue) }
}

/// A set of cues, one bit a ``Cue``; a word may carry several.
package typealias CueMask = UInt64

/// A hash table from a word to its cues: open addressing, built once, exact (keys are whole words).
struct CueIndex: Sendable {
  /// The index over ``CueLexicon/words``.
  static let standard = CueIndex(CueLexicon.words)

  private var slots: [Slot]
  private let shift: UInt64
  /// A bit for each of the 2^14 upper parts that a word's hash may have, set where a listed word has it: most words are
  /// not listed, and are known by these two kilobytes not to be.
  private var filter = [UInt64](repeating: 0, count: 256)

  private struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var cues: CueMask = 0
  }

  /// Builds the index in time linear in the words; a word under several cues keeps them all.
  init(_ lexicon: [(cue: Cue, words: String)]) {
    let entries = lexicon.flatMap { entry in entry.words.split(separator: " ").map { (PackedWord($0), entry.cue.mask) }
    }
    // A quarter full at most, so that a miss ends after about one probe.
    var bits: UInt64 = 4
    while 1 << bits < 4 * entries.count { bits += 1 }
    shift = 64 - bits
    slots = Array(repeating: Slot(), count: 1 << Int(bits))
    for (word, cues) in entries {
      precondition(word.isWhole, "a cue word has at most 16 bytes")
      let hash = Self.hash(of: word)
      filter[Int(hash >> 56)] |= 1 << (hash >> 50 & 63)
      let slot = position(of: word, hash)
      slots[slot] = Slot(low: word.low, high: word.high, cues: slots[slot].cues | cues)
    }
  }

  /// The cues of `word`, none if it is not listed; constant time on average.
  @inline(__always)
  func cues(of word: PackedWord) -> CueMask {
    let hash = Self.hash(of: word)
    guard word.isWhole, filter[Int(hash >> 56)] >> (hash >> 50 & 63) & 1 != 0 else { return 0 }
    return slots[position(of: word, hash)].cues
  }

  /// Fibonacci hashing: the golden ratio as a 64-bit fraction.
  @inline(__always)
  private static func hash(of word: PackedWord) -> UInt64 {
    (word.low ^ (word.high &* 0xff51_afd7_ed55_8ccd)) &* 0x9e37_79b9_7f4a_7c15
  }

  /// The slot that holds `word`, or the free one where it would go.
  private func position(of word: PackedWord, _ hash: UInt64) -> Int {
    var slot = Int(hash >> shift)
    while slots[slot].cues != 0, slots[slot].low != word.low || slots[slot].high != word.high {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }
}

/// The cue words: lower-cased English and programming words, each under every cue that it carries.
///
/// Inflections are listed, so that what counts can be read here. A word has at most ``PackedWord/capacity`` bytes.
package enum CueLexicon {
  /// Words by cue; blanks separate them.
  package static let words: [(cue: Cue, words: String)] = requests + manner + register + subjects + programming

  private static let requests: [(cue: Cue, words: String)] = [
    (
      .explain,
      "explain explains explained explaining explanation describe describes describing clarify understand "
        + "understanding meaning mean means overview summarize summarise summary teach learn learning tutorial "
        + "walkthrough interpret illustrate elaborate document documentation discuss outline"
    ),
    (
      .design,
      "design designs designing architecture architect architectural interface interfaces api apis module "
        + "modules layer layers organize organise organization component components propose strategy roadmap "
        + "abstraction extensible scalable scalability"
    ),
    (
      .debug,
      "debug debugging bug bugs fix fixes fixed fixing broken breaks wrong incorrectly unexpected "
        + "unexpectedly issue issues reproduce reproduces reproducible regression behavior behaviour actual fails "
        + "failing crash crashes crashed hang hangs stuck workaround diagnose"
    ),
    (
      .test,
      "test tests tested testing tester testcase testcases pytest unittest junit assert asserts assertion "
        + "assertions mock mocks mocking fixture fixtures coverage tdd spec specs jest mocha"
    ),
    (
      .security,
      "security secure securely vulnerability vulnerabilities exploit attacker xss csrf authentication "
        + "authorization auth oauth encrypt encrypted encryption decrypt password passwords permission permissions "
        + "sanitize sanitise malicious"
    ),
    (
      .refactor,
      "refactor refactors refactored refactoring rewrite rewriting restructure simplify clean cleanup rename "
        + "migrate migrating migration upgrade port porting convert converting modernize deduplicate extract legacy "
        + "improve improving optimize optimise optimizing optimization faster performance"
    ),
    (
      .tradeoff,
      "tradeoff tradeoffs versus vs pros cons advantage advantages disadvantage disadvantages alternative "
        + "alternatives recommend recommended recommendation better best worse choose choosing prefer preferred "
        + "compare comparing comparison whether appropriate suitable drawback drawbacks benefit benefits"
    ),
    (
      .generate,
      "write writes writing generate generates generating create creates creating build builds building "
        + "implement implements implementing implementation produce compose add script"
    ),
    (
      .function,
      "function functions method methods class classes return returns returning argument arguments "
        + "parameter parameters def func lambda"
    ),
  ]

  private static let manner: [(cue: Cue, words: String)] = [
    (
      .constraint,
      "must only at most least without exactly should shall ensure required require requires requirement "
        + "requirements constraint constraints limit limits within satisfy satisfies satisfying satisfied guaranteed "
        + "every always never each exceed avoid cannot consists distinct"
    ),
    (
      .vague,
      "something somehow someway weird weirdly strange strangely stuff sometimes somewhere thing things "
        + "maybe perhaps seems seem seemed apparently anything whatever odd unclear confused confusing somewhat "
        + "roughly"
    ),
    (
      .negation,
      "not no nor neither never none nothing without cannot cant dont doesnt didnt isnt arent wasnt werent "
        + "wont wouldnt shouldnt couldnt hasnt havent hadnt except least false unlike"
    ),
    (.factQuestion, "which what whats who whom whose when where"),
    (.howWhy, "how why"),
    (
      .conditional,
      "if suppose supposing assume assuming assumption given then otherwise unless else would provided let "
        + "case cases hypothetical whenever"
    ),
    (
      .quantity,
      "many much number total sum count amount average mean ratio percent percentage times twice half third "
        + "quarter double triple dozen per"
    ),
    (
      .truth,
      "true false correct incorrect statement statements best likely following except valid invalid argument "
        + "describes refers known called considered"
    ),
    (.example, "example examples input inputs output outputs sample samples explanation note expected"),
  ]

  private static let register: [(cue: Cue, words: String)] = [
    (.article, "the"),
    (.firstPerson, "i me my mine we us our im ive id"),
  ]

  private static let subjects: [(cue: Cue, words: String)] = [
    (
      .mathematics,
      "equation equations polynomial polynomials integer integers prime primes real complex matrix "
        + "matrices vector vectors determinant triangle triangles circle circles angle angles radius diameter "
        + "perimeter area volume square squares cube cubes root roots derivative integral logarithm sine cosine "
        + "probability expression value values variable variables coefficient fraction fractions divisible divisor "
        + "divisors remainder modulo positive negative constant plane parallel perpendicular polygon rectangle digit "
        + "digits factor factors multiple geometric arithmetic compute evaluate calculate solve simplify degree "
        + "degrees prove proves proof proved theorem lemma corollary axiom axioms conjecture contradiction induction "
        + "iff subset homomorphism isomorphic isomorphism finite infinite abelian cyclic continuous converges "
        + "bounded"
    ),
    (
      .algorithm,
      "array arrays string strings sequence sequences subsequence subarray substring permutation permutations "
        + "tree trees graph vertex vertices edge edges node nodes grid index indices indexed operation operations "
        + "query queries modulo characters lowercase uppercase sorted sort sorting element elements path "
        + "cell cells row column rows columns pair pairs consecutive swap integers stdin standard"
    ),
    (
      .arithmetic,
      "cost costs price buy buys bought sell sells sold pay pays paid spend spends spent dollars cents earn "
        + "earns hour hours minute minutes day days week weeks month months year years old left remaining altogether "
        + "together each twice half share shared miles feet gallons pounds"
    ),
  ]

  private static let programming: [(cue: Cue, words: String)] = [
    (
      .errors,
      "traceback exception exceptions error errors failed failure failures fatal panic segfault undefined "
        + "nullpointer stderr abort aborted timeout deadlock stacktrace unhandled uncaught raise raised raises "
        + "throws thrown"
    ),
    (
      .python,
      "python def self elif none import print len range pip numpy pandas django flask pytest lambda kwargs "
        + "args init str dict tuple py ipython jupyter"
    ),
    (
      .language,
      "javascript typescript html css react vue nodejs npm const async await dom frontend jsx tsx js "
        + "rust golang swift kotlin java csharp dotnet cpp php ruby scala haskell perl matlab fortran jvm "
        + "android void int printf malloc struct fn mut impl cargo std cout unsigned extends maven gradle webpack"
    ),
    (
      .shell,
      "bash shell sudo docker kubernetes git linux ubuntu windows terminal command cli chmod grep curl yaml "
        + "install installed nginx aws deploy pipeline ci"
    ),
    (
      .database,
      "sql select join varchar postgres postgresql mysql sqlite mongodb database databases query queries "
        + "schema"
    ),
    (
      .framework,
      "framework frameworks library libraries package packages plugin sdk dependency dependencies "
        + "django react numpy pandas matplotlib sympy scipy sklearn tensorflow pytorch rails kubernetes docker vue "
        + "angular express hibernate spring swiftui qt"
    ),
    (
      .fileExtension,
      "py js ts tsx jsx swift c h cc cpp hpp java rs go rb php cs html css json yaml yml toml md rst txt "
        + "csv xml sh sql log cfg ini lock kt"
    ),
  ]
}
