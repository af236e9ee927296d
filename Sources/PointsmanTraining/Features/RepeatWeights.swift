internal import PointsmanOutcomes

/// How much the mean of n runs of a model on a prompt counts in training, beside a single run: n / (1 + (n − 1) ρ).
///
/// ρ is the intraclass correlation of the model's runs. At 0 prompts do not differ, and n runs count like n rows. At 1 the
/// runs on a prompt all end alike, and n of them say as much as one. With k prompts, N runs, the mean m of each prompt and
/// the mean m̄ of all runs, each run being right or wrong, the analysis of variance estimates it:
///
///     MSW = Σ n m (1 − m) / (N − k)        MSB = Σ n (m − m̄)² / (k − 1)
///     n₀ = (N − Σ n² / N) / (k − 1)        ρ = (MSB − MSW) / (MSB + (n₀ − 1) MSW), within 0 and 1
///
/// Features explain a part of the differences between prompts, so that this ρ is rather too high, and the weights are rather
/// too alike. Scores that are fractions in a single run make it too low: their weights are nearer to n.
///
/// Source: Williams, "Extra-binomial variation in logistic linear models", Applied Statistics 31 (1982), model II; Ridout,
/// Demétrio and Firth, "Estimating intraclass correlation for binary data", Biometrics 55 (1999).
struct RepeatWeights {
  /// ρ, from 0 to 1.
  let correlation: Double

  /// The most runs that count. The standard error of their mean is at most 0.05, and one prompt does not outweigh a table.
  static let mostRuns = 100.0

  /// ρ of one model in a table; nil where no outcome is a mean of several runs, and all count alike. Rows of weight 0 take
  /// no part.
  init?(_ table: OutcomeTable, model: Int) {
    var cells: [(mean: Double, runs: Double)] = []
    for row in table.countedRows {
      guard let outcome = table.outcome(row: row, model: model) else { continue }
      cells.append((outcome.score, Self.runs(of: outcome)))
    }
    guard cells.contains(where: { $0.runs > 1 }) else { return nil }
    correlation = Self.correlation(cells)
  }

  /// The weight of an outcome beside that of a single run, at least 1.
  func weight(of outcome: Outcome?) -> Double {
    let runs = outcome.map(Self.runs) ?? 1
    return runs / (1 + (runs - 1) * correlation)
  }

  private static func runs(of outcome: Outcome) -> Double { min(max(outcome.repeats ?? 1, 1), mostRuns) }

  private static func correlation(_ cells: [(mean: Double, runs: Double)]) -> Double {
    let (k, total) = (Double(cells.count), cells.reduce(0) { $0 + $1.runs })
    guard k > 1, total > k else { return 1 }
    let mean = cells.reduce(0) { $0 + $1.runs * $1.mean } / total
    let within = cells.reduce(0) { $0 + $1.runs * $1.mean * (1 - $1.mean) } / (total - k)
    let between = cells.reduce(0) { $0 + $1.runs * ($1.mean - mean) * ($1.mean - mean) } / (k - 1)
    let size = (total - cells.reduce(0) { $0 + $1.runs * $1.runs } / total) / (k - 1)
    let sum = between + (size - 1) * within
    // Where nothing varies, all runs end alike.
    return sum > 0 ? min(max((between - within) / sum, 0), 1) : 1
  }
}
