internal import PointsmanSupport
internal import PointsmanTraining

/// The probabilities that choices rest on, against what the chosen models scored.
///
/// Among several noisy probabilities the highest is too high as a rule, even if each is calibrated, and so is its lead over the
/// second. Every rule that reads the number is off by that: a willingness to pay, a least quality, a budget.
/// Source: Smith and Winkler, "The optimizer's curse", 2006.
public struct PromisedFigures: Sendable {
  /// One mean that was promised, and what came of it.
  public struct Promise: Sendable {
    /// The mean of what the probabilities said.
    public let promised: Double
    /// The mean of what the scores were.
    public let got: Double
    /// The mean of promised − got, the same prompts paired, at 95 %; nil of too few prompts or groups.
    public let excessInterval: Interval?

    /// promised − got.
    public var excess: Double { promised - got }

    /// O(n).
    init(_ results: RoutingResults, promised: [Double], got: [Double]) {
      (self.promised, self.got) = (results.average(promised), results.average(got))
      excessInterval = results.estimate(zip(promised, got).map { $0 - $1 }).interval()
    }
  }

  /// The chosen model's probability against its score.
  public let score: Promise
  /// The chosen model's lead over the second model: in probabilities, and in scores.
  public let lead: Promise
  /// The score of an oracle if the models were right with these probabilities, each by luck of its own: the mean of
  /// 1 − Π (1 − p). nil unless all scores are 0 or 1.
  public let oracleByLuck: Double?

  /// nil without probabilities, or without complete rows. O(n · M).
  init?(_ results: RoutingResults) {
    guard results.hasProbabilities, !results.complete.isEmpty, results.models > 1 else { return nil }
    let models = results.models
    var (promised, got, leads, gains) = ([Double](), [Double](), [Double](), [Double]())
    for (index, row) in results.complete.enumerated() {
      let chosen = results.choices[index]
      let second = (0..<models).filter { $0 != chosen }
        .max { (results.predictions[row, $0], -$0) < (results.predictions[row, $1], -$1) }!
      promised.append(results.predictions[row, chosen])
      leads.append(results.predictions[row, chosen] - results.predictions[row, second])
      got.append(results.scores[index * models + chosen])
      gains.append(results.scores[index * models + chosen] - results.scores[index * models + second])
    }
    oracleByLuck =
      results.scores.allSatisfy { $0 == 0 || $0 == 1 }
      ? results.average(results.complete.map { row in 1 - results.predictions[row].reduce(1) { $0 * (1 - $1) } }) : nil
    score = Promise(results, promised: promised, got: got)
    lead = Promise(results, promised: leads, got: gains)
  }
}

extension PromisedFigures {
  /// The two promises in a sentence.
  var sentence: String {
    func words(_ name: String, _ promise: Promise) -> String {
      let interval = promise.excessInterval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? ""
      return "\(name): \(fixed(promise.promised)) promised, \(fixed(promise.got)) got, "
        + "a difference of \(signed(promise.excess))\(interval)"
    }
    return words("probability of the chosen model", score) + "; " + words("its lead over the most probable other", lead)
  }

  var json: JSONValue {
    func object(_ promise: Promise) -> JSONValue {
      .object([
        ("promised", .figure(promise.promised)), ("got", .figure(promise.got)), ("excess", .figure(promise.excess)),
        ("excess_interval", promise.excessInterval?.json ?? .null),
      ])
    }
    return .object([
      ("score", object(score)), ("lead", object(lead)), ("oracle_by_luck", .figure(oracleByLuck)),
    ])
  }
}
