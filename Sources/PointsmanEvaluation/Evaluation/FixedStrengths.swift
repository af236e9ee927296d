internal import PointsmanOutcomes
internal import PointsmanSupport

/// Models' strengths by Bradley and Terry, the same for every prompt: P(a beats b) = 1 / (1 + e^(s_b − s_a)), a tie being half a
/// win for each.
///
/// The baseline of a router that reads prompts. Each model has, beside its battles, one tie with an imaginary model
/// of strength 0, which keeps the strength of one that won all of them finite.
struct FixedStrengths {
  /// One a model.
  let strengths: [Double]

  /// From the battles among `rows` of `table`.
  init(_ table: OutcomeTable, rows: some Sequence<Int>) {
    let models = table.models.count
    var wins = [Double](repeating: 0, count: models)
    var meetings = [Double](repeating: 0, count: models * models)
    for battle in rows.compactMap({ BattleRow(table, row: $0) }) {
      wins[battle.a] += battle.weight * battle.score
      wins[battle.b] += battle.weight * (1 - battle.score)
      meetings[battle.a * models + battle.b] += battle.weight
      meetings[battle.b * models + battle.a] += battle.weight
    }
    // Hunter, "MM algorithms for generalized Bradley-Terry models", 2004: e^s is a model's wins over the sum of what each
    // meeting expects of it; every round raises the likelihood.
    var worths = [Double](repeating: 1, count: models)
    for _ in 0..<10_000 {
      let next = (0..<models).map { a in
        let expected = (0..<models).reduce(1 / (worths[a] + 1)) {
          $0 + meetings[a * models + $1] / (worths[a] + worths[$1])
        }
        return (wins[a] + 0.5) / expected
      }
      let moved = zip(next, worths).map { abs(log($0 / $1)) }.max() ?? 0
      worths = next
      if moved < 1e-9 { break }
    }
    strengths = worths.map { log($0) }
  }
}

/// A row as a battle: the two models, and the first one's share of the win.
struct BattleRow {
  let a, b: Int
  /// 1 where `a` won, 0 where `b` did, ½ in a tie.
  let score: Double
  let weight: Double

  /// nil unless the row is a battle.
  init?(_ table: OutcomeTable, row: Int) {
    guard table.rows[row].isBattle else { return nil }
    let met = table.models.indices.filter { table.score(row: row, model: $0) != nil }
    guard met.count == 2, let score = table.score(row: row, model: met[0]) else { return nil }
    (a, b, self.score, weight) = (met[0], met[1], score, table.rows[row].weight)
  }
}
