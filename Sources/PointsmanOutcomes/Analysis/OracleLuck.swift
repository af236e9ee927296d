internal import PointsmanSupport

/// The share of luck in the best score of each prompt.
///
/// The mean of each prompt's best score, the oracle, is of these very outcomes. Where each outcome is one sample, the best of
/// many samples is high by luck alone: eight equal models that are right on 70 % of the prompts have an oracle of 1.000, and no
/// router can gain anything. Two figures say how much of it is luck.
package struct OracleLuck: Sendable, Equatable {
  /// The mean of the best score if every model's scores were shuffled over the prompts: what independent luck shows.
  package let shuffled: Double?
  /// The mean score, on one half of each prompt's runs, of the model that is best on the other half; nil unless every score
  /// is the mean of two or more runs that were right or wrong. Choosing by half of the runs is noisy, so that a perfect
  /// router gains at least this, but for chance.
  package let splitRuns: Double?

  /// Divisions of the runs that are drawn for a prompt.
  private static let divisions = 32
  /// Runs beyond this number are taken to have no luck left.
  private static let mostRuns = 10_000.0

  /// Of `rows` of a table, on which every model was observed; all figures are by the rows' weights. O(rows · M · log).
  package init(_ table: OutcomeTable, rows: [Int]) {
    let weights = rows.map { table.rows[$0].weight }
    shuffled = Self.shuffled(table, rows, weights)
    splitRuns = Self.splitRuns(table, rows: rows)
  }

  /// Σ v (Π_m F_m(v) − Π_m F_m(v⁻)) over the scores v, F_m(v) the share of prompts on which model m scores at most v.
  private static func shuffled(_ table: OutcomeTable, _ rows: [Int], _ weights: [Double]) -> Double? {
    let total = weights.reduce(0, +)
    guard total > 0, !table.models.isEmpty else { return nil }
    var cells: [(score: Double, model: Int, weight: Double)] = []
    for (row, weight) in zip(rows, weights) {
      for model in table.models.indices {
        guard let score = table.score(row: row, model: model) else { return nil }
        cells.append((score, model, weight / total))
      }
    }
    cells.sort { ($0.score, $0.model) < ($1.score, $1.model) }
    var shares = [Double](repeating: 0, count: table.models.count)
    var (below, sum, start) = (0.0, 0.0, 0)
    while start < cells.count {
      var end = start
      while end < cells.count, cells[end].score == cells[start].score {
        shares[cells[end].model] += cells[end].weight
        end += 1
      }
      let reached = end == cells.count ? 1 : shares.reduce(1, *)
      sum += cells[start].score * (reached - below)
      (below, start) = (reached, end)
    }
    return sum
  }

  /// `splitRuns` alone.
  package static func splitRuns(_ table: OutcomeTable, rows: [Int]) -> Double? {
    let weights = rows.map { table.rows[$0].weight }
    let total = weights.reduce(0, +)
    return splitRunUtilities(table, rows: rows).flatMap { utilities in
      total > 0 ? zip(utilities, weights).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
    }
  }

  /// For each of `rows` the mean utility, on one half of its runs, of the model that has most utility on the other half.
  ///
  /// - Parameter costs: for each of `rows` and each model what an answer costs, in successes; nothing when nil.
  package static func splitRunUtilities(_ table: OutcomeTable, rows: [Int], costs: [Double]? = nil) -> [Double]? {
    let models = table.models.indices
    let weights = rows.map { table.rows[$0].weight }
    var runs: [[Runs]] = []
    for row in rows {
      let cells = models.compactMap { table.outcome(row: row, model: $0).flatMap(Runs.init) }
      guard cells.count == models.count else { return nil }
      runs.append(cells)
    }
    guard !runs.isEmpty, !models.isEmpty else { return nil }
    func cost(_ row: Int, _ model: Int) -> Double { costs?[row * models.count + model] ?? 0 }
    let means = models.map { model in
      rows.indices.reduce(0) { sum, row in
        sum + weights[row] * ((table.score(row: rows[row], model: model) ?? 0) - cost(row, model))
      }
    }
    var generator = SplitMix64(seed: 0)
    return runs.enumerated().map { row, cells in
      let sum = (0..<divisions).reduce(0.0) { sum, _ in
        let halves = cells.enumerated().map { model, runs in
          let (first, second) = runs.divided(&generator)
          return (first: first - cost(row, model), second: second - cost(row, model))
        }
        // Of equals the model of the higher mean.
        let best = models.max { (halves[$0].first, means[$0], -$0) < (halves[$1].first, means[$1], -$1) }!
        return sum + halves[best].second
      }
      return sum / Double(divisions)
    }
  }

  /// The runs of one model on one prompt, each right or wrong.
  private struct Runs {
    let right, count: Int
    let mean: Double

    /// nil for one run, and for a mean that runs of 0 and 1 cannot have.
    init?(_ outcome: Outcome) {
      guard let repeats = outcome.repeats, repeats >= 2, let count = Int(exactly: min(repeats, mostRuns)) else {
        return nil
      }
      let right = outcome.score * Double(count)
      guard let whole = Int(exactly: right.rounded()), abs(right - right.rounded()) < 1e-6 || repeats > mostRuns else {
        return nil
      }
      (self.right, self.count, mean) = (whole, count, outcome.score)
    }

    /// The mean score of one half of the runs, drawn at random, and of the other.
    func divided(_ generator: inout SplitMix64) -> (first: Double, second: Double) {
      guard Double(count) < mostRuns else { return (mean, mean) }
      var (hits, left) = (0, right)
      for run in 0..<count / 2 where generator.next(below: UInt64(count - run)) < UInt64(left) {
        hits += 1
        left -= 1
      }
      return (Double(hits) / Double(count / 2), Double(right - hits) / Double(count - count / 2))
    }
  }
}
