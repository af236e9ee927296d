internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

/// For each k in `neighbours` and each evaluated row, the model of highest mean score over the k most similar prompts of other
/// folds.
///
/// Similarity is the cosine on the router's own features, shortened to a dense vector (`FeaturizedTable.denseVectors`).
/// Products are taken in panels of rows: O(n² d) for n rows, shared among `threads`.
func nearestNeighbourChoices(_ rows: BaselineTrainingRows, neighbours: [Int], threads: Int) -> [[Int]] {
  let (table, folds, queries) = (rows.set.table, rows.folds, rows.queries)
  let vectors = rows.set.denseVectors()
  let transposed = vectors.transposed
  let n = vectors.rows
  let most = neighbours.max() ?? 0
  // A prompt without weight counts nowhere, nor does it take a neighbour's place.
  let counts = table.rows.map { $0.weight > 0 }
  let panel = 256
  let chosen = concurrentMap(count: (queries + panel - 1) / panel, threads: threads) { index in
    let rows = index * panel..<min(queries, (index + 1) * panel)
    var similarities = Matrix(rows: rows.count, columns: n)
    BLAS.multiply(vectors, rows: rows, transposed, into: &similarities)
    return rows.map { row in
      let start = (row - rows.lowerBound) * n
      var nearest = NearestRows(capacity: most)
      for other in 0..<n where folds[other] != folds[row] && counts[other] {
        let distance = -similarities.values[start + other]
        if distance < nearest.bound { nearest.insert(other, distance) }
      }
      let sorted = nearest.sorted()
      return neighbours.map { count in
        var totals = ScoreTotals(models: table.models.count)
        for other in sorted.prefix(count) { totals.add(table, other) }
        return totals.best ?? 0
      }
    }
  }
  let perRow = chosen.flatMap { $0 }
  return neighbours.indices.map { k in perRow.map { $0[k] } }
}

extension FeaturizedTable {
  /// For each of `rows` and each model its mean score and mean cost over the k most similar of `others`; one element for
  /// each k of `neighbours`, with rows × M numbers each.
  ///
  /// Similarity is the cosine on the features that `nearestNeighbourChoices` compares. Every one of `others` must have
  /// outcomes of all models, with costs. O(rows · others · features).
  package func neighbourForecasts(
    of rows: [Int], among others: [Int], neighbours: [Int], threads: Int
  ) -> [(scores: [Double], costs: [Double])] {
    let vectors = denseVectors()
    let width = vectors.columns
    let models = table.models.indices
    let forecasts = concurrentMap(count: rows.count, threads: threads) { index in
      let row = rows[index]
      let similarities = others.map { other in
        (0..<width).reduce(Float(0)) { $0 + vectors[row, $1] * vectors[other, $1] }
      }
      let order = others.indices.sorted { (similarities[$1], $0) < (similarities[$0], $1) }
      return neighbours.map { count in
        let nearest = order.prefix(count).map { others[$0] }
        return (
          scores: models.map { m in mean(nearest.map { table.score(row: $0, model: m)! }) },
          costs: models.map { m in mean(nearest.map { table.cost(row: $0, model: m)! }) }
        )
      }
    }
    return neighbours.indices.map { k in
      (forecasts.flatMap { $0[k].scores }, forecasts.flatMap { $0[k].costs })
    }
  }
}
