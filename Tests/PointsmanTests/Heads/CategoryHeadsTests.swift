import Testing

@testable import Pointsman
@testable import PointsmanSupport

@Suite("KindHeads")
struct KindHeadsTests {
  private static let prompts = ["", "write tests", "ΟΔΥΣΣΕΥΣ 漢字 ½\nKeyError: 'user'"]

  @Test("Shares are the regressions' own while they add up to at most 1, and are scaled down to 1 above")
  func shares() {
    // σ(−ln 3) = 1/4 and σ(ln 3) = 3/4.
    let third = Float(1.0986123)
    let few = CategoryHeads.shares([-third, -third])
    #expect(few.allSatisfy { abs($0 - 0.25) < 1e-6 })
    let many = CategoryHeads.shares([third, third, -third])
    for (share, expected) in zip(many, [3.0 / 7, 3.0 / 7, 1.0 / 7]) { #expect(abs(Double(share) - expected) < 1e-6) }
    #expect(CategoryHeads.shares([-.infinity, .infinity]) == [0, 1])
  }

  @Test("The block adds Σ p w to the logits that form, meaning and words make", arguments: prompts)
  func formula(text: String) throws {
    let router = try EveryBlock.kinds()
    let kinds = try #require(router.heads.kinds)
    var (manifest, heads) = (router.manifest, router.heads)
    (manifest.kinds, heads.kinds) = (nil, nil)
    let without = try Router(manifest: manifest, heads: heads).logits(for: Prompt(text))
    // What the regressions say, as two routers whose models are the kinds would.
    let features = StructuralFeatures.values(of: Prompt(text))
    var tokenizer = WordPieceTokenizer(kinds.semantic.vocabulary)
    tokenizer.tokenize(text)
    let guesses = kinds.names.indices.map { k in
      let form = features.indices.reduce(Double(kinds.intercepts[k])) { sum, j in
        sum + Double(kinds.structural.scaling.scaled(features[j], j)) * Double(kinds.structural.weights[j * 2 + k])
      }
      return tokenizer.pieces.reduce(form) { sum, piece in
        let weight = Double(kinds.semantic.rows[Int(piece) * 2 + k]) * Double(kinds.semantic.scales[k]) / 256
        return sum + Double(tokenizer.weight) * weight
      }
    }
    let shares = CategoryHeads.shares(guesses.map { Float($0) })
    for (model, logit) in try router.logits(for: Prompt(text)).enumerated() {
      let added = shares.indices.reduce(0.0) { $0 + Double(shares[$1] * kinds.weights[$1 * 3 + model]) }
      #expect(abs(Double(logit) - Double(without[model]) - added) < 1e-4)
    }
  }

  @Test("Contributions, a kind's among them, sum to every logit and say which kind it is", arguments: prompts)
  func explanation(text: String) throws {
    let explanation = try EveryBlock.kinds().explanation(for: Prompt(text))
    let kinds = explanation.contributions.filter { $0.source == .kind }
    #expect(!kinds.isEmpty && kinds.allSatisfy { $0.phrase.hasPrefix("looks like ") })
    for model in 0..<3 {
      let values = explanation.contributions.map { $0.values[model] }
      let size = values.reduce(1) { $0 + abs($1) }
      #expect(abs(values.reduce(0, +) - explanation.logits[model]) / size < 1e-6)
    }
  }

  @Test("A file keeps the block, to the bit, and verifies")
  func file() throws {
    let router = try EveryBlock.kinds()
    let read = try Router(bytes: router.fileBytes)
    #expect(read.digest == router.digest && read.manifest.kinds == ["code", "prose"])
    #expect(try read.verifyGoldenPrompts() == 0)
  }

  @Test("Kinds without what they are guessed from, of other names, out of order or of nan are refused")
  func refusals() throws {
    let router = try EveryBlock.kinds()
    let kinds = try #require(router.heads.kinds)
    var (manifest, heads) = (router.manifest, router.heads)
    (manifest.hasStructuralBlock, heads.structural) = (false, nil)
    #expect(throws: RouterError.self) { try Router(manifest: manifest, heads: heads) }
    manifest = router.manifest
    manifest.kinds = ["code", "verse"]
    #expect(throws: RouterError.self) { try Router(manifest: manifest, heads: router.heads) }
    var file = try Safetensors(bytes: router.fileBytes)
    file.tensors["kinds.weights"] = nil
    #expect(throws: RouterError.self) { try Router(bytes: file.bytes) }
    func made(_ names: [String], _ weights: [Float]) -> CategoryHeads? {
      CategoryHeads(
        names: names, structural: kinds.structural, semantic: kinds.semantic, intercepts: kinds.intercepts,
        weights: weights, models: 3)
    }
    #expect(made(["code", "prose"], kinds.weights) != nil)
    #expect(made(["prose", "code"], kinds.weights) == nil && made(["code", "code"], kinds.weights) == nil)
    #expect(made(["code"], kinds.weights) == nil && made(["code", "prose"], [1, 2]) == nil)
    #expect(made(["code", "prose"], [Float](repeating: .nan, count: 6)) == nil)
  }
}
