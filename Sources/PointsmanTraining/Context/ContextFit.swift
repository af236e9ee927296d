internal import Pointsman
internal import PointsmanNumerics
internal import PointsmanRegression

/// The context block: key by key, what tags make of the held-out, calibrated log odds of the other blocks.
///
/// It is fitted to what the other blocks say of rows that they have not seen, and leaves that untouched where no tag is
/// known: a prompt without tags loses nothing.
struct ContextFit {
  private let columns: [TagColumns]
  /// One a model and key.
  private let corrections: [[TagCorrection]]

  /// Learns from the held-out probabilities of `recipe`, with the rows of `fold` out of sight if one is given.
  init(_ columns: [TagColumns], recipe: ModelSelection, targets: Targets, excluding fold: Int? = nil) {
    self.columns = columns
    corrections = (0..<targets.tasks).map { task in
      let rows = 0..<targets.rows
      let labels = rows.map { Double(targets.labels[$0, task]) }
      let weights = rows.map { Double(targets.weights[$0, task]) }
      var z = rows.map { ContextHead.logOdds(recipe.probability(row: $0, model: task)) }
      return columns.map { column in
        let regression = TagRegression(rows: column.rows, labels: labels, weights: weights)
        let correction = TagCorrection(regression, z: z, folds: targets.folds, excluding: fold)
        z = correction.heldOut
        return correction
      }
    }
  }

  /// The block as a router holds it.
  var head: ContextHead {
    var (slopes, intercepts, weights) = ([Float](), [Float](), [Float]())
    for (key, column) in columns.enumerated() {
      slopes += corrections.map { Float($0[key].slope) }
      intercepts += corrections.map { Float($0[key].intercept) }
      for tag in column.values.indices { weights += corrections.map { Float($0[key].weights[tag]) } }
    }
    let tags = columns.flatMap { column in column.values.map { PromptTag(column.key, $0) } }
    return ContextHead(
      tags: tags, models: corrections.count, slopes: slopes, intercepts: intercepts, weights: weights)!
  }
}
