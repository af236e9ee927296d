import PointsmanNumerics
import PointsmanOutcomes
import TestSupport
import Testing

@testable import Pointsman
@testable import PointsmanTraining

@Suite("ModelAdder")
struct ModelAdderTests {
  /// A router of "large" and "small", with all three families.
  private static let router: Router = {
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    trainer.folds = 2
    return try! trainer.fitted(to: FeaturizedTable(SyntheticOutcomes.separable(rows: 200, seed: 1))).router
  }()

  /// Outcomes of "medium" alone, which does what "small" does.
  private func outcomes(rows: Int, seed: UInt64) -> OutcomeTable {
    let table = SyntheticOutcomes.separable(rows: rows, seed: seed)
    return OutcomeTable(rows: zip(table.rows, table.outcomesByName).map { ($0, ["medium": $1["small"]!]) })
  }

  @Test(
    "The new model comes between the others in order; their weights and probabilities keep their bits", .tags(.slow))
  func othersUntouched() throws {
    let old = Self.router
    let new = try ModelAdder().adding("medium", to: old, from: outcomes(rows: 100, seed: 2)).router
    #expect(new.models == ["large", "medium", "small"])
    let (a, b) = (try #require(old.heads[LexicalHead.self]), try #require(new.heads[LexicalHead.self]))
    // Columns are idf, then the models.
    for (before, after) in [(0, 0), (1, 1), (2, 3)] {
      #expect(a.scales[before] == b.scales[after])
      let buckets = 0..<a.specification.buckets
      #expect(buckets.allSatisfy { a.rows[$0 * 3 + before] == b.rows[$0 * 4 + after] })
    }
    let (c, d) = (try #require(old.heads[StructuralHead.self]), try #require(new.heads[StructuralHead.self]))
    for (before, after) in [(0, 0), (1, 2)] {
      #expect((0..<StructuralFeatures.count).allSatisfy { c.weights[$0 * 2 + before] == d.weights[$0 * 3 + after] })
      #expect(old.heads.intercepts[before] == new.heads.intercepts[after])
      #expect(old.manifest.models[before] == new.manifest.models[after])
    }
    for row in SyntheticOutcomes.separable(rows: 20, seed: 3).rows {
      let (before, after) = (try old.probabilities(for: row.prompt), try new.probabilities(for: row.prompt))
      #expect(before == [after[0], after[2]])
    }
  }

  @Test(
    "The router that comes out is whole: it reads back, verifies, and says what the head was fitted on", .tags(.slow))
  func whole() throws {
    let added = try ModelAdder().adding("medium", to: Self.router, from: outcomes(rows: 60, seed: 2))
    let read = try Router(bytes: added.router.fileBytes)
    #expect(read.manifest == added.router.manifest)
    #expect(try read.verifyGoldenPrompts() == 0)
    #expect(read.manifest.models[1].addition?.rows == 60 && read.manifest.models[0].addition == nil)
    #expect(read.manifest.training == Self.router.manifest.training)
    #expect(added.heldOut.count == (added.origin == .mix ? added.rows - added.trainedRows : 60))
    #expect(added.largestGradient < 1e-4)
  }

  @Test("Forty labels are enough to tell prompts of a kind that existing heads know", .tags(.slow))
  func learns() throws {
    let router = try ModelAdder().adding("medium", to: Self.router, from: outcomes(rows: 40, seed: 4)).router
    let fresh = SyntheticOutcomes.separable(rows: 100, seed: 5)
    let right = try fresh.rows.indices.count { row in
      let probability = try router.probabilities(for: fresh.rows[row].prompt)[1]
      return (probability > 0.5) == (fresh.rows[row].category == "easy")
    }
    #expect(right >= 95)
  }

  @Test("The head's logit is its intercept, its mix of the blocks' logits and its weights of form, to 1e-3")
  func mixes() throws {
    let form = (0..<StructuralFeatures.count).map { Float($0 % 5) / 50 - 0.04 }
    let head = AddedHead(intercept: 0.3, mix: [[0.5, -0.25], [2, 1]], structural: form)
    let model = RouterManifest.Model(name: "a", calibration: .identity, meanScore: 0.5, meanCost: nil)
    let router = try Self.router.adding(model, head, usage: [:])
    let scaling = try #require(Self.router.heads[StructuralHead.self]?.scaling)
    for row in SyntheticOutcomes.separable(rows: 10, seed: 6).rows {
      let z = try Self.router.familyLogits(for: row.prompt)
      let features = StructuralFeatures.values(of: row.prompt)
      var expected = 0.3 + 0.5 * z[0][0] - 0.25 * z[0][1] + 2 * z[1][0] + z[1][1]
      for (j, weight) in form.enumerated() { expected += weight * scaling.scaled(features[j], j) }
      #expect(abs(try router.logits(for: row.prompt)[0] - expected) < 1e-3)
    }
  }

  @Test("With nothing but the mean head left, every model has the same weight in every block")
  func shrinks() {
    let shares: [[Float]] = (0..<8).map { row in (0..<6).map { Float((row * 7 + $0 * 5) % 11) } }
    let design = AdditionDesign(shares: shares, form: shares.map { _ in [1] }, models: 3)
    let head = design.head([2] + [Float](repeating: 0, count: 7), intercept: 1, form: 0)
    #expect(head.mix.count == 2 && Set(head.mix.joined()).count == 1 && head.structural == [0])
    // The head over raw shares and the solution over the design's rows are one function.
    let matrix = design.matrix(form: 0)
    for (row, values) in shares.enumerated() {
      let raw = zip(values, head.mix.joined()).reduce(head.intercept) { $0 + $1.0 * $1.1 }
      #expect(abs(raw - (1 + 2 * matrix[row, 0])) < 1e-3)
    }
  }

  @Test(
    "A model that is there, or has no or few outcomes, and routers that one more model would change, are refused"
  )
  func refusals() throws {
    func fault(_ model: String, _ router: Router, _ table: OutcomeTable) -> String? {
      do {
        _ = try ModelAdder().adding(model, to: router, from: table)
        return nil
      } catch {
        return error.description
      }
    }
    let table = outcomes(rows: 40, seed: 7)
    #expect(try #require(fault("small", Self.router, table)).contains("has it already"))
    #expect(try #require(fault("huge", Self.router, table)).contains("outcomes of medium only"))
    let few = try #require(fault("medium", Self.router, table.selecting(rows: [0, 1, 2])))
    #expect(few.contains("on 3 prompts, and training needs 10"))
    let winner = try Self.router.with { $0.target = .winner }
    #expect(try #require(fault("medium", winner, table)).contains("shares of winner"))
  }
}
