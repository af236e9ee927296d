import Pointsman
import PointsmanNumerics
import PointsmanOutcomes
import PointsmanRegression
import TestSupport
import Testing

@testable import PointsmanSupport
@testable import PointsmanTraining

@Suite("NeighbourFit")
struct NeighbourFitTests {
  private static let rows = 240
  private static let folds = (0..<rows).map { $0 % 3 }

  /// Two blocks' shares of two models' logits, in [-2, 2).
  private let shares: [Matrix] = (0..<2).map { seed in
    var generator = SplitMix64(seed: UInt64(seed))
    return Matrix(
      rows: rows, columns: 2,
      values: (0..<2 * rows).map { _ in Float(generator.next(below: 4000)) / 1000 - 2 })
  }

  /// A model solves a prompt when its two shares are of one sign, which no sum of them tells.
  private func targets(flipping flipped: Int? = nil) throws -> Targets {
    var labels = Matrix(rows: Self.rows, columns: 2)
    for row in 0..<Self.rows {
      for model in 0..<2 {
        let solved = shares[0][row, model] * shares[1][row, model] > 0
        labels[row, model] = solved != (Self.folds[row] == flipped) ? 1 : 0
      }
    }
    return try Targets(labels: labels, weights: Matrix(rows: Self.rows, columns: 2, repeating: 1), folds: Self.folds)
  }

  @Test("What no sum of shares can tell, neighbours do: held-out logits side with the labels")
  func interaction() throws {
    let targets = try targets()
    let fit = try #require(NeighbourFit(shares: shares, targets: targets, excluding: nil))
    func right(_ logits: (Int) -> Float) -> Double {
      Double((0..<Self.rows).count { (logits($0) > 0) == (targets.labels[$0, 0] == 1) }) / Double(Self.rows)
    }
    #expect(right { shares[0][$0, 0] + shares[1][$0, 0] } < 0.6)
    #expect(right { fit.logits[$0, 0] } > 0.7)
  }

  @Test("A fold out of sight is not looked at: other labels there change no logit and no weight", arguments: 0..<3)
  func exclusion(fold: Int) throws {
    func fit(_ targets: Targets) throws -> NeighbourFit {
      try #require(NeighbourFit(shares: shares, targets: targets, excluding: fold))
    }
    let (a, b) = (try fit(try targets()), try fit(try targets(flipping: fold)))
    #expect(a.logits == b.logits)
    #expect(a.stacking.map(\.own) == b.stacking.map(\.own) && a.stacking.map(\.shared) == b.stacking.map(\.shared))
    // The control: without exclusion they are.
    let whole = try #require(NeighbourFit(shares: shares, targets: try targets(), excluding: nil))
    #expect(whole.logits != a.logits)
  }

  @Test("Where labels follow the sum of the shares, or nothing, neighbours are left out")
  func uselessness() throws {
    var generator = SplitMix64(seed: 7)
    var labels = Matrix(rows: Self.rows, columns: 2)
    for k in labels.values.indices { labels.values[k] = generator.next(below: 2) == 0 ? 1 : 0 }
    let weights = Matrix(rows: Self.rows, columns: 2, repeating: 1)
    let nothing = shares.map { Matrix(rows: $0.rows, columns: 2, values: $0.values.map { $0 / 1000 }) }
    let random = try Targets(labels: labels, weights: weights, folds: Self.folds)
    #expect(NeighbourFit(shares: nothing, targets: random, excluding: nil) == nil)
  }

  @Test("The shipped block answers a training row's own point with what all rows say, less the origins")
  func head() throws {
    let targets = try targets()
    let fit = try #require(NeighbourFit(shares: shares, targets: targets, excluding: nil))
    let (bare, moved) = (fit.head(origins: [0, 0, 0, 0]), fit.head(origins: [0.5, -1, 0.25, 2]))
    for row in stride(from: 0, to: Self.rows, by: 17) {
      let point = shares.flatMap { [$0[row, 0], $0[row, 1]] }
      let a = bare.index.logits(at: point)
      let b = moved.index.logits(at: zip(point, [0.5, -1, 0.25, 2] as [Float]).map { $0 - $1 })
      // Rounding of the coordinates may change who is the last of the neighbours, which is one vote of 17.
      for model in 0..<2 { #expect(abs(a[model] - b[model]) < 0.5) }
    }
    #expect(bare.mix.count == 8 && bare.index.rows == Self.rows)
  }

  @Test("A trainer with the neighbours block ships them where they pay, and its router's file verifies", .tags(.slow))
  func trainer() throws {
    // Solved by "small" where exactly one keyword occurs: more or fewer, and it fails.
    var generator = SplitMix64(seed: 3)
    let words = ["the", "of", "my", "code", "now", "today"]
    let table = OutcomeTable(
      rows: (0..<300).map { index in
        let keywords = index % 3
        var text = (0..<5).map { _ in words[Int(generator.next(below: 6))] }
        for k in 0..<keywords { text.insert(k == 0 ? "parser" : "regex", at: Int(generator.next(below: 5))) }
        let small: Double = keywords == 1 ? 1 : 0
        return (
          OutcomeRow(id: "r\(index)", prompt: Prompt(text.joined(separator: " "))),
          ["small": Outcome(score: small, cost: 0), "large": Outcome(score: 1 - small, cost: 0)]
        )
      })
    var trainer = RouterTrainer(blocks: [.lexical, .structural], threads: 1)
    trainer.blocks = [.lexical, .neighbours]
    trainer.folds = 3
    let set = FeaturizedTable(table, partingDuplicates: true)
    let router = try trainer.fitted(to: set).router
    #expect(router.heads[NeighbourHead.self]?.index.rows == 300)
    #expect(try Router(bytes: router.fileBytes).verifyGoldenPrompts() == 0)
    trainer.threads = 2
    #expect(try trainer.fitted(to: set).router.digest == router.digest)
    trainer.blocks = [.neighbours]
    #expect(throws: TrainingError.noFamily) { try trainer.validate(table) }
  }
}
