import Pointsman
import PointsmanOutcomes
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("UsageFit")
struct UsageFitTests {
  /// "large" answers at length what is long itself; "small" uses what chance gives it; seconds are known of "large" only.
  private static func table(rows: Int) -> OutcomeTable {
    var generator = SplitMix64(seed: 11)
    return OutcomeTable(
      rows: (0..<rows).map { index in
        let words = 2 + Int(generator.next(below: 60))
        var large = Outcome(score: generator.next(below: 2) == 0 ? 0 : 1)
        large.outputTokens = Double(words * 10) + Double(generator.next(below: 20))
        large.latency = 1.5
        var small = Outcome(score: generator.next(below: 2) == 0 ? 0 : 1)
        small.outputCharacters = Double(400 + generator.next(below: 400))
        let prompt = (0..<words).map { "word\($0 % 7)" }.joined(separator: " ")
        return (OutcomeRow(id: "\(index)", prompt: Prompt(prompt)), ["large": large, "small": small])
      })
  }

  private static func fit(_ table: OutcomeTable) throws -> Usage? {
    try UsageFit(FeaturizedTable(table), folds: table.rows.indices.map { $0 % 4 }, threads: 1).usage
  }

  private static func amounts(_ usage: Usage, _ quantity: Usage.Quantity, _ text: String) -> [Double?] {
    usage.amounts(of: quantity, features: StructuralFeatures.values(of: Prompt(text)))
  }

  @Test("Tokens that grow with the prompt are predicted by prompt; what is chance stays a constant, the mean")
  func tokens() throws {
    let table = Self.table(rows: 160)
    let usage = try #require(try Self.fit(table))
    let short = Self.amounts(usage, .outputTokens, "word0 word1 word2 word3")
    let long = Self.amounts(usage, .outputTokens, (0..<50).map { "word\($0 % 7)" }.joined(separator: " "))
    #expect(try #require(short[0]) < 110 && #require(long[0]) > 350)
    let mean =
      table.rows.indices.compactMap { table.outcome(row: $0, model: 1)?.estimatedOutputTokens }
      .reduce(0, +) / 160
    if usage.heads[.outputTokens]?[1]?.weights.isEmpty ?? false {
      #expect(abs(try #require(short[1]) - mean) < 1e-9)
    } else {
      // A head that beat the constant by luck of the folds stays near it.
      #expect(abs(try #require(short[1]) - mean) < 0.2 * mean)
    }
  }

  @Test("The forecasts' mean over training prompts is that of the outcomes, within the noise")
  func unbiased() throws {
    let table = Self.table(rows: 160)
    let usage = try #require(try Self.fit(table))
    let foretold = table.rows.compactMap { Self.amounts(usage, .outputTokens, $0.prompt.userText)[0] }.reduce(0, +)
    let used = table.rows.indices.compactMap { table.outcome(row: $0, model: 0)?.outputTokens }.reduce(0, +)
    #expect(abs(foretold / used - 1) < 0.05)
  }

  @Test("A quantity that never varies is predicted as it is; one not recorded of a model is not predicted")
  func partial() throws {
    let usage = try #require(try Self.fit(Self.table(rows: 60)))
    let latencies = Self.amounts(usage, .latency, "word0")
    #expect(abs(try #require(latencies[0]) - 1.5) < 1e-3 && latencies[1] == nil)
    #expect(usage.heads[.cost] == nil)
  }

  @Test("A table that records nothing gives no usage, and one of zeros gives zeros")
  func edges() throws {
    let plain = OutcomeTable(
      rows: Self.table(rows: 20).rows.map { ($0, ["large": Outcome(score: 1), "small": Outcome(score: 0)]) })
    #expect(try Self.fit(plain) == nil)
    let free = OutcomeTable(
      rows: Self.table(rows: 20).rows.map { ($0, ["large": Outcome(score: 1, cost: 0), "small": Outcome(score: 0)]) })
    let usage = try #require(try Self.fit(free))
    #expect(Self.amounts(usage, .cost, "word0") == [0, nil])
  }

  @Test("A trained router carries forecasts, errors and bounds, and they come back from its file")
  func router() throws {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    (trainer.folds, trainer.blocks) = (2, [.structural])
    let router = try trainer.fitted(to: FeaturizedTable(SyntheticOutcomes.separable(rows: 80, seed: 8))).router
    #expect(router.manifest.usage?.heads[.cost]?.count == 2 && router.manifest.usage?.heads[.latency] == nil)
    #expect(router.manifest.models.allSatisfy { $0.reliability != nil })
    let domainCheck = try #require(router.manifest.domainCheck)
    #expect(domainCheck.unseenNGramShareBound == nil && domainCheck.featureDistanceBound != nil)
    let strange = Prompt(String(repeating: "{\"a\": [1, 2, 3]}\n\n\tERROR 漢字 $5 x = y_z;\n", count: 30))
    #expect(domainCheck.violation(by: router.distanceFromTraining(of: strange)) != nil)
    let again = try Router(bytes: router.fileBytes)
    #expect(again.manifest == router.manifest)
  }

  @Test(
    "Time to first token and speed are forecast: what varies with the prompt by a line, a constant as the plain mean")
  func times() throws {
    let table = OutcomeTable(
      rows: (0..<80).map { index in
        let words = 2 + index * 7 % 50
        var large = Outcome(score: Double(index % 2))
        large.firstTokenTime = 0.1 * exp(0.02 * Double(words))
        (large.latency, large.outputTokens) = (large.firstTokenTime! + 2, 201)
        var small = Outcome(score: Double((index + 1) % 2))
        small.firstTokenTime = 0.25
        let text = (0..<words).map { "word\($0 % 7)" }.joined(separator: " ")
        return (OutcomeRow(id: "\(index)", prompt: Prompt(text)), ["large": large, "small": small])
      })
    let usage = try #require(try Self.fit(table))
    let features = StructuralFeatures.values(of: table.rows[0].prompt)
    let first = usage.amounts(of: .firstToken, features: features)
    // A plain loop over the head's own numbers.
    let head = try #require(usage.heads[.firstToken]?[0])
    var z = head.intercept
    for j in head.weights.indices { z += Double(head.weights[j]) * Double(usage.scaling.scaled(features[j], j)) }
    let expected = exp(z) * head.smearing - head.offset
    #expect(!head.weights.isEmpty)
    #expect(try abs(#require(first[0]) - expected) < 1e-9)
    var (squares, all) = (0.0, 0.0)
    let mean = table.rows.indices.reduce(0.0) { $0 + table.outcome(row: $1, model: 0)!.firstTokenTime! } / 80
    for row in table.rows.indices {
      let forecast = try #require(Self.amounts(usage, .firstToken, table.rows[row].prompt.userText)[0])
      let truth = table.outcome(row: row, model: 0)!.firstTokenTime!
      squares += (forecast - truth) * (forecast - truth)
      all += (mean - truth) * (mean - truth)
    }
    #expect(squares < 0.1 * all)
    #expect(try abs(#require(first[1]) - 0.25) < 1e-3)
    // 200 tokens in 2 s after the first, whatever the prompt is; of "small" no tokens are known.
    let speed = usage.amounts(of: .outputSpeed, features: features)
    #expect(try abs(#require(speed[0]) - 100) < 0.1 && speed[1] == nil)
  }
}
