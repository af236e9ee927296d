import Pointsman
import PointsmanOutcomes
import PointsmanTraining
import TestSupport
import Testing

@testable import PointsmanEvaluation
@testable import PointsmanSupport

@Suite("Weights count in every figure: a prompt of weight 2 is two prompts, one of weight 0 none")
struct WeightedFiguresTests {
  /// Rows of two models with costs; `times` counts the copies of each, `weights` are their weights.
  private func evaluation(times: [Int], weights: [Double]) -> Evaluation {
    var generator = SplitMix64(seed: 5)
    let (scores, odds) = (generator.coarse(120, steps: 2), generator.uniform(120))
    var (rows, folds, probabilities) = ([(row: OutcomeRow, outcomes: [String: Outcome])](), [Int](), [Double]())
    for row in 0..<60 {
      for copy in 0..<times[row] {
        let cells = ["a", "b"].enumerated().map { ($1, Outcome(score: scores[2 * row + $0], cost: 1 + Double($0))) }
        let entry = OutcomeRow(
          id: "\(row).\(copy)", prompt: Prompt("prompt \(row)"), group: "\(row)", weight: weights[row])
        rows.append((entry, Dictionary(uniqueKeysWithValues: cells)))
        folds.append(row % 4)
        probabilities += [odds[2 * row], odds[2 * row + 1]]
      }
    }
    let table = OutcomeTable(rows: rows)
    let results = RoutingResults(
      table: table, predictions: Predictions(models: 2, probabilities: probabilities),
      predictedCosts: rows.flatMap { _ in [1.0, 2.0] }, folds: folds)
    let set = FeaturizedTable(table, partingDuplicates: true)
    return Evaluation(
      results, regime: .crossValidated, baselines: BaselineTrainingRows(set, folds: folds),
      pair: .init(weak: "a", strong: "b"), seed: 0, threads: 1)
  }

  private let times = (0..<60).map { $0 % 3 }
  private var weighted: Evaluation { evaluation(times: times.map { _ in 1 }, weights: times.map(Double.init)) }
  private var repeated: Evaluation { evaluation(times: times, weights: times.map { _ in 1 }) }

  @Test("Figures that are means are those of the prompts repeated")
  func means() throws {
    let (one, two) = (weighted, repeated)
    #expect(agree(one.router.score, two.router.score) && agree(one.router.cost, two.router.cost))
    #expect(agree(one.router.accuracy, two.router.accuracy) && agree(one.router.regret, two.router.regret))
    #expect(agree(one.baselines.oracle, two.baselines.oracle) && agree(one.baselines.random, two.baselines.random))
    #expect(agree(one.baselines.bestSingle?.score, two.baselines.bestSingle?.score))
    #expect(agree(one.verdict.gain, two.verdict.gain) && agree(one.verdict.gainOverMix, two.verdict.gainOverMix))
    #expect(agree(one.curve?.aiq, two.curve?.aiq) && agree(one.curve?.aiqOracle, two.curve?.aiqOracle))
    #expect(agree(one.price?.regret, two.price?.regret))
    #expect(
      agree(one.pair?.gap.value, two.pair?.gap.value)
        && agree(one.pair?.gap.standardError, two.pair?.gap.standardError, within: 1e-6))
    for (x, y) in zip(one.models, two.models) {
      #expect(agree(x.score, y.score) && agree(x.cost, y.cost) && agree(x.share, y.share) && agree(x.auc, y.auc))
      #expect(agree(x.pooledAUC, y.pooledAUC) && agree(x.logLoss, y.logLoss) && agree(x.brier, y.brier))
      #expect(agree(x.ece, y.ece))
    }
    for (x, y) in zip(one.details + one.modelDetails, two.details + two.modelDetails) {
      // Sums over prompts in an order, figures that weights leave undefined, and those of chance, which is less over more
      // prompts, are others.
      for (a, b) in zip(x.entries, y.entries)
      where a.value != nil && a.key != "cumulative_regret_half" && !a.key.contains("_low") && !a.key.contains("_high")
        && !a.key.contains("_if_calibrated")
      {
        #expect(agree(a.value, b.value, within: 1e-6), "\(x.key) \(a.key)")
      }
    }
  }

  @Test("Intervals and tests are weighted, too: groups of the repeated prompts give the same resamples or close ones")
  func uncertainty() throws {
    let (one, two) = (weighted, repeated)
    let (x, y) = (try #require(one.router.scoreInterval), try #require(two.router.scoreInterval))
    #expect(abs(x.low - y.low) < 0.05 && abs(x.high - y.high) < 0.05)
    #expect(x.low < one.router.score && one.router.score < x.high)
    #expect(one.text.contains("weighted by the prompts' weights") && !two.text.contains("weights"))
    #expect(one.json["weighted"] == .bool(true) && two.json["weighted"] == nil)
  }

  @Test("Prompts of weight 0 count in no figure of the whole report, intervals and details included")
  func none() {
    let half = (0..<60).map { $0 % 2 }
    let with = leaves(evaluation(times: half.map { _ in 1 }, weights: half.map(Double.init)).detailedJSON)
    let without = leaves(evaluation(times: half, weights: half.map { _ in 1 }).detailedJSON)
    #expect(
      with.keys.sorted().filter { $0 != ".prompts" && $0 != ".weighted" }
        == without.keys.sorted().filter { $0 != ".prompts" })
    let differing = without.keys.filter { key in
      key != ".prompts" && !agree(with[key] ?? .nan, without[key] ?? .nan, within: 1e-9)
        && !(with[key]?.isNaN ?? true && without[key]?.isNaN ?? true)
    }
    // The optimal score of a share of calls has no weighted form, and is unknown where rows have weights.
    #expect(differing.sorted() == [20, 50, 80].map { ".details.pair.optimal_score_\($0)" })
    #expect(differing.allSatisfy { with[$0]?.isNaN == true })
  }

  /// The numbers of a JSON value by their paths; others are NaN.
  private func leaves(_ value: JSONValue, at path: String = "") -> [String: Double] {
    switch value {
    case .object(let members):
      members.reduce(into: [:]) { all, member in
        all.merge(leaves(member.value, at: path + "." + member.key)) { first, _ in first }
      }
    case .array(let values):
      values.enumerated().reduce(into: [:]) { all, element in
        all.merge(leaves(element.element, at: path + ".\(element.offset)")) { first, _ in first }
      }
    default: [path: value.double ?? .nan]
    }
  }

  @Test("Weights that are all alike change nothing")
  func alike() {
    let one = evaluation(times: times.map { _ in 1 }, weights: times.map { _ in 2.5 })
    let two = evaluation(times: times.map { _ in 1 }, weights: times.map { _ in 1 })
    #expect(one.json == two.json && one.text == two.text)
  }

  @Test("An audit is weighted; a model that is right only where nothing weighs scores 0")
  func audit() {
    let table = OutcomeTable(
      rows: (0..<4).map { row in
        let right = row < 2
        let entry = OutcomeRow(id: "\(row)", prompt: Prompt("p \(row)"), weight: right ? 0 : 1)
        return (entry, ["a": Outcome(score: right ? 1 : 0), "b": Outcome(score: row == 3 ? 1 : 0)])
      })
    let audit = Audit(table)
    #expect(audit.models.map(\.score) == [0, 0.5] && audit.bestSingle?.model == "b" && audit.oracle == 0.5)
    #expect(audit.text(leaks: nil).contains("weights"))
  }
}
