package import Pointsman
package import PointsmanOutcomes

/// A router's operating points, from the most careful to the cheapest, with their scores and costs on outcomes.
///
/// The points are the same for all data, as fixed-sequence testing requires. With costs: the most likely model, then
/// a success is worth from 1,024 USD down to about a millionth, in steps of √2. For a pair without costs: the threshold
/// goes from 0 (the most likely of the two) to 1 in steps of 0.05. The strong model alone would be a poor first point
/// where the weak one is its equal on other prompts: it keeps no share of the weak one's quality surely enough to go on.
package struct OperatingCurve: Sendable {
  package let objectives: [Objective]
  /// For each point its score on every complete row.
  package let scores: [[Double]]
  /// For each point its mean cost, USD; nil where costs were not recorded.
  package let costs: [Double]?
  /// For each model its score on every complete row.
  package let singles: [[Double]]
  /// For each model its mean cost; nil where costs were not recorded.
  package let singleCosts: [Double]?

  /// Complete rows.
  package var count: Int { singles.first?.count ?? 0 }

  /// The model of highest mean score.
  package var best: Int { singles.indices.max { (mean(singles[$0]), -$0) < (mean(singles[$1]), -$1) } ?? 0 }

  /// nil when the router knows neither costs nor a pair, or no row is complete.
  ///
  /// - Parameters:
  ///   - table: outcomes with the router's models.
  ///   - decisions: the router's decision on each row, under any objective.
  package init?(_ chooser: BoundPolicy, table: OutcomeTable, decisions: [Decision]) {
    let complete = table.rows.indices.filter { table.isComplete(row: $0) }
    let manifest = chooser.router.manifest
    if complete.allSatisfy({ row in decisions[row].costs.allSatisfy { $0 != nil } }), !complete.isEmpty {
      objectives =
        [.mostLikely]
        + (0...60).map {
          .utility(willingnessToPay: 1_024 / Self.power(of: 2.0.squareRoot(), $0), willingnessToWait: nil)
        }
    } else if manifest.pair != nil, !complete.isEmpty {
      objectives = (0...20).map { .threshold(Double($0) / 20) }
    } else {
      return nil
    }
    let models = table.models.indices
    var (scores, costs) = ([[Double]](), [Double]())
    for objective in objectives {
      let choices = complete.map { chooser.choice(for: decisions[$0], under: objective) }
      scores.append(zip(complete, choices).map { table.score(row: $0, model: $1)! })
      costs.append(mean(zip(complete, choices).map { table.cost(row: $0, model: $1) ?? 0 }))
    }
    self.scores = scores
    self.costs = table.hasCosts ? costs : nil
    singles = models.map { m in complete.map { table.score(row: $0, model: m)! } }
    singleCosts = table.hasCosts ? models.map { m in mean(complete.map { table.cost(row: $0, model: m)! }) } : nil
  }

  private static func power(of base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

extension OperatingCurve {
  /// The certified point in a sentence or two, with its figures beside the best model's.
  ///
  /// - Parameter certified: the point's index; nil when the first already failed.
  package func certificate(_ certified: Int?, _ test: GuaranteeTest, models: [String]) -> String {
    let bestScore = mean(singles[best])
    let promise = "\(percent(test.share)) of \(models[best])'s quality at \(percent(test.confidence)) confidence"
    guard let certified else {
      return wrapped(
        "Not certified: on \(count) prompts no way of choosing surely keeps \(promise). Always use \(models[best]), "
          + "or bring more prompts, or ask for less."
      ).joined(separator: "\n")
    }
    let score = mean(scores[certified])
    var text =
      "Certified on \(count) prompts: \(objectives[certified].phrase) keeps \(promise). It scores \(fixed(score)) "
      + "against \(fixed(bestScore)), \(percent(score / bestScore))"
    if let costs, let singleCosts {
      text += ", and costs \(significant(costs[certified])) USD a prompt against \(significant(singleCosts[best]))"
    }
    return wrapped(text + ".").joined(separator: "\n")
  }

  private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }
}
