import PointsmanEncoder
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import Testing

@testable import Pointsman
@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("CategoryFit")
struct CategoryFitTests {
  private static let words = [
    ["loop", "array", "parser"], ["sonnet", "rhyme", "verse"], ["tax", "invoice", "budget"],
  ]
  private static let names = ["code", "poetry", "trade"]

  /// Vectors of eight numbers, one a word, from a seeded generator; 0 for a word that the vocabulary has not.
  private static let tokens: TokenTable = {
    let pieces = ["[UNK]"] + words.flatMap { $0 } + ["now", "please", "the"]
    var generator = SplitMix64(seed: 3)
    return TokenTable(
      vocabulary: WordPieceVocabulary(lines: Array(pieces.joined(separator: "\n").utf8) + [0x0a])!,
      vectors: Matrix(
        rows: pieces.count, columns: 8,
        values: (0..<pieces.count * 8).map { $0 < 8 ? 0 : Float(generator.next(below: 2001)) / 1000 - 1 }),
      provenance: [:])
  }()

  /// Prompts of two words of their category and one of any; "a" solves code and trade, "b" poetry, but for one in ten.
  private static func table(recategorising changed: Set<Int> = []) -> OutcomeTable {
    var generator = SplitMix64(seed: 5)
    return OutcomeTable(
      rows: (0..<180).map { index in
        let kind = index % 3
        var text = (0..<2).map { _ in words[kind][Int(generator.next(below: 3))] }
        text.insert(["now", "please", "the"][Int(generator.next(below: 3))], at: Int(generator.next(below: 3)))
        let solves = (kind != 1) != (generator.next(below: 10) == 0)
        let category = names[changed.contains(index) ? (kind + 1) % 3 : kind]
        return (
          OutcomeRow(id: "r\(index)", prompt: Prompt(text.joined(separator: " ")), category: category),
          ["a": Outcome(score: solves ? 1 : 0), "b": Outcome(score: solves ? 0 : 1)]
        )
      })
  }

  /// Row i in fold ⌊i / 3⌋ mod 5, so that every fold has every category.
  private static let folds = (0..<180).map { $0 / 3 % 5 }

  private static func guess(_ table: OutcomeTable) throws -> CategoryClassifierFit {
    let set = FeaturizedTable(table, tokens: tokens, partingDuplicates: true)
    return try #require(try CategoryClassifierFit(set, folds: folds, threads: 1))
  }

  @Test("Rows look like their own category to regressions that did not see them; shares are at most 1 in all")
  func guesses() throws {
    let guess = try Self.guess(Self.table())
    #expect(guess.names == Self.names && guess.certificates.allSatisfy(\.converged))
    for row in 0..<180 {
      let shares = (0..<3).map { guess.shares[row, $0] }
      #expect(shares.reduce(0, +) < 1 + 1e-5 && shares.allSatisfy { $0 >= 0 })
    }
    let right = (0..<180).count { row in (0..<3).max { guess.shares[row, $0] < guess.shares[row, $1] } == row % 3 }
    #expect(right > 170)
  }

  @Test("What a row looks like does not depend on the categories of its own fold")
  func heldOut() throws {
    // One row in fold 0 changes its category. The choice of a penalty does see it, and is the same here.
    let (a, b) = (try Self.guess(Self.table()), try Self.guess(Self.table(recategorising: [0])))
    var (own, others) = (Float(0), Float(0))
    for row in 0..<180 {
      let difference = (0..<3).reduce(Float(0)) { max($0, abs(a.shares[row, $1] - b.shares[row, $1])) }
      if Self.folds[row] == 0 { own = max(own, difference) } else { others = max(others, difference) }
    }
    // What is left is rounding: columns of one batch are added up in another order.
    #expect(own < 1e-4 && others > 1e-2, "\(own), \(others)")
  }

  @Test("The shipped block knows the kind of a new prompt")
  func shipped() throws {
    let head = try Self.guess(Self.table()).head(weights: Matrix(rows: 3, columns: 2))
    func shares(_ text: String) -> [Float] {
      var tokenizer = WordPieceTokenizer(Self.tokens.vocabulary)
      tokenizer.tokenize(text)
      return head.shares(of: StructuralFeatures.values(of: Prompt(text)), tokenizer)
    }
    for (kind, words) in Self.words.enumerated() {
      let seen = shares("\(words[0]) the \(words[1])")[kind]
      #expect(seen > 0.7, "\(words)")
    }
  }

  @Test(
    "A router of the block is written, read and explained; it predicts the models' scores without the category")
  func router() throws {
    let table = Self.table()
    let set = FeaturizedTable(table, tokens: Self.tokens, partingDuplicates: true)
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    trainer.blocks = [.structural, .semantic, .category]
    try trainer.validate(table)
    let trained = try trainer.fitted(to: set)
    let router = try Router(bytes: trained.router.fileBytes)
    #expect(router.heads[CategoryHead.self]?.names == Self.names && trained.warnings.isEmpty)
    let (code, poem) = (Prompt("the loop array"), Prompt("the sonnet rhyme"))
    #expect(try router.probabilities(for: code)[0] > 0.7 && router.probabilities(for: poem)[0] < 0.3)
    #expect(try router.explanation(for: poem).contributions.contains { $0.text.hasPrefix("poetry (") })
  }

  @Test("Kinds are refused without form and meaning, and where fewer than two categories have rows enough")
  func refusals() throws {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    trainer.blocks = [.semantic, .category]
    #expect(throws: TrainingError.categoryAlone) { try trainer.validate(Self.table()) }
    trainer.blocks = [.structural, .semantic, .category]
    let one = Self.table().selecting(rows: Array(stride(from: 0, to: 180, by: 3)) + [1, 4, 7])
    let set = FeaturizedTable(one, tokens: Self.tokens, partingDuplicates: true)
    #expect(throws: TrainingError.noCategoriesToGuess(needed: 10)) { try trainer.fitted(to: set) }
  }
}
