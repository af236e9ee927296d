internal import PointsmanOutcomes
internal import PointsmanTraining

/// What the recipe learned from one deal of outcomes to the wrong prompts.
package struct Permutation: Sendable {
  /// The mean over models, each within folds as in `ModelFigures.auc`, with its 95 % interval; ½ is chance.
  package let auc: Double?
  package let aucInterval: Interval?
  /// By how much choosing on the same rows may lift the AUC above ½ where there is nothing to learn.
  ///
  /// A fold's penalties, and its weights of fusion, are chosen by the other folds, whose heads have seen this fold's labels.
  /// Where folds agree by chance the features are trusted, where not they are shrunk away: of luck with standard error σ
  /// there remains the better half, σ / √(2π) on average, for each of the two choices. σ is Wilcoxon's
  /// √((n₀ + n₁ + 1) / (12 n₀ n₁)), the mean over models.
  package let optimism: Double
  /// The routed score less what dealing out a fold's choices at random within it scores, with its 95 % interval; 0 is chance.
  package let gain: Double
  package let gainInterval: Interval?

  init(_ judged: RoutingResults, _ bootstrap: Bootstrap) {
    // Dealt out within each fold: a fold's router leans away from the labels it has not seen, which is no knowledge.
    let folds = judged.complete.map { judged.folds[$0] }
    var shares: [Int: [Double]] = [:]
    for (fold, rows) in Dictionary(grouping: folds.indices, by: { folds[$0] }) {
      shares[fold] = (0..<judged.models).map { model in mean(rows.map { judged.choices[$0] == model ? 1 : 0 }) }
    }
    let atRandom = folds.indices.map { row in
      (0..<judged.models).reduce(0) { $0 + (shares[folds[row]]?[$1] ?? 0) * judged.scores[row * judged.models + $1] }
    }
    let differences = zip(judged.routedScores, atRandom).map { $0 - $1 }
    let area = Self.meanArea(judged)
    auc = area([UInt32](repeating: 1, count: judged.table.rows.count))
    aucInterval = bootstrap.interval(rows: judged.table.rows.count, groups: judged.allGroups, of: area)
    optimism = mean((0..<judged.models).map { Self.optimism(labels: judged.observed($0).labels) })
    gain = mean(differences)
    gainInterval = bootstrap.interval(ofMean: differences, groups: judged.groups)
  }

  private static func optimism(labels: [Double]) -> Double {
    let solved = labels.reduce(0, +)
    let failed = Double(labels.count) - solved
    guard solved > 0, failed > 0 else { return 0 }
    let error = ((solved + failed + 1) / (12 * solved * failed)).squareRoot()
    return 2 * error / (2 * Double.pi).squareRoot()
  }

  /// The mean over models of the mean area within folds, by how often each row is there.
  private static func meanArea(_ judged: RoutingResults) -> @Sendable (_ counts: [UInt32]) -> Double? {
    let folds = Dictionary(grouping: judged.table.rows.indices, by: { judged.folds[$0] }).sorted { $0.key < $1.key }
    let heads = (0..<judged.models).map { model in
      folds.map { RankedLabels(judged, model: model, rows: $0.value) }
    }
    return { counts in
      let areas = heads.compactMap { folds in
        let parts = folds.compactMap { fold in fold.area(counts: counts).map { ($0, Double(fold.count)) } }
        return weightedMean(of: parts.map(\.0), weights: parts.map(\.1))
      }
      return areas.isEmpty ? nil : mean(areas)
    }
  }
}
