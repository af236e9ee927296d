internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport
internal import PointsmanTraining

/// For each k in `neighbours` and each judged row, the model of highest mean score over the k most similar prompts of other
/// folds.
///
/// Similarity is the cosine on the router's own features, shortened to a dense vector (`FeaturizedTable.denseVectors`).
/// Products are taken in panels of rows: O(n² d) for n rows, shared among `threads`.
func nearestNeighbourChoices(_ ground: BaselineTrainingRows, neighbours: [Int], threads: Int) -> [[Int]] {
  let (table, folds, judged) = (ground.set.table, ground.folds, ground.judged)
  let vectors = ground.set.denseVectors()
  let transposed = vectors.transposed
  let n = vectors.rows
  let most = neighbours.max() ?? 0
  let panel = 256
  let chosen = concurrentMap(count: (judged + panel - 1) / panel, threads: threads) { index in
    let rows = index * panel..<min(judged, (index + 1) * panel)
    var similarities = Matrix(rows: rows.count, columns: n)
    BLAS.multiply(vectors, rows: rows, transposed, into: &similarities)
    return rows.map { row in
      let start = (row - rows.lowerBound) * n
      var nearest = BoundedHeap<SimilarRow>(capacity: most)
      for other in 0..<n where folds[other] != folds[row] {
        nearest.insert(SimilarRow(row: other, similarity: similarities.values[start + other]))
      }
      let sorted = nearest.sorted()
      return neighbours.map { count in
        var totals = ScoreTotals(models: table.models.count)
        for other in sorted.prefix(count) { totals.add(table, other.row) }
        return totals.best ?? 0
      }
    }
  }
  let perRow = chosen.flatMap { $0 }
  return neighbours.indices.map { k in perRow.map { $0[k] } }
}

/// A row and its similarity. The most similar comes first; of equals the first row.
private struct SimilarRow: Comparable {
  let row: Int
  let similarity: Float

  static func < (a: SimilarRow, b: SimilarRow) -> Bool { (b.similarity, a.row) < (a.similarity, b.row) }
}
