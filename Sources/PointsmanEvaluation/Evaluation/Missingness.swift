package import PointsmanOutcomes
package import PointsmanSupport

/// Does being run on a prompt depend on how the other models did there?
///
/// A cascade's log has the expensive model only where the cheap one failed. Its outcomes there are of harder prompts, so that its
/// mean, its head and the verdict are too low, and no figure of the complete prompts shows it. For each model m with missing
/// outcomes, r is the mean over the other observed models of score less that model's mean score. Being observed, O, is
/// independent of r where outcomes are missing at random:
///
///     mean of (O − Ō)(r − r̄) = 0,  tested by `ClusteredMean`, at 1 % for all models together (Bonferroni)
///
/// Propensities tell with which probability an outcome was to be observed. Over the prompts on which a model could be run the
/// mean of O / propensity is 1. Less says that on some prompts it never could be (positivity fails), and more that propensities
/// are too small. Sources: Little and Rubin, "Statistical analysis with missing data", 3rd edition, 2019; Horvitz and Thompson,
/// "A generalization of sampling without replacement from a finite universe", 1952.
package struct Missingness: Sendable {
  /// A model whose outcomes are missing not at random.
  package struct Dependence: Sendable {
    package let model: String
    /// The share of prompts with an outcome of the model, of those on which the others did worse than on average.
    package let observedWhereOthersFail: Double
    /// The same of the other prompts.
    package let observedWhereOthersSucceed: Double
    /// Two-sided, of one model.
    package let pValue: Double
  }

  /// A model whose propensities do not sum to the prompts.
  package struct Coverage: Sendable {
    package let model: String
    /// The mean of O / propensity; 1 where every prompt could be observed with the probability that is said.
    package let covered: Double
    package let interval: Interval
  }

  /// The models whose outcomes are missing not at random, the surest first.
  package let dependent: [Dependence]
  /// The models whose propensities do not sum to the prompts.
  package let uncovered: [Coverage]
  /// True if outcomes have propensities.
  package let hasPropensities: Bool

  private static let level = 0.01

  /// nil where nothing is missing, or nothing is found. O(n · M).
  package init?(_ table: OutcomeTable) {
    let rows = table.countedRows
    let models = table.models.indices
    guard rows.contains(where: { !table.isComplete(row: $0) }) else { return nil }
    let groups = table.groupNumbers.map { numbers in rows.map { numbers[$0] } }
    let weights = table.weights.map { weights in rows.map { weights[$0] } }
    let means = models.map { model in mean(rows.compactMap { table.score(row: $0, model: model) }) }
    func estimate(_ values: [Double], of part: [Int]) -> ClusteredMean {
      ClusteredMean(
        of: values, clusters: groups.map { groups in part.map { groups[$0] } },
        weights: weights.map { weights in part.map { weights[$0] } }, unit: nil)
    }
    var found: [Dependence] = []
    for model in models {
      var (part, observed, levels) = ([Int](), [Double](), [Double]())
      for (place, row) in rows.enumerated() {
        let others = models.compactMap { other in
          other == model ? nil : table.score(row: row, model: other).map { $0 - means[other] }
        }
        guard !others.isEmpty else { continue }
        part.append(place)
        observed.append(table.score(row: row, model: model) == nil ? 0 : 1)
        levels.append(mean(others))
      }
      guard observed.contains(0), observed.contains(1), levels.contains(where: { $0 != levels[0] }) else { continue }
      let (share, level) = (mean(observed), mean(levels))
      let products = zip(observed, levels).map { ($0 - share) * ($1 - level) }
      guard let pValue = estimate(products, of: part).pValue, pValue <= Self.level / Double(models.count) else {
        continue
      }
      func observedShare(where condition: (Double) -> Bool) -> Double {
        mean(zip(observed, levels).filter { condition($0.1) }.map(\.0))
      }
      found.append(
        Dependence(
          model: table.models[model], observedWhereOthersFail: observedShare { $0 < level },
          observedWhereOthersSucceed: observedShare { $0 >= level }, pValue: pValue))
    }
    hasPropensities = rows.contains { row in models.contains { table.outcome(row: row, model: $0)?.propensity != nil } }
    var uncovered: [Coverage] = []
    for model in models where hasPropensities {
      let inverse = rows.map { row in table.outcome(row: row, model: model).map { 1 / ($0.propensity ?? 1) } ?? 0 }
      let covered = estimate(inverse.map { $0 - 1 }, of: Array(rows.indices))
      guard let interval = covered.interval(level: 1 - Self.level / Double(models.count)) else { continue }
      if interval.low > 0 || interval.high < 0 {
        uncovered.append(
          Coverage(
            model: table.models[model], covered: 1 + covered.value,
            interval: Interval(low: 1 + interval.low, high: 1 + interval.high)))
      }
    }
    dependent = found.sorted { ($0.pValue, $0.model) < ($1.pValue, $1.model) }
    self.uncovered = uncovered
    if dependent.isEmpty && uncovered.isEmpty { return nil }
  }
}

extension Missingness {
  /// The findings with their remedy.
  package var sentences: [String] {
    func percent(_ share: Double) -> String { "\(fixed(100 * share, 0)) %" }
    var sentences: [String] = []
    if let worst = dependent.first {
      let others = dependent.count - 1
      let remedy =
        hasPropensities
        ? "Training and verdict weigh outcomes by their propensities."
        : "Heads learn from what was run, and figures of choices are of the prompts on which all models were run: do not trust "
          + "them for others. Run every model on a random part of the prompts, or give each outcome the probability with which it "
          + "was to be run as its \"propensity\"."
      sentences.append(
        "Outcomes of \(worst.model.visible) are missing not at random: it was run on \(percent(worst.observedWhereOthersFail)) "
          + "of the prompts on which the other models did worse than on average, and on "
          + "\(percent(worst.observedWhereOthersSucceed)) of the remaining prompts (\(formatted(pValue: worst.pValue)))"
          + (others > 0 ? ", and so are those of \(others) more models" : "") + ". \(remedy)")
    }
    for coverage in uncovered {
      let text =
        coverage.covered < 1
        ? "of about \(percent(1 - coverage.covered)) of the prompts it could never be run. What it would score there is not known, "
          + "and no weight corrects that"
        : "they are too small. Record the probability of each outcome as it was at the time"
      sentences.append(
        "The propensities of \(coverage.model.visible) sum to \(percent(coverage.covered)) of the prompts: \(text).")
    }
    return sentences
  }

  package var json: JSONValue {
    .object([
      (
        "not_at_random",
        .array(
          dependent.map { dependence in
            .object([
              ("model", .string(dependence.model)),
              ("observed_where_others_fail", .figure(dependence.observedWhereOthersFail)),
              ("observed_where_others_succeed", .figure(dependence.observedWhereOthersSucceed)),
              ("p_value", .figure(dependence.pValue)),
            ])
          })
      ),
      (
        "propensities_off",
        .array(
          uncovered.map { coverage in
            .object([
              ("model", .string(coverage.model)), ("covered", .figure(coverage.covered)),
              ("interval", coverage.interval.json),
            ])
          })
      ),
    ])
  }
}
