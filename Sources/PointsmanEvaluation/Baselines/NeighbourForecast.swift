internal import PointsmanNumerics
internal import PointsmanOutcomes
internal import PointsmanSupport
package import PointsmanTraining

extension FeaturizedTable {
  /// For each of `rows` and each model its mean score and mean cost over the k most similar of `others`; k × M numbers a
  /// row where k stands for every count in `neighbours`.
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
