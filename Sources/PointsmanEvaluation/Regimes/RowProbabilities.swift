internal import Pointsman
internal import PointsmanOutcomes
internal import PointsmanTraining

/// What a router says of one row.
struct RowProbabilities: Sendable {
  let probabilities: [Double]
  /// The same without the row's tags; nil where the router has no context block.
  let untagged: [Double]?
  /// For each model what the router expects it to cost, USD.
  let costs: [Double?]

  /// A vector that the row lacks is an error with the row's id.
  init(_ router: Router, _ row: OutcomeRow) throws(TrainingError) {
    var prompt = row.prompt
    costs = router.expectedCosts(of: prompt)
    do throws(RouterError) {
      probabilities = try router.probabilities(for: prompt)
      prompt.tags = [:]
      untagged = router.heads[ContextHead.self] == nil ? nil : try router.probabilities(for: prompt)
    } catch {
      throw .unsuitableVector(row: row.id, fault: error)
    }
  }
}
