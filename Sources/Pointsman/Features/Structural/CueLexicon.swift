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
