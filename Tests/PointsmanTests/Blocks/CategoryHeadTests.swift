import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("CategoryHead")
struct CategoryHeadTests {
  private static let prompts = ["", "write tests", "ΟΔΥΣΣΕΥΣ 漢字 ½\nKeyError: 'user'"]

  @Test("Shares are the regressions' own while they add up to at most 1, and are scaled down to 1 above")
  func shares() {
    // σ(−ln 3) = 1/4 and σ(ln 3) = 3/4.
    let third = Float(1.0986123)
    let few = CategoryHead.shares([-third, -third])
    #expect(few.allSatisfy { abs($0 - 0.25) < 1e-6 })
    let many = CategoryHead.shares([third, third, -third])
    for (share, expected) in zip(many, [3.0 / 7, 3.0 / 7, 1.0 / 7]) { #expect(abs(Double(share) - expected) < 1e-6) }
    #expect(CategoryHead.shares([-.infinity, .infinity]) == [0, 1])
  }

  @Test("The block adds Σ p w to the logits that form, meaning and words make", arguments: prompts)
  func formula(text: String) throws {
    let router = try EveryBlock.category()
    let category = try #require(router.heads[CategoryHead.self])
    let without = try Router(manifest: router.manifest, heads: router.heads.without(.category)).logits(
      for: Prompt(text))
    // The regressions, as two routers whose models are the categories.
    let features = StructuralFeatures.values(of: Prompt(text))
    var tokenizer = WordPieceTokenizer(category.semantic.vocabulary)
    tokenizer.tokenize(text)
    let guesses = category.names.indices.map { k in
      let form = features.indices.reduce(Double(category.intercepts[k])) { sum, j in
        sum + Double(category.structural.scaling.scaled(features[j], j))
          * Double(category.structural.weights[j * 2 + k])
      }
      return tokenizer.pieces.reduce(form) { sum, piece in
        let weight = Double(category.semantic.rows[Int(piece) * 2 + k]) * Double(category.semantic.scales[k]) / 256
        return sum + Double(tokenizer.weight) * weight
      }
    }
    let shares = CategoryHead.shares(guesses.map { Float($0) })
    for (model, logit) in try router.logits(for: Prompt(text)).enumerated() {
      let added = shares.indices.reduce(0.0) { $0 + Double(shares[$1] * category.weights[$1 * 3 + model]) }
      #expect(abs(Double(logit) - Double(without[model]) - added) < 1e-4)
    }
  }

  @Test("Contributions, a category's among them, sum to every logit and say which category it is", arguments: prompts)
  func explanation(text: String) throws {
    let explanation = try EveryBlock.category().explanation(for: Prompt(text))
    let categories = explanation.contributions.filter { $0.source == .category }
    #expect(!categories.isEmpty && categories.allSatisfy { $0.phrase.hasPrefix("looks like ") })
    for model in 0..<3 {
      let values = explanation.contributions.map { $0.values[model] }
      let size = values.reduce(1) { $0 + abs($1) }
      #expect(abs(values.reduce(0, +) - explanation.logits[model]) / size < 1e-6)
    }
  }

  @Test("A file keeps the block, to the bit, and verifies")
  func file() throws {
    let router = try EveryBlock.category()
    let read = try Router(bytes: router.fileBytes)
    #expect(read.digest == router.digest && read.heads[CategoryHead.self]?.names == ["code", "prose"])
    #expect(try read.verifyGoldenPrompts() == 0)
  }

  @Test("A file of the block's former name opens, routes to the same bits, and is written again byte for byte")
  func formerName() throws {
    let router = try EveryBlock.category()
    var file = try Safetensors(bytes: router.fileBytes)
    let manifest = try #require(file.metadata["pointsman"])
    file.metadata["pointsman"] = manifest.replacing(#""kind":"category""#, with: #""kind":"kinds""#)
    for (name, tensor) in file.tensors where name.hasPrefix("category.") {
      file.tensors[name] = nil
      file.tensors["kinds." + name.dropFirst("category.".count)] = tensor
    }
    #expect(file.tensors.keys.count { $0.hasPrefix("kinds.") } == 5)
    let bytes = try file.sealed()
    let old = try Router(bytes: bytes)
    #expect(old.heads.map(\.block) == [.lexical, .structural, .semantic, .category])
    try old.verifyDigest()
    for text in Self.prompts {
      #expect(try old.probabilities(for: Prompt(text)) == router.probabilities(for: Prompt(text)))
    }
    #expect(old.fileBytes == bytes)
    // New files have the new name alone.
    #expect(!manifest.contains("kinds"))
    file.tensors["category.form"] = file.tensors.removeValue(forKey: "kinds.form")
    let mixed = try file.sealed()
    #expect(throws: RouterError.self) { try Router(bytes: mixed) }
  }

  @Test("Categories without the blocks that they are guessed from, out of order or of nan are refused")
  func refusals() throws {
    let router = try EveryBlock.category()
    let category = try #require(router.heads[CategoryHead.self])
    for block in [Block.structural, .semantic] {
      #expect(throws: RouterError.self) {
        try Router(manifest: router.manifest, heads: router.heads.without(block))
      }
    }
    var file = try Safetensors(bytes: router.fileBytes)
    file.tensors["category.weights"] = nil
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    func made(_ names: [String], _ weights: [Float]) -> CategoryHead? {
      CategoryHead(
        names: names, structural: category.structural, semantic: category.semantic, intercepts: category.intercepts,
        weights: weights, models: 3)
    }
    #expect(made(["code", "prose"], category.weights) != nil)
    #expect(made(["prose", "code"], category.weights) == nil && made(["code", "code"], category.weights) == nil)
    #expect(made(["code"], category.weights) == nil && made(["code", "prose"], [1, 2]) == nil)
    #expect(made(["code", "prose"], [Float](repeating: .nan, count: 6)) == nil)
  }
}
